"""Opt-outs, promises and suppressions: the parts that name other parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.compile.selectors import Selectors
from telemetry_spec.compile.wording import listed, shown, suggestion
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS, repr_json
from telemetry_spec.model.selector import SECTIONS, covers, join, split
from telemetry_spec.model.spec import Condition, OptOut, Promise, Stop, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.opt_outs import OptOutBase, StopSpec, WhenSpec
    from telemetry_spec.language.spec_file import SpecFile
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Source


class References:
    """Compiles what names other parts, when all of them are known."""

    def __init__(self, context: Context, whole: SpecFile, sources: Mapping[str, Source]) -> None:
        self._context = context
        self._whole = whole
        self._selectors = Selectors(context, sources.values())

    # ------------------------------------------------------------ opt-outs

    def opt_outs(self) -> dict[str, OptOut]:
        """Compile all opt-outs."""
        found = {name: self._opt_out(name, spec) for name, spec in (self._whole.opt_outs or {}).items()}
        self._report_loops(found)
        return found

    def _opt_out(self, name: str, spec: OptOutBase) -> OptOut:
        selector = f"opt_outs.{name}"
        for key in ("disables", "overrides"):
            self._context.once(spec, key, selector)
        for index, other in enumerate(spec.overrides or ()):
            known = self._whole.opt_outs or {}
            if other not in known and not self._context.is_lost("opt_outs", other):
                at = self._context.value(spec, "overrides", index)
                docs = self._context.docs(spec, "overrides")
                self._context.unknown("unknown-opt-out", other, known, at=at, selector=selector, docs=docs)
        return OptOut(
            id=name,
            kind=spec.kind,
            title=spec.title or "",
            settings=spec.settings(),
            instruction=spec.instruction(),
            disables=tuple(self._stop(selector, spec, index, item) for index, item in enumerate(spec.disables)),
            overrides=tuple(dict.fromkeys(spec.overrides or ())),
            unavailable_to=spec.unavailable_to or "",
            stops=spec.stops or "",
            persists=spec.stays(),
            farewell=self._farewell(spec, selector),
            description=(spec.description or "").strip(),
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=self._context.key(self._whole, "opt_outs", name),
        )

    def _farewell(self, spec: OptOutBase, selector: str) -> str:
        if spec.farewell is None:
            return ""
        at = self._context.value(spec, "farewell")
        found = self._selectors.resolve(spec.farewell, at, selector)
        if self._selectors.is_known(found) and not self._selectors.is_event(found):
            self._context.error(
                "selector-kind",
                f"{shown(found)} is not an event, and only an event can be sent.",
                at=at,
                help="Write `source.event`.",
                selector=selector,
            )
        return found

    def _stop(self, owner: str, spec: OptOutBase, index: int, item: str | StopSpec) -> Stop:
        at = self._context.value(spec, "disables", index)
        if isinstance(item, str):
            return Stop(selector=self._selectors.resolve(item, at, owner), when=None, note="", span=at)
        selector = self._selectors.resolve(item.selector, self._context.value(item, "selector"), owner)
        when = self._condition(item.when, selector, owner) if item.when is not None else None
        return Stop(selector=selector, when=when, note=item.note or "", span=at)

    def _condition(self, when: WhenSpec, stopped: str, owner: str) -> Condition:
        at = self._context.value(when, "field")
        name = self._selectors.resolve(when.field, at, owner)
        member = self._selectors.fields.get(name)
        if member is None:
            if self._selectors.is_known(name):
                self._context.error(
                    "selector-kind",
                    f"{shown(name)} is not a field, and a condition looks at the value of a field.",
                    at=at,
                    help="Write `source.event.field`.",
                    selector=owner,
                )
        elif split(name)[0] != split(stopped)[0]:
            self._context.error(
                "condition-elsewhere",
                f"The condition looks at a field of `{split(name)[0]}`, and what it stops is not sent by that source.",
                at=at,
                help=f"Name a field of `{split(stopped)[0]}`.",
                selector=owner,
            )
        elif not _may_be(member.shape, when.equals):
            choices = _choices(member.shape)
            self._context.error(
                "condition-never",
                f"`{name}` is never {shown(repr_json(when.equals))}, so nothing is stopped.",
                at=self._context.value(when, "equals"),
                help=f"Write {choices}." if choices else "Write a value that the field can have.",
                selector=owner,
            )
        return Condition(selector=name, value=when.equals)

    def _report_loops(self, opt_outs: Mapping[str, OptOut]) -> None:
        """Report opt-outs that override each other in a circle: then none of them comes first."""
        done: set[str] = set()
        for start in opt_outs:
            trail: dict[str, Iterator[str]] = {} if start in done else {start: iter(opt_outs[start].overrides)}
            while trail:
                name, rest = next(reversed(trail.items()))
                other = next(rest, None)
                if other is None:
                    trail.popitem()
                    done.add(name)
                elif other in trail:
                    self._report_loop(list(trail), other, opt_outs[name])
                elif other in opt_outs and other not in done:
                    trail[other] = iter(opt_outs[other].overrides)

    def _report_loop(self, trail: list[str], other: str, last: OptOut) -> None:
        steps = [f"`{name}`" for name in trail[trail.index(other) :]][:9]
        message = f"The opt-outs {listed(steps, 'and')} override each other, so none of them comes first."
        spec = (self._whole.opt_outs or {})[last.id]
        self._context.error(
            "override-loop",
            message if len(steps) > 1 else f"The opt-out {steps[0]} overrides itself.",
            at=self._context.value(spec, "overrides", (spec.overrides or []).index(other)),
            help="Take out one of the steps.",
            selector=f"opt_outs.{last.id}",
        )

    # ------------------------------------------------------------ promises and suppressions

    def promises(self) -> tuple[Promise, ...]:
        """Compile what is never collected."""
        found = []
        for index, spec in enumerate(self._whole.never_collected or ()):
            owner = f"never_collected.{index}"
            for key in ("forbids", "exempt"):
                self._context.once(spec, key, owner)
            for position, name in enumerate(spec.forbids or ()):
                if name not in valueclasses.names():
                    at = self._context.value(spec, "forbids", position)
                    docs = self._context.docs(spec, "forbids")
                    known = valueclasses.names()
                    self._context.unknown("unknown-value-class", name, known, at=at, selector=owner, docs=docs)
            exempt = [
                self._selectors.resolve(selector, self._context.value(spec, "exempt", position), owner)
                for position, selector in enumerate(spec.exempt or ())
            ]
            found.append(
                Promise(
                    description=spec.description.strip(),
                    forbids=tuple(dict.fromkeys(name for name in spec.forbids or () if name in valueclasses.names())),
                    exempt=tuple(dict.fromkeys(exempt)),
                    span=self._context.span(spec),
                )
            )
        return tuple(found)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Compile suppressions. Whether the rule exists is for the linter to say, which knows the rules."""
        return tuple(
            Suppression(
                rule=spec.rule,
                at=self._suppressed(spec.at, self._context.value(spec, "at")) if spec.at is not None else "",
                reason=spec.reason.strip(),
                span=self._context.key(spec, "rule"),
            )
            for spec in self._whole.suppress or ()
        )

    def _suppressed(self, text: str, at: Span) -> str:
        section, _, rest = text.partition(".")
        if section not in SECTIONS:
            return self._selectors.resolve(text, at, "suppress")
        entries = getattr(self._whole, section)
        if rest and isinstance(entries, dict) and not self._context.is_lost(section, rest):
            names = [join(name) for name in entries]
            if not any(covers(name, rest) for name in names) and not self._context.incomplete:
                self._context.error(
                    "unknown-selector",
                    f"`{section}` has no entry {shown(rest)}.",
                    at=at,
                    help=suggestion(rest, names, "entry"),
                    selector="suppress",
                )
        return text


def _may_be(shape: Shape, value: Json) -> bool:
    """Say whether a value of a shape can be this single value."""
    if value is None:
        return shape.nullable
    if shape.kind == "union":
        return any(_may_be(member, value) for member in shape.members)
    kinds = {bool: ("boolean",), str: ("string",), int: ("integer", "number"), float: ("number",)}
    kind = kinds.get(type(value), ())
    return shape.kind in kind and all(CONSTRAINTS[key].holds(value, limit) for key, limit in shape.constraints.items())


def _choices(shape: Shape) -> str:
    if shape.kind == "boolean":
        return "`true` or `false`"
    values = shape.constraints.get("enum") or (shape.constraints.get("const"),)
    return listed(f"`{value}`" for value in values) if isinstance(values, tuple) and values[0] is not None else ""
