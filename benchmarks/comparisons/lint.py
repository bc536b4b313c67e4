"""`lint` beside glean_parser's `glinter`, on as many fields as metrics, each as a whole process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import made, process
from benchmarks.table import MILLISECONDS, Table
from benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.scale import Scale


def compare(scale: Scale, folder: Path) -> Iterator[Table]:
    """Yield the table."""
    spec, metrics = made.files(folder, scale.fields)
    ours, peer = "telemetry-spec lint", "glean_parser glinter"
    contenders = {
        ours: process.timed([process.program("telemetry-spec"), "lint", str(spec)]),
        peer: process.timed([process.program("glean_parser"), "glinter", str(metrics)]),
    }
    times = side_by_side(contenders, scale.processes)
    table = Table(f"lint of {scale.fields:,} fields or metrics", MILLISECONDS, times, ours)
    table.at_most(f"at most half the time of {peer}", 0.5, peer)
    yield table
