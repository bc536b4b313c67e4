"""What tests of reports share: writing findings and results in a format."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from telemetry_spec import report
from telemetry_spec.report._tally import Tally
from telemetry_spec.report.base import Context, Sources, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.result import Result


def written(
    style: str,
    findings: Iterable[Finding],
    texts: Mapping[str, str] | None = None,
    *,
    summary: Summary | None = None,
    show_values: bool = False,
    colour: bool = False,
    width: int = 100,
) -> str:
    """Return findings in a format; `texts` are the spec files whose lines may be shown."""
    sources = Sources()
    for file, text in (texts or {}).items():
        sources.hold(file, text)
    out = io.StringIO()
    context = Context(
        version="1.2.3",
        summary=summary or Summary(),
        sources=sources,
        show_values=show_values,
        colour=colour,
        width=width,
    )
    report.write(style, findings, out, context)
    return out.getvalue()


def written_results(
    style: str,
    results: Iterable[Result],
    texts: Mapping[str, str] | None = None,
    *,
    tally: Tally | None = None,
    show_values: bool = False,
    colour: bool = False,
) -> str:
    """Return results in a format; `texts` are the spec files whose lines may be shown."""
    sources = Sources()
    for file, text in (texts or {}).items():
        sources.hold(file, text)
    out = io.StringIO()
    context = Context(version="1.2.3", tally=tally or Tally(), sources=sources, show_values=show_values, colour=colour)
    report.write_results(style, results, out, context)
    return out.getvalue()
