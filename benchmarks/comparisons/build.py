"""`build` beside glean_parser's `translate -f markdown`, on as many fields as metrics, each as a whole process."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from benchmarks import made, process
from benchmarks.table import MILLISECONDS, Table
from benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.scale import Scale


def compare(scale: Scale, folder: Path) -> Iterator[Table]:
    """Yield the table: the public page alone, as the other tool makes it, and everything that can be built."""
    spec, metrics = made.files(folder, scale.fields)
    build = [process.program("telemetry-spec"), "build", str(spec), "--out"]
    render = [process.program("telemetry-spec"), "docs", "render", str(spec), "--out"]
    translate = [process.program("glean_parser"), "translate", "-f", "markdown", str(metrics), "-o"]
    ours = "telemetry-spec build --target docs"
    contenders = {
        ours: _afresh([*build, str(folder / "page"), "--target", "docs"], folder / "page"),
        "telemetry-spec docs render --to html": _afresh(
            [*render, str(folder / "html"), "--to", "html"], folder / "html"
        ),
        "telemetry-spec build, all outputs": _afresh([*build, str(folder / "all")], folder / "all"),
        "glean_parser translate -f markdown": _afresh([*translate, str(folder / "markdown")], folder / "markdown"),
    }
    times = side_by_side(contenders, scale.processes)
    yield Table(f"build from {scale.fields:,} fields or metrics", MILLISECONDS, times, ours)


def _afresh(command: list[str], out: Path) -> Callable[[], float]:
    """Return the contender that writes into a folder which is not there yet."""

    def run() -> float:
        shutil.rmtree(out, ignore_errors=True)
        return process.run(command).seconds

    return run
