"""The acceptor of `check` beside other validators, on payloads in memory: one by one, and as a block of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import peers
from benchmarks.subjects import subjects
from benchmarks.table import Table, per_payload
from benchmarks.timing import clocked, side_by_side
from telemetry_spec.check.fast import Acceptor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.peers import Loop, Subject
    from benchmarks.scale import Scale

LINES = "telemetry-spec, lines"
SINGLE = "telemetry-spec, one by one"


def compare(scale: Scale, folder: Path) -> Iterator[Table]:
    """Yield a table for each kind of payload."""
    for subject in subjects(scale):
        yield _table(subject, scale, folder)


def _table(subject: Subject, scale: Scale, folder: Path) -> Table:
    contenders: dict[str, Callable[[], float]] = {
        LINES: clocked(_lines(subject)),
        SINGLE: _over(_single(subject), subject),
    }
    contenders |= {name: _over(loop, subject) for name, loop in peers.loops(subject).items()}
    with peers.ajv(subject, folder) as ajv:
        if ajv is not None:
            contenders[peers.AJV] = ajv
        times = side_by_side(contenders, scale.repetitions)
    table = Table(
        f"check in memory: {subject.title}",
        per_payload(len(subject.payloads)),
        times,
        ours=LINES,
        absent=() if peers.AJV in times else (peers.AJV,),
    )
    table.at_most(f"no slower than {peers.RUST}", 1, peers.RUST)
    return table


def _over(loop: Loop, subject: Subject) -> Callable[[], float]:
    return clocked(lambda: loop(subject.payloads))


def _single(subject: Subject) -> Loop:
    accepts = Acceptor(subject.source.request.body).accepts

    def loop(_: object) -> None:
        for raw in subject.payloads:
            if not accepts(raw):
                raise peers.WrongVerdictError(SINGLE)

    return loop


def _lines(subject: Subject) -> Callable[[], None]:
    acceptor, lines, count = Acceptor(subject.source.request.body), subject.lines, len(subject.payloads)

    def run() -> None:
        if acceptor.accepts_lines(lines) != count:
            raise peers.WrongVerdictError(LINES)

    return run
