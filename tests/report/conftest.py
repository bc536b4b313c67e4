"""What tests of reports share: writing findings in a format."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from telemetry_spec import report
from telemetry_spec.report.base import Context, Sources, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from telemetry_spec.model.finding import Finding


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
