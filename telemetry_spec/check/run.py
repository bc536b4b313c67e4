"""Checks payload files against a spec: fast where all is right, in full where something is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec.check import coverage, streams
from telemetry_spec.check.parse import parse
from telemetry_spec.check.records import judgeable
from telemetry_spec.check.requests import judge_request
from telemetry_spec.check.target import Target, targets_of
from telemetry_spec.check.verdict import Report, judge, nothing_checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.shape import Shape
    from telemetry_spec.model.spec import Source, Spec


@dataclass(slots=True)
class Summary:
    """What a check saw.

    `payloads` counts all, `bad` those with findings, `seen` those taken for each source or event; `unseen` are the
    selectors of declared fields that no payload held; where none of an event's came, the event stands for them.
    `without_url` counts the requests of which nobody can say where they went.
    """

    payloads: int = 0
    bad: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    without_url: int = 0


class Check:
    """A check of payloads. Feed it with `findings`; then `summary` tells what was seen."""

    def __init__(self, spec: Spec, select: str = "", *, stored: bool = False, requests: bool = False) -> None:
        """Prepare a check.

        Args:
            spec: The compiled spec.
            select: A source (whole request bodies), an event (its payloads alone), or "" for any source.
            stored: Whether stored rows are checked instead of what is sent.
            requests: Whether whole requests are given, with address, method, headers and query beside the body.

        Raises:
            KeyError: `select` names neither a source nor an event.
        """
        self.spec = spec
        self.summary = Summary()
        self.targets = targets_of(spec, select, stored=stored)
        self._requests = requests
        self._list_is_value = not requests and any(_may_be_list(target.shape) for target in self.targets)

    def findings(self, paths: Sequence[str]) -> Iterator[Finding]:
        """Yield what is wrong, file by file, as it is read. Having checked nothing is a finding too."""
        if not paths:
            yield from nothing_checked("-", "No payload file was given, so nothing was checked.", "Name one.")
        for path in paths:
            files = streams.files_of(path)
            if not files:
                yield from nothing_checked(
                    path,
                    "There is no payload file in this folder, so nothing was checked.",
                    "Payload files end in `.json`, `.ndjson` or `.jsonl`, and may be compressed (`.gz`, `.zst`).",
                )
            for file in files:
                yield from self._file(file)
        declared = {name for target in self.targets for name in target.coverage.selectors.values()}
        seen = {name for one in self.targets for name in one.seen()}
        self.summary.unseen = tuple(coverage.unseen(declared, seen))
        if self.summary.payloads and not self.summary.bad and coverage.without_events(self._sources(), seen):
            yield from nothing_checked(
                paths[0],
                "There is no event in these payloads, so nothing of what is collected was checked.",
                "Give payloads with at least one event.",
            )

    def _sources(self) -> list[Source]:
        return [target.source for target in self.targets if target.name == target.source.id]

    def check_text(self, raw: bytes, file: str = "<payload>", line: int = 1, item: str = "") -> list[Finding]:
        """Check one payload, given as JSON text. `item` is where it lies in the file, if it is one of a list."""
        if self._accepted(raw):
            return []
        report = Report(file, line, item)
        target = self._request(raw, report) if self._requests else judge(raw, self.targets, report)
        self._count(target, 1)
        self.summary.bad += bool(report.findings)
        return report.findings

    def _file(self, file: str) -> Iterator[Finding]:
        before = self.summary.payloads
        try:
            for batch in streams.batches(file, list_is_value=self._list_is_value):
                yield from self._batch(batch)
        except streams.UnreadableError as error:
            report = Report(file, error.line)
            report.add(error.code, str(error), error.help)
            yield from report.findings
        else:
            if self.summary.payloads == before:
                yield from nothing_checked(
                    file,
                    "There is no payload in this file, so nothing was checked.",
                    "Give a file with at least one payload.",
                )

    def _batch(self, batch: streams.Batch) -> Iterator[Finding]:
        if batch.whole:
            yield from self.check_text(batch.raw, batch.file, batch.line)
            return
        pending = [(0, batch.raw)]
        while pending:
            index, raw = pending.pop()
            if self._accepted_lines(raw):
                continue
            middle = raw.rfind(b"\n", 0, max(len(raw) // 2, 1)) + 1 or raw.find(b"\n") + 1
            if 0 < middle < len(raw):
                pending += [(index + raw.count(b"\n", 0, middle), raw[middle:]), (index, raw[:middle])]
            elif raw.strip():
                yield from self.check_text(raw, batch.file, *batch.place_of(index))

    def _accepted(self, raw: bytes) -> bool:
        """Say whether a payload is right for sure, and take note of it if so."""
        target = None if self._requests else next((one for one in self.targets if one.acceptor.accepts(raw)), None)
        if target is not None:
            self._count(target, 1)
        return target is not None

    def _accepted_lines(self, lines: bytes) -> bool:
        """Say whether all lines are right for sure and of one target, and take note of them if so."""
        if self._requests:
            return False
        for target in self.targets:
            count = target.acceptor.accepts_lines(lines)
            if count:
                self._count(target, count)
                return True
        return False

    def _request(self, raw: bytes, report: Report) -> Target | None:
        parsed = parse(raw)
        for fault in parsed.faults:
            report.add(fault.code, fault.message, "Write each request as one JSON object.", fault.pointer, at=fault.at)
        if not parsed.readable:
            return None
        record = judgeable(parsed.value, self.targets, self.spec, report)
        target = judge_request(record, self.targets, self.spec, report) if record is not None else None
        self.summary.without_url += isinstance(parsed.value, dict) and "url" not in parsed.value
        return target

    def _count(self, target: Target | None, number: int) -> None:
        self.summary.payloads += number
        if target is not None:
            self.summary.seen[target.name] = self.summary.seen.get(target.name, 0) + number


def _may_be_list(shape: Shape) -> bool:
    return shape.kind == "array" or any(map(_may_be_list, shape.members))
