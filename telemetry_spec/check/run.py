"""Checks payload files against a spec: fast where all is right, in full where something is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.check import coverage, explain, streams
from telemetry_spec.check.fast import Acceptor
from telemetry_spec.check.forbidden import Forbidden
from telemetry_spec.check.parse import parse
from telemetry_spec.check.places import fields_in
from telemetry_spec.model.finding import Finding, Severity, Span
from telemetry_spec.model.selector import event_selector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.check.explain import Violation
    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Spec

_CODES = {"required": "missing-field", "additionalProperties": "undeclared-field", "type": "wrong-type", "anyOf": "wrong-type"}


@dataclass(slots=True)
class Summary:
    """What a check saw: how many payloads, how many of them bad, how many of each target, and what never came."""

    payloads: int = 0
    bad: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()


class Target:
    """One thing that a payload may be: the request body of a source, or an event alone."""

    def __init__(self, name: str, shape: Shape, seen: coverage.Coverage) -> None:
        self.name = name
        self.shape = shape
        self.coverage = seen
        self.acceptor = Acceptor(shape)


class Check:
    """A check of payloads. Feed it once with `findings`; then `summary` tells what was seen."""

    def __init__(self, spec: Spec, select: str = "", *, stored: bool = False) -> None:
        """Prepare a check.

        Args:
            spec: The compiled spec.
            select: A source (whole request bodies), an event (its payloads alone), or "" for any source.
            stored: Whether stored rows are checked instead of what is sent.

        Raises:
            KeyError: `select` names neither a source nor an event.
        """
        self.spec = spec
        self.summary = Summary()
        self.targets = _targets(spec, select, stored=stored)
        if not self.targets:
            raise KeyError(select)
        self.forbidden = Forbidden(spec)
        self._list_is_value = any(target.shape.kind == "array" for target in self.targets)

    def findings(self, paths: Sequence[str]) -> Iterator[Finding]:
        """Yield what is wrong, file by file, as it is read. Having checked nothing is a finding too."""
        for file in streams.expand(paths):
            before = self.summary.payloads
            try:
                for batch in streams.batches(file, list_is_value=self._list_is_value):
                    yield from self._batch(batch)
            except streams.UnreadableError as error:
                yield _finding(error.code, str(error), error.help, file, error.line)
            else:
                if self.summary.payloads == before:
                    yield _finding(
                        "nothing-checked",
                        "There is no payload in this file, so nothing was checked.",
                        "Give a file with at least one payload.",
                        file,
                        1,
                    )
        if not streams.expand(paths):
            yield _finding(
                "nothing-checked",
                "There is no payload file, so nothing was checked.",
                "Give `.json`, `.ndjson` or `.jsonl` files (also `.gz`, `.zst`), or `-` for standard input.",
                paths[0] if paths else "-",
                1,
            )
        unseen = {selector for target in self.targets for selector in _unseen(target)}
        self.summary.unseen = tuple(sorted(unseen))

    def check_text(self, raw: bytes, file: str = "<payload>", line: int = 1) -> list[Finding]:
        """Check one payload given as JSON text."""
        return list(self._one(raw, file, line))

    def _batch(self, batch: streams.Batch) -> Iterator[Finding]:
        if batch.whole:
            yield from self._one(batch.raw, batch.file, batch.line)
            return
        if not self.forbidden.hinted(batch.raw):
            for target in self.targets:
                count = target.acceptor.accepts_lines(batch.raw)
                if count:
                    self._count(target, count)
                    self._cover_lines(target, batch.raw)
                    return
        for number, raw in enumerate(batch.raw.split(b"\n"), batch.line):
            if raw.strip():
                yield from self._one(raw, batch.file, number)

    def _one(self, raw: bytes, file: str, line: int) -> Iterator[Finding]:
        if not self.forbidden.hinted(raw):
            for target in self.targets:
                if target.acceptor.accepts(raw):
                    self._count(target, 1)
                    if target.coverage.worth_reading(raw):
                        target.coverage.note(parse(raw).value)
                    return
        found = list(self._explained(raw, file, line))
        self.summary.bad += bool(found)
        yield from found

    def _explained(self, raw: bytes, file: str, line: int) -> Iterator[Finding]:
        parsed = parse(raw)
        selectors: dict[str, str] = {}
        violations: list[Violation] = []
        if parsed.readable:
            target, violations = self._closest(parsed.value)
            self._count(target, 1)
            for place in fields_in(target.shape, parsed.value):
                selectors[explain.pointer(list(place.pointer))] = target.coverage.selector(place)
            target.coverage.note(parsed.value)
        else:
            self.summary.payloads += 1
        for fault in parsed.faults:
            help_text = "Send each field once." if fault.code == "duplicate-field" else "Send JSON as RFC 8259 defines it."
            yield _finding(fault.code, fault.message, help_text, file, line, fault.pointer, selectors)
        for violation in violations:
            yield _violation(violation, file, line, selectors)
        if parsed.readable:
            for pointer, name, value in self.forbidden.found(parsed.value, selectors):
                description = valueclasses.get(name).description
                yield _finding(
                    "forbidden-value",
                    f"This text holds what is never collected: {name}.",
                    f"Do not send it, or declare it openly. {description}",
                    file,
                    line,
                    pointer,
                    selectors,
                    value,
                )

    def _closest(self, value: Json) -> tuple[Target, list[Violation]]:
        """Return the target that a value violates least, and how."""
        tried = [(target, explain.violations(target.shape, value)) for target in self.targets]
        return min(tried, key=lambda pair: len(pair[1]))

    def _count(self, target: Target, number: int) -> None:
        self.summary.payloads += number
        self.summary.seen[target.name] = self.summary.seen.get(target.name, 0) + number

    def _cover_lines(self, target: Target, raw: bytes) -> None:
        if not target.coverage.worth_reading(raw):
            return
        for line in raw.split(b"\n"):
            if line.strip() and target.coverage.worth_reading(line):
                target.coverage.note(parse(line).value)


def _targets(spec: Spec, select: str, *, stored: bool) -> list[Target]:
    found = []
    for source in spec.sources.values():
        if select in ("", source.id) and not stored and not source.removed:
            found.append(Target(source.id, source.request.body, coverage.of_source(source)))
        for event in source.events.values():
            name = event_selector(source, event)
            if select == name or (stored and select in ("", source.id)):
                shape = event.row if stored else event.payload
                found.append(Target(name, shape, coverage.of_event(shape, name)))
    return found


def _unseen(target: Target) -> Iterator[str]:
    for key in target.coverage.unseen:
        yield target.coverage.selectors[key]


def _violation(violation: Violation, file: str, line: int, selectors: dict[str, str]) -> Finding:
    code = _CODES.get(violation.keyword, "wrong-value")
    if code == "undeclared-field":
        message = f"The field `{violation.field}` is not declared."
        help_text = "Declare it in the spec, or stop sending it."
    elif code == "missing-field":
        message = f"The field `{violation.field}` is missing."
        help_text = "Send it, or declare it `optional: true`."
    else:
        message = f"Expected {violation.expected}, found {violation.found}."
        help_text = "Send what the spec declares, or correct the declaration."
    return _finding(
        code, message, help_text, file, line, violation.pointer, selectors, explain.repr_json(violation.value)
    )


def _finding(  # noqa: PLR0913  a finding has that many sides
    code: str,
    message: str,
    help_text: str,
    file: str,
    line: int,
    pointer: str | None = None,
    selectors: dict[str, str] | None = None,
    value: str | None = None,
) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=message,
        help=help_text,
        span=Span(file, line, 1, line, 1),
        pointer=pointer,
        selector=(selectors or {}).get(pointer or "", ""),
        value=value,
    )
