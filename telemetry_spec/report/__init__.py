"""How findings are written: one format per file, and the file's stem is the format's name.

A format is a module with a one-line docstring and `report(findings, out, context)`. It reads the findings once, in
order, and writes each as it comes, because there may be a million of them; `context.summary` is complete after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.report.base import Context

_PACKAGE = "telemetry_spec.report"


def names() -> tuple[str, ...]:
    """Return the formats there are."""
    return registry.names(_PACKAGE)


def write(name: str, findings: Iterable[Finding], out: TextIO, context: Context) -> None:
    """Write findings in a format. Raises KeyError for a format that there is not."""
    registry.load(_PACKAGE, name).report(context.summary.over(findings), out, context)
