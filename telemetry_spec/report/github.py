"""Workflow commands of GitHub Actions, which become annotations on the changed lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.finding import Severity
from telemetry_spec.model.result import Verdict
from telemetry_spec.report.base import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from telemetry_spec.model.finding import Finding, Span
    from telemetry_spec.model.result import Result
    from telemetry_spec.report.base import Context

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def report(findings: Iterable[Finding], out: TextIO, context: Context) -> None:
    """Write one command for each finding, and the summary as a plain line of the log."""
    out.writelines(_command(finding, show_values=context.show_values) + "\n" for finding in findings)
    out.write(printable(context.summary.sentence()) + "\n")


def results(results: Iterable[Result], out: TextIO, context: Context) -> None:
    """Write one command for each result that is no success, and the summary as plain lines of the log."""
    for result in results:
        if result.verdict not in (Verdict.PASS, Verdict.XFAIL, Verdict.SKIP):
            out.write(_result(result, show_values=context.show_values) + "\n")
            out.flush()
    out.writelines(printable(line) + "\n" for line in (*context.tally.remarks, context.tally.sentence()))


def _result(result: Result, *, show_values: bool) -> str:
    places = [*_place(result.span)] if result.span is not None else []
    places.append(("title", f"telemetry-spec: {result.verdict.value} {result.id}"))
    properties = ",".join(f"{key}={_property(value)}" for key, value in places)
    lines = [result.message]
    if result.pointer is not None:
        lines.append(f"at: {result.pointer or 'the whole payload'}")
    lines += [f"seen: {line}" for line in result.evidence]
    if show_values and result.value is not None:
        lines.append(f"value: {result.value}")
    lines += [f"{label}: {text}" for label, text in (("help", result.help), ("repeat", result.repeat)) if text]
    text = _data("\n".join(printable(line) for line in lines))
    return f"::{'error' if result.fails else 'warning'} {properties}::{text}"


def _command(finding: Finding, *, show_values: bool) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in _properties(finding))
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(_text(finding, show_values=show_values))}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.span is not None:
        yield from _place(finding.span)
    yield "title", f"telemetry-spec: {finding.code}"


def _place(span: Span) -> Iterator[tuple[str, str]]:
    yield "file", span.file.replace("\\", "/")
    yield "line", str(span.line)
    if span.end_line == span.line:  # GitHub takes columns within one line only
        yield "endLine", str(span.end_line)
        yield "col", str(span.column)
        yield "endColumn", str(span.end_column)
    else:
        yield "endLine", str(span.end_line)


def _text(finding: Finding, *, show_values: bool) -> str:
    lines = [finding.message]
    if finding.pointer is not None:
        lines.append(f"at: {finding.pointer or 'the whole payload'}")
    if show_values and finding.value is not None:
        lines.append(f"value: {finding.value}")
    if finding.help:
        lines.append(f"help: {finding.help}")
    lines += [f"{related.span}: {related.message}" for related in finding.related]
    return "\n".join(printable(line) for line in lines)


def _data(text: str) -> str:
    """Escape the text of a command, as in `actions/toolkit`, packages/core/src/command.ts."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
