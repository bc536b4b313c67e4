"""The full verdict on one payload: everything that is wrong with it, as findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.check import explain
from telemetry_spec.check.forbidden import nearest
from telemetry_spec.check.names import HIDDEN, shown, shown_pointer
from telemetry_spec.check.parse import parse
from telemetry_spec.check.places import fields_in
from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.model.finding import Finding, Severity, Span
from telemetry_spec.model.pointer import write
from telemetry_spec.model.selector import event_selector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.check.explain import Violation
    from telemetry_spec.check.forbidden import Forbidden
    from telemetry_spec.check.target import Target
    from telemetry_spec.model.shape import Json, Shape

_CODES = {
    "required": "missing-field",
    "additionalProperties": "undeclared-field",
    "type": "wrong-type",
    "anyOf": "wrong-type",
}


@dataclass(slots=True)
class Report:
    """Gathers the findings on one payload.

    `item` is where the payload lies in the file, as a JSON pointer: "" unless it is one of a list. `prefix` is where
    that which is looked at lies in the payload: `looked_at`, of a `shape`. `most` bounds the violations that are looked
    for; None is all of them.
    """

    file: str
    line: int
    item: str = ""
    prefix: str = ""
    shape: Shape | None = None
    looked_at: Json = None
    most: int | None = None
    selectors: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        code: str,
        message: str,
        help_text: str,
        pointer: str | None = None,
        value: str | None = None,
        at: tuple[int, int] = (1, 1),
    ) -> None:
        """Add a finding at a pointer within the payload, or at a line and column of its text."""
        line, column = self.line + at[0] - 1, at[1]
        where = pointer
        if pointer and self.shape is not None:
            where = shown_pointer(pointer, self.shape, self.looked_at)
            if where != pointer:
                value = f"{pointer}: {value}" if value is not None else pointer
        self.findings.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                message=message,
                help=help_text,
                span=Span(self.file, line, column, line, column),
                pointer=where if where is None else self.item + self.prefix + where,
                selector=nearest(pointer or "", self.selectors),
                value=value,
            )
        )

    def violation(self, violation: Violation, hint: str = "") -> None:
        """Add what JSON Schema has against a value. `hint` says what to do where more is known than that."""
        code = _CODES.get(violation.keyword, "wrong-value")
        if code == "undeclared-field":
            name = shown(violation.field)
            message = f"The field `{name}` is not declared."
            if name == HIDDEN:
                message = "A field whose name may be private is not declared."
            help_text = "Declare it in the spec, or stop sending it."
            if violation.near:
                help_text = f"Did you mean `{violation.near}`? Else declare it in the spec, or stop sending it."
        elif code == "missing-field":
            message = f"The field `{violation.field}` is missing."
            help_text = "It is always there, the spec says: supply it, or declare it `optional: true`."
        else:
            message = f"Expected {violation.expected}, found {violation.found}."
            help_text = "Send what the spec declares, or correct the declaration."
        value = None if code == "missing-field" else repr_json(violation.value)
        self.add(code, message, hint or help_text, violation.pointer, value)


def judge(raw: bytes, targets: Sequence[Target], report: Report) -> Target | None:
    """Judge a JSON text in full. Returns the target that it violates least, None for an unreadable text."""
    parsed = parse(raw)
    target = judge_value(parsed.value, targets, report) if parsed.readable else None
    for fault in parsed.faults:
        twice = fault.code == "duplicate-field"
        help_text = "Send each field once." if twice else "Send JSON as RFC 8259 defines it."
        report.add(fault.code, fault.message, help_text, fault.pointer, at=fault.at)
    return target


def judge_value(value: Json, targets: Sequence[Target], report: Report) -> Target:
    """Judge a value that has been read already."""
    target, violations = closest(value, targets, report.most)
    report.shape, report.looked_at = target.shape, value
    for place in fields_in(target.shape, value):
        report.selectors[write(list(place.pointer))] = target.coverage.selector((place.event, place.path))
    target.coverage.note(value)
    other = _other_event(target, violations)
    if other is not None:
        report.violation(other, "This is another event: choose it with `--select`, or check whole requests.")
        return target
    alone = _event_alone(value, target) if any(not one.pointer for one in violations) else ""
    hint = f"By itself it would be right as `{alone}`: choose that with `--select {alone}`." if alone else ""
    for violation in violations:
        report.violation(violation, hint if not violation.pointer else "")
    forbidden_values(target.shape, value, target.forbidden, report)
    return target


def _other_event(target: Target, violations: Sequence[Violation]) -> Violation | None:
    """Return the violation that says that an event by itself is another one than was asked for: the rest follows."""
    name = write([target.source.discriminator])
    return next((one for one in violations if one.pointer == name and one.keyword == "const"), None)


def _event_alone(value: Json, target: Target) -> str:
    """Return the selector of the event that a value is, where a whole request was asked for; else ""."""
    if target.name != target.source.id:
        return ""
    right = (event for event in target.source.live_events() if not explain.violations(event.payload, value, most=1))
    return next((event_selector(target.source, event) for event in right), "")


def closest(value: Json, targets: Sequence[Target], most: int | None = None) -> tuple[Target, list[Violation]]:
    """Return the target that a value violates least, and how. One of another JSON type is the last to be thought of."""
    tried = ((target, explain.violations(target.shape, value, most)) for target in targets)
    return min(
        tried, key=lambda pair: (any(not one.pointer and one.keyword == "type" for one in pair[1]), len(pair[1]))
    )


def forbidden_values(shape: Shape, value: Json, forbidden: Forbidden, report: Report) -> None:
    """Report the texts in a value that the spec promises never to collect."""
    for pointer, name, text in forbidden.found(shape, value, report.selectors):
        report.add(
            "forbidden-value",
            f"This text holds what is never collected: {name.replace('_', ' ')}.",
            f"Do not send it, or declare it openly. {valueclasses.get(name).description}",
            pointer,
            repr_json(text),
        )


def nothing_checked(file: str, message: str, help_text: str) -> Iterator[Finding]:
    """Yield the finding that there was nothing to check: no evidence is no success."""
    report = Report(file, 1)
    report.add("nothing-checked", message, help_text)
    yield from report.findings
