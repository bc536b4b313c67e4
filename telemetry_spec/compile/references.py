"""Opt-outs, promises and suppressions: the parts that name other parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.compile.context import Context, suggestion
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.selector import SECTIONS, split
from telemetry_spec.model.spec import Condition, Instruction, OptOut, Promise, Stop, Suppression

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from telemetry_spec.language.opt_outs import OptOutBase, StopSpec, WhenSpec
    from telemetry_spec.language.spec_file import SpecFile
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Field


class References:
    """Resolves selectors. `known` are all selectors of the spec, `fields` those of fields."""

    def __init__(self, context: Context, whole: SpecFile, known: AbstractSet[str], fields: Mapping[str, Field]) -> None:
        self.context = context
        self.whole = whole
        self.known = known
        self.fields = fields

    def opt_out(self, name: str, spec: OptOutBase) -> OptOut:
        """Compile one opt-out."""
        selector = f"opt_outs.{name}"
        text, language, where = spec.instruction()
        for index, other in enumerate(spec.overrides or ()):
            self._other_opt_out(name, other, self.context.value(spec, "overrides", index))
        if spec.farewell is not None:
            self._resolve(spec.farewell, self.context.value(spec, "farewell"), selector)
        return OptOut(
            id=name,
            kind=spec.kind,
            title=spec.title or "",
            settings=spec.settings(),
            instruction=Instruction(text=text, language=language, where=where),
            disables=tuple(self._stop(selector, spec, index, item) for index, item in enumerate(spec.disables)),
            overrides=tuple(spec.overrides or ()),
            unavailable_to=spec.unavailable_to or "",
            stops=spec.stops,
            persists=spec.stays(),
            farewell=spec.farewell or "",
            description=(spec.description or "").strip(),
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=self.context.key(self.whole, "opt_outs", name),
        )

    def override_loops(self, opt_outs: Mapping[str, OptOut]) -> None:
        """Report opt-outs that override each other in a circle: then none of them comes first."""
        done: set[str] = set()
        for start in opt_outs:
            trail: list[str] = []
            pending = [(start, iter(opt_outs[start].overrides))]
            trail.append(start)
            while pending:
                name, rest = pending[-1]
                following = next((other for other in rest if other in opt_outs), None)
                if following is None:
                    pending.pop()
                    trail.pop()
                    done.add(name)
                elif following in trail:
                    circle = [*trail[trail.index(following) :], following]
                    self.context.error(
                        "override-loop",
                        f"These opt-outs override each other: {' -> '.join(circle)}.",
                        at=opt_outs[name].span,
                        help="Take out one of the steps, so that one of them comes first.",
                        selector=f"opt_outs.{name}",
                    )
                    done.add(following)
                elif following not in done:
                    pending.append((following, iter(opt_outs[following].overrides)))
                    trail.append(following)

    def _other_opt_out(self, name: str, other: str, at: Span) -> None:
        known = self.whole.opt_outs or {}
        if other not in known and ("opt_outs", other) not in self.context.failed:
            self.context.error(
                "unknown-opt-out",
                f"There is no opt-out `{other}`.",
                at=at,
                help=suggestion(other, known, "opt-out"),
                selector=f"opt_outs.{name}",
            )

    def _stop(self, name: str, spec: OptOutBase, index: int, item: str | StopSpec) -> Stop:
        at = self.context.value(spec, "disables", index)
        if isinstance(item, str):
            self._resolve(item, at, name)
            return Stop(selector=item, when=None, note="", span=at)
        self._resolve(item.selector, self.context.value(item, "selector"), name)
        when = self._condition(item.when) if item.when is not None else None
        return Stop(selector=item.selector, when=when, note=item.note or "", span=at)

    def _condition(self, when: WhenSpec) -> Condition:
        member = self.fields.get(when.field)
        if member is None:
            self._resolve(
                when.field, self.context.value(when, "field"), when.field, noun="field", among=set(self.fields)
            )
        else:
            self._ever(when, member)
        return Condition(selector=when.field, value=when.equals)

    def _ever(self, when: WhenSpec, member: Field) -> None:
        limits = member.shape.constraints
        for key in ("enum", "const"):
            if key in limits and not CONSTRAINTS[key].holds(when.equals, limits[key]):
                self.context.error(
                    "condition-never",
                    f"`{when.field}` never has this value, so the condition never holds.",
                    at=self.context.value(when, "equals"),
                    help=f"It is {CONSTRAINTS[key].words(limits[key])}.",
                    selector=when.field,
                )

    def _resolve(
        self,
        selector: str,
        at: Span,
        owner: str,
        *,
        noun: str = "part of this spec",
        among: AbstractSet[str] | None = None,
    ) -> None:
        known = self.known if among is None else among
        if selector in known or self._lost(selector):
            return
        self.context.error(
            "unknown-selector",
            f"`{selector}` names no {noun}.",
            at=at,
            help=suggestion(selector, known, "source"),
            selector=owner,
        )

    def _lost(self, selector: str) -> bool:
        """Say whether a selector names something that was invalid itself and has its finding already."""
        try:
            first = split(selector)[0]
        except ValueError:
            return False
        return ("sources", first) in self.context.failed

    def promises(self) -> tuple[Promise, ...]:
        """Compile what is never collected."""
        found = []
        for index, spec in enumerate(self.whole.never_collected or ()):
            for position, name in enumerate(spec.forbids or ()):
                if name not in valueclasses.names():
                    self.context.error(
                        "unknown-value-class",
                        f"There is no value class `{name}`.",
                        at=self.context.value(spec, "forbids", position),
                        help=suggestion(name, valueclasses.names(), "value class"),
                    )
            for position, selector in enumerate(spec.exempt or ()):
                self._resolve(selector, self.context.value(spec, "exempt", position), f"never_collected.{index}")
            found.append(
                Promise(
                    description=spec.description.strip(),
                    forbids=tuple(name for name in spec.forbids or () if name in valueclasses.names()),
                    exempt=tuple(spec.exempt or ()),
                    span=self.context.span(spec),
                )
            )
        return tuple(found)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Compile suppressions. Whether the rule exists is for the linter to say, which knows the rules."""
        found = []
        for spec in self.whole.suppress or ():
            if spec.at is not None and spec.at.split(".", 1)[0] not in SECTIONS:
                self._resolve(spec.at, self.context.value(spec, "at"), "suppress")
            found.append(
                Suppression(
                    rule=spec.rule, at=spec.at or "", reason=spec.reason.strip(), span=self.context.key(spec, "rule")
                )
            )
        return tuple(found)
