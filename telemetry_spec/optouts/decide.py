"""Whether something is sent: consent, every opt-out that concerns it, and which of them takes precedence.

1. Opt-outs that stop it are looked at: their `disables` names it, or what it is part of, and the condition holds.
2. One that says something silences those that it overrides, and those that these override.
3. If any that is left says `off`, nothing is sent. Otherwise, if one says `on`, it is sent.
4. If none says anything, the source's consent decides: `opt-out` sends, `opt-in` and `ask` do not. There, `on` has to
   be consent: a variable that says that telemetry is not disabled is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from telemetry_spec import optouts
from telemetry_spec.model.selector import covers, split
from telemetry_spec.optouts.base import Seen, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Condition, Consent, OptOut, Spec, Stop

_NOTHING: Final[Mapping[str, Json]] = MappingProxyType({})

_DEFAULTS: Final[Mapping[Consent, str]] = {
    "opt-out": "Nothing opts out, and it is sent unless somebody does.",
    "opt-in": "Nothing turns it on, and it is off unless somebody does.",
    "ask": "Nothing says that anybody agreed, and it is off until somebody does.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one opt-out says, and the one that silences it, if one does."""

    opt_out: OptOut
    seen: Seen
    silenced_by: OptOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether something is sent, the opt-out that decides (None: the source's consent does), and why, in a sentence.

    `said` has every opt-out that concerns it, in the order of the spec.
    """

    on: bool
    by: OptOut | None
    why: str
    said: tuple[Said, ...] = ()


def decide(spec: Spec, selector: str, world: World, values: Mapping[str, Json] = _NOTHING) -> Decision:
    """Decide whether a source, an event or a field is sent.

    Args:
        spec: The spec.
        selector: `source`, `source.event`, or a field's selector.
        world: What the program can look at.
        values: Values of fields that conditions look at, by selector. Where one is missing, its condition does not
            hold.

    Raises:
        KeyError: There is no such source.
    """
    source = spec.sources[split(selector)[0]]
    said = said_of(spec, selector, world, values)
    left = [one for one in said if one.silenced_by is None]
    for state in ("off", "on"):
        for one in left:
            if one.seen.state == state and (state == "off" or _counts(one.opt_out, source.consent)):
                return Decision(on=state == "on", by=one.opt_out, why=one.seen.what, said=said)
    return Decision(on=source.consent == "opt-out", by=None, why=_DEFAULTS[source.consent], said=said)


def said_of(spec: Spec, selector: str, world: World, values: Mapping[str, Json] = _NOTHING) -> tuple[Said, ...]:
    """Return what each opt-out says that concerns a part of the spec. The arguments are those of `decide`."""
    concerned = [opt_out for opt_out in spec.opt_outs.values() if concerns(opt_out, selector, values)]
    seen = {opt_out.id: look(opt_out, world) for opt_out in concerned}
    speaking = [opt_out for opt_out in concerned if seen[opt_out.id].state != "silent"]
    return tuple(
        Said(
            opt_out=opt_out,
            seen=seen[opt_out.id],
            silenced_by=next((other for other in speaking if opt_out.id in overridden(spec, other.id)), None),
        )
        for opt_out in concerned
    )


def look(opt_out: OptOut, world: World) -> Seen:
    """Return what one opt-out says. One that persists is still in force where the program remembers it."""
    seen = optouts.get(opt_out.kind).look(opt_out, world)
    remembered = world.answers.get(opt_out.id)
    if seen.state != "silent" or not opt_out.persists or remembered is None:
        return seen
    return Seen(state="off" if remembered else "on", what="It was chosen in an earlier run.")


def concerns(opt_out: OptOut, selector: str, values: Mapping[str, Json] = _NOTHING) -> bool:
    """Say whether an opt-out stops a part of the spec, where fields have these values."""
    return not opt_out.removed and any(
        covers(stop.selector, selector) and _holds(stop, values) for stop in opt_out.disables
    )


def _holds(stop: Stop, values: Mapping[str, Json]) -> bool:
    when = stop.when
    if when is None:
        return True
    value = values.get(when.selector, _NOTHING)
    return value == when.value and isinstance(value, bool) == isinstance(when.value, bool)


def overridden(spec: Spec, name: str) -> set[str]:
    """Return the opt-outs that one takes precedence over, directly or through others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for other in spec.opt_outs[waiting.pop()].overrides:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def conditions(spec: Spec, selector: str) -> Iterator[Condition]:
    """Yield the conditions on which opt-outs stop a part of the spec, each once."""
    found: list[Condition] = []
    for stop in (stop for opt_out in spec.opt_outs.values() if not opt_out.removed for stop in opt_out.disables):
        if stop.when is not None and stop.when not in found and covers(stop.selector, selector):
            found.append(stop.when)
            yield stop.when


def _counts(opt_out: OptOut, consent: Consent) -> bool:
    """Say whether `on` by an opt-out counts under a source's consent."""
    return consent == "opt-out" or optouts.get(opt_out.kind).consents(opt_out)
