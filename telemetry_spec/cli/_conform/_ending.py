"""How a run ends that is asked to end before it is done."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What shells add to the number of the signal that ended a program.
_BY_SIGNAL: Final = 128
#: What ends a program from outside, of those that the system has, and what to call that.
_SIGNALS: Final = {
    getattr(signal, name): words
    for name, words in {
        "SIGINT": "Interrupted",
        "SIGTERM": "Ended by a signal",
        "SIGHUP": "Ended by a signal",
    }.items()
    if hasattr(signal, name)
}


@dataclass(slots=True)
class _Heard:
    """The signal that has been heard, 0 for none. `held` says that it waits until what is being written is whole."""

    number: int = 0
    held: bool = False

    def end(self, number: int, _: object = None) -> None:
        """End the run, or while something is being written at the second signal only: it may be stuck."""
        waits, self.number = self.held and not self.number, number
        if not waits:
            self.leave()

    def leave(self) -> NoReturn:
        """Leave whatever is being done."""
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)  # what is left of the run is cleaned up once
        raise SystemExit(_BY_SIGNAL + self.number)


#: Signals are sent to a process, so there is one of it.
_HEARD: Final = _Heard()


@contextmanager
def whole() -> Iterator[None]:
    """Have what the block writes be whole: a signal ends the run after it, or where the block says `interruptible`."""
    _HEARD.held = True
    try:
        yield
    finally:
        _HEARD.held = False
    if _HEARD.number:
        _HEARD.leave()


@contextmanager
def interruptible() -> Iterator[None]:
    """Within `whole`, let a signal end the run while nothing is being written."""
    held = _HEARD.held
    try:
        _HEARD.held = False
        if _HEARD.number:
            _HEARD.leave()
        yield
    finally:
        _HEARD.held = held


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    """Say nothing of a signal that came where Python lets nothing be raised: the next `interruptible` ends the run."""
    if found.exc_type is not SystemExit:
        sys.__unraisablehook__(found)


@contextmanager
def ended_in_order(done: Callable[[], str]) -> Iterator[None]:
    """Have Ctrl-C, SIGTERM and SIGHUP leave the block as an exception does, and say so when it has been left.

    The sentence on standard error ends with what was `done` until then, such as "after 3 runs". The exit code is 128
    and the number of the signal, as shells have it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    awaited = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # not under nohup(1)
    before = {number: signal.signal(number, _HEARD.end) for number in awaited}
    unraisable, sys.unraisablehook = sys.unraisablehook, _unraisable
    try:
        yield
    finally:
        sys.unraisablehook = unraisable
        for number, handler in before.items():
            signal.signal(number, handler)
        if _HEARD.number:
            words, _HEARD.number = _SIGNALS[_HEARD.number], 0
            with suppress(OSError):  # whoever hangs up takes the terminal along
                click.echo(f"{words} {done()}.", err=True)
