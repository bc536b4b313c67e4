"""A sign of life on standard error while something takes long, for people at a terminal only."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds: what is over sooner needs no sign of life.
_QUIET: Final = 0.5


class Progress(Protocol):
    """What is on the terminal, which has to go while something else is written there."""

    def stop(self) -> None:
        """Take it off the terminal."""

    def start(self) -> None:
        """Put it back."""


class _Nothing:
    def stop(self) -> None:
        """Nothing is there."""

    def start(self) -> None:
        """Nothing comes."""


@contextmanager
def progress(text: Callable[[], str]) -> Iterator[Progress]:
    """Show a text, asked for anew several times a second, until the block ends."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _Nothing()
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    begun = time.monotonic()
    spinner = Spinner("dots")

    def shown() -> Spinner | Text:
        if time.monotonic() - begun < _QUIET:
            return Text("", end="")
        spinner.update(text=Text(text()))
        return spinner

    live = Live(
        console=Console(stderr=True),
        get_renderable=shown,
        refresh_per_second=8,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with live:
        yield live
