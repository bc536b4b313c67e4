"""`--version` beside check-jsonschema's, as whole processes: what a command costs before it does anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import process
from benchmarks.table import MILLISECONDS, Table
from benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.scale import Scale


def compare(scale: Scale, folder: Path) -> Iterator[Table]:  # noqa: ARG001  every comparison has this signature
    """Yield the table."""
    ours, peer = "telemetry-spec --version", "check-jsonschema --version"
    contenders = {
        ours: process.timed([process.program("telemetry-spec"), "--version"]),
        peer: process.timed([process.program("check-jsonschema"), "--version"]),
        "python -c pass": process.timed([process.program("python"), "-c", "pass"]),
    }
    times = side_by_side(contenders, scale.processes * 3)
    table = Table("start of a command", MILLISECONDS, times, ours)
    table.at_most(f"at most half the time of {peer}", 0.5, peer)
    yield table
