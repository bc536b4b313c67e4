"""How a run ends that is asked to end before it is done."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

import click

from telemetry_spec.cli._run import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench

#: What shells add to the number of the signal that ended a program.
_BY_SIGNAL: Final = 128


@contextmanager
def ended_in_order(bench: Bench) -> Iterator[None]:
    """Have SIGTERM end the runs and remove their folders, as an interrupt from the keyboard does."""

    def end(number: int, _: object) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)  # what is left of the run is cleaned up once
        click.echo(f"Ended by a signal after {counted(len(bench.runs), 'run')} of the client.", err=True)
        raise SystemExit(_BY_SIGNAL + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
