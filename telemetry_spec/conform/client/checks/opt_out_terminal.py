"""An opt-out is not heard at a terminal.

## What it does

Runs the client with each opt-out once more, with a terminal for its standard output and error, and expects the same
silence. In all other runs they are files, as they are in a CI job.

## Why

Programs behave otherwise where somebody looks on: they ask, they draw, they look for updates. Users opt out at a
terminal.

## Instead

Look at the opt-out wherever the program runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client.checks.base import UNLESS_PASSED
from telemetry_spec.conform.client.once_more import OnceMore
from telemetry_spec.conform.client.silence import control

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.result import Result

EARLY: Final = UNLESS_PASSED

_MORE: Final = OnceMore(
    check="opt-out-terminal",
    steps=lambda _, off: (replace(off.step("off at a terminal"), terminal=True),),
    unproved=lambda bench, _: control(bench),
    heard="It is heard at a terminal too.",
    when="At a terminal",
    help="Look at the opt-out wherever the program runs.",
)


def begin(bench: Bench) -> None:
    """Have the client run at a terminal with each opt-out."""
    _MORE.begin(bench)


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that somebody here can use."""
    yield from _MORE.results(bench)
