"""The acceptor of `check` beside other validators, on payloads in memory: one by one, and as a block of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import peers
from benchmarks.subjects import subjects
from benchmarks.table import Table, per_payload
from benchmarks.timing import clocked, side_by_side
from telemetry_spec.check.fast import Acceptor
from telemetry_spec.check.streams import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
    loops = {SINGLE: _single(subject), **peers.loops(subject)}
    contenders = {LINES: clocked(_lines(subject))}
    contenders |= {name: clocked(_over(loop, subject)) for name, loop in loops.items()}
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


def _over(loop: Loop, subject: Subject) -> Callable[[], None]:
    return lambda: loop(subject.payloads)


def _single(subject: Subject) -> Loop:
    accepts = Acceptor(subject.source.request.body).accepts

    def loop(payloads: Iterable[bytes]) -> None:
        for raw in payloads:
            if not accepts(raw):
                raise peers.WrongVerdictError(SINGLE)

    return loop


def _lines(subject: Subject) -> Callable[[], None]:
    acceptor = Acceptor(subject.source.request.body)
    blocks, count = list(_blocks(subject.payloads)), len(subject.payloads)

    def run() -> None:
        if sum(map(acceptor.accepts_lines, blocks)) != count:
            raise peers.WrongVerdictError(LINES)

    return run


def _blocks(payloads: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines of payloads in blocks as large as `check` makes them of a file."""
    block = b""
    for payload in payloads:
        if block and len(block) + len(payload) >= BLOCK:
            yield block
            block = b""
        block += payload + b"\n"
    if block:
        yield block
