"""How a run ends that is asked to end before it is done."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NoReturn

import click

from telemetry_spec.cli._run import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench

#: What shells add to the number of the signal that ended a program.
_BY_SIGNAL: Final = 128
#: What ends a program from outside, of those that the system has.
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def ended_in_order(bench: Bench) -> Iterator[None]:
    """Have SIGTERM and SIGHUP end the runs and remove their folders, as an interrupt from the keyboard does."""

    def end(number: int, _: object) -> NoReturn:
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)  # what is left of the run is cleaned up once
        with suppress(OSError):  # whoever hangs up takes the terminal along
            click.echo(f"Ended by a signal after {counted(len(bench.runs), 'run')} of the client.", err=True)
        raise SystemExit(_BY_SIGNAL + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # not under nohup(1)
    before = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
