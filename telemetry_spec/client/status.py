"""Whether telemetry is on here, as far as anybody can see from outside of the product, and how to change it.

The environment, files and what this package's own client keeps can be seen. The product's command line cannot, and
neither can what was chosen in code, in a user interface, at a question, or by a command of another client.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec import optouts
from telemetry_spec.client.storage import Storage
from telemetry_spec.model.selector import covers, event_selector, fields_of
from telemetry_spec.optouts.base import Launch
from telemetry_spec.optouts.config_text import config_text
from telemetry_spec.optouts.decide import Decision, Said, conditions, decide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import Event, OptOut, Source, Spec
    from telemetry_spec.optouts.base import World

#: Kinds that only the product itself knows of.
_UNSEEN: Final = frozenset({"flag", "command", "code", "setting", "prompt"})


#: Stands for every value that no condition names.
_OTHER: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A source, or an event of it, and whether it is sent from here.

    `when` are the values of fields that make the difference. `certain` is false where something that cannot be seen
    from here may turn it on or off.
    """

    selector: str
    when: Mapping[str, Json]
    decision: Decision
    certain: bool

    @property
    def same(self) -> tuple[object, ...]:
        """Return what tells this from other parts."""
        by = self.decision.by.id if self.decision.by else ""
        return self.decision.on, by, self.certain, [one.opt_out.id for one in self.decision.said]


def with_choices(spec: Spec, world: World) -> World:
    """Return the world with what was chosen for good by way of this package's client."""
    return replace(world, argv=(), answers={**Storage(spec.product, world).choices(spec.opt_outs), **world.answers})


def survey(spec: Spec, source: Source, world: World, select: str = "") -> list[Part]:
    """Return whether a source is sent from here: one part, or several where its events or their values differ."""
    chosen = [event for event in source.live_events() if covers(select or source.id, event_selector(source, event))]
    found = [_event_parts(spec, source, event, world) for event in chosen]
    whole = select in ("", source.id) and len({str([(part.same, part.when) for part in parts]) for parts in found}) == 1
    if whole:
        return [replace(part, selector=source.id) for part in found[0]]
    return [part for parts in found for part in parts]


def _event_parts(spec: Spec, source: Source, event: Event, world: World) -> list[Part]:
    name = event_selector(source, event)
    parts = [_part(spec, name, world, when) for when in _cases(spec, name)]
    return [replace(parts[0], when={})] if len({str(part.same) for part in parts}) == 1 else parts


def _part(spec: Spec, selector: str, world: World, when: Mapping[str, Json]) -> Part:
    decision = decide(spec, selector, world, when)
    others = (decide(spec, selector, one, when).on for one in _otherwise(decision.said, world))
    return Part(selector=selector, when=when, decision=decision, certain=all(on == decision.on for on in others))


def _cases(spec: Spec, selector: str) -> Iterator[dict[str, Json]]:
    """Yield the values that conditions tell apart. Where a field has others too, a case leaves it out."""
    fields = dict(fields_of(spec))
    values: dict[str, list[object]] = {}
    for one in conditions(spec, selector):
        values.setdefault(one.selector, []).append(one.value)
    for name, told in values.items():
        if any(one not in told for one in _every(fields[name])):
            told.append(_OTHER)
    for case in itertools.product(*values.values()):
        yield {name: value for name, value in zip(values, case, strict=True) if value is not _OTHER}  # type: ignore[misc]  # all others are JSON


def _every(member: Field) -> list[object]:
    """Return every value that a field can have; where they cannot be listed, one that no condition names."""
    limits = member.shape.constraints
    found: list[object] = [_OTHER]
    if isinstance(listed := limits.get("enum"), tuple):
        found = list(listed)
    elif "const" in limits:
        found = [limits["const"]]
    elif member.shape.kind == "boolean":
        found = [True, False]
    return [*found, None] if member.shape.nullable else found


def seen_from_here(opt_out: OptOut, world: World) -> bool:
    """Say whether it can be seen from outside of the product whether an opt-out was used."""
    if opt_out.id in world.answers:
        return True
    return opt_out.kind not in _UNSEEN and opt_out.settings.get("signal") not in ("GPC", "DNT")


def _otherwise(said: tuple[Said, ...], world: World) -> Iterator[World]:
    """Yield worlds in which one of the opt-outs that cannot be seen says something."""
    for one in said:
        if seen_from_here(one.opt_out, world):
            continue
        kind = optouts.get(one.opt_out.kind)
        for launch in (kind.carry_out(one.opt_out, _BARE), kind.contrary(one.opt_out, _BARE)):
            if launch is not None and launch.argv:
                yield replace(world, argv=launch.argv)
        if one.opt_out.kind != "flag":
            yield from (replace(world, answers={**world.answers, one.opt_out.id: answer}) for answer in (True, False))


_BARE: Final = Launch(argv=())


def turned_on_by(opt_out: OptOut) -> str:
    """Return what to do so that an opt-out says that telemetry is on, or "" where it has no way to say so."""
    kind = optouts.get(opt_out.kind)
    if not kind.consents(opt_out):
        return ""
    launch = kind.contrary(opt_out, _BARE)
    if launch is None:
        where = opt_out.instruction.where
        return f"In {where}: choose that telemetry is on." if opt_out.kind in ("code", "setting", "prompt") else ""
    lines = [f"export {name}={value}" for name, value in launch.environ.items()]
    lines += [" ".join(words) for words in (launch.argv, *launch.before) if words]
    if lines:
        return f"In {opt_out.instruction.where}: `{lines[0]}`"
    entry = launch.files[0]
    return f"In {entry.file}:\n{config_text(entry.format, entry.key, entry.value)}"  # type: ignore[arg-type]  # one of the formats
