"""One JSON document, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from telemetry_spec.report.base import url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from telemetry_spec.model.finding import Finding, Span
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Json
    from telemetry_spec.report._tally import Tally
    from telemetry_spec.report.base import Context, Summary


def report(findings: Iterable[Finding], out: TextIO, context: Context) -> None:
    """Write `tool`, `findings` and `summary`. ASCII only, so that no terminal and no encoding can get in the way."""
    out.write('{\n"tool": ' + json.dumps({"name": "telemetry-spec", "version": context.version}))
    out.write(',\n"findings": [')
    between = "\n"
    for finding in findings:
        out.write(between + json.dumps(as_json(finding, show_values=context.show_values)))
        between = ",\n"
    out.write('\n],\n"summary": ' + json.dumps(_summary(context.summary)) + "\n}\n")


def results(results: Iterable[Result], out: TextIO, context: Context) -> None:
    """Write `tool`, `results` and `summary`, in ASCII only."""
    out.write('{\n"tool": ' + json.dumps({"name": "telemetry-spec", "version": context.version}))
    out.write(',\n"results": [')
    between = "\n"
    for result in results:
        out.write(between + json.dumps(result_as_json(result, show_values=context.show_values)))
        between = ",\n"
    out.write('\n],\n"summary": ' + json.dumps(_tallied(context.tally)) + "\n}\n")


def result_as_json(result: Result, *, show_values: bool = False) -> dict[str, Json]:
    """Return a result as `schemas/result.schema.json` describes it. All keys are there, but for `value`."""
    found: dict[str, Json] = {
        "id": result.id,
        "check": result.check,
        "verdict": result.verdict.value,
        "level": result.level,
        "fails": result.fails,
        "message": result.message,
        "help": result.help,
        "span": _span(result.span),
        "selector": result.selector,
        "pointer": result.pointer,
        "evidence": list(result.evidence),
        "repeat": result.repeat,
        "url": url(result.check),
    }
    if show_values and result.value is not None:
        found["value"] = result.value
    return found


def as_json(finding: Finding, *, show_values: bool = False) -> dict[str, Json]:
    """Return a finding as `schemas/finding.schema.json` describes it. All keys are there, but for `value`."""
    found: dict[str, Json] = {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "span": _span(finding.span),
        "selector": finding.selector,
        "pointer": finding.pointer,
        "docs": finding.docs,
        "related": [{"message": related.message, "span": _span(related.span)} for related in finding.related],
        "url": url(finding.code),
        "fingerprint": finding.fingerprint,
    }
    if show_values and finding.value is not None:
        found["value"] = finding.value
    return found


def _span(span: Span | None) -> Json:
    if span is None:
        return None
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _summary(summary: Summary) -> Json:
    counts: dict[str, Json] = {f"{severity.value}s": count for severity, count in summary.counts.items()}
    return {**counts, "hidden": summary.hidden, **summary.facts}


def _tallied(tally: Tally) -> Json:
    counts: dict[str, Json] = {verdict.value: count for verdict, count in tally.counts.items()}
    return {**counts, "fails": tally.fails, "remarks": list(tally.remarks), **tally.facts}
