"""`check` as it is used, coverage and all, beside loops over the lines of the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import peers
from benchmarks.subjects import subjects
from benchmarks.table import Table, per_payload
from benchmarks.timing import clocked, side_by_side
from telemetry_spec.check.run import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.peers import Loop, Subject
    from benchmarks.scale import Scale
    from telemetry_spec.model.finding import Finding

OURS = "telemetry-spec check"


def compare(scale: Scale, folder: Path) -> Iterator[Table]:
    """Yield a table for each kind of payload."""
    for subject in subjects(scale):
        path = folder / "payloads.ndjson"
        path.write_bytes(subject.lines)
        yield _table(subject, path, scale)


def _table(subject: Subject, path: Path, scale: Scale) -> Table:
    contenders = {OURS: _ours(subject, path)}
    contenders |= {name: clocked(_each_line(loop, path)) for name, loop in peers.loops(subject).items()}
    times = side_by_side(contenders, scale.repetitions)
    table = Table(f"check of an NDJSON file: {subject.title}", per_payload(len(subject.payloads)), times, ours=OURS)
    table.at_most(f"no slower than {peers.RUST}", 1, peers.RUST)
    return table


def _ours(subject: Subject, path: Path) -> Callable[[], float]:
    """Return the contender. The other tools are made ready before their time begins, so this one is, too."""

    def run() -> float:
        check = Check(subject.spec)
        _ = [target.acceptor for target in check.targets]  # made when it is first asked for
        found: list[Finding] = []
        seconds = clocked(lambda: found.extend(check.findings([str(path)])))()
        if found or check.summary.payloads != len(subject.payloads):
            raise peers.WrongVerdictError(OURS)
        return seconds

    return run


def _each_line(loop: Loop, path: Path) -> Callable[[], None]:
    def run() -> None:
        with path.open("rb") as lines:
            loop(lines)

    return run
