"""How findings and results are written: one format per file, and the file's stem is the format's name.

A format is a module with a one-line docstring, `report(findings, out, context)` and `results(results, out, context)`.
It reads them once, in order, and writes each as it comes, because there may be a million findings, and results take
their time; `context.summary` and `context.tally` are complete after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.result import Result
    from telemetry_spec.report.base import Context

_PACKAGE = "telemetry_spec.report"


def names() -> tuple[str, ...]:
    """Return the formats there are."""
    return registry.names(_PACKAGE)


def write(name: str, findings: Iterable[Finding], out: TextIO, context: Context) -> None:
    """Write findings in a format. Raises KeyError for a format that there is not."""
    registry.load(_PACKAGE, name).report(context.summary.over(findings), out, context)


def write_results(name: str, results: Iterable[Result], out: TextIO, context: Context) -> None:
    """Write results in a format. Raises KeyError for a format that there is not."""
    registry.load(_PACKAGE, name).results(context.tally.over(results), out, context)
