"""An opt-out that is used after the program has run before is not heard.

## What it does

Runs the client as usual and then, in the same home, with an opt-out, and expects the silence that the opt-out promises.
The usual run is the control: it has to send.

## Why

Most people opt out of what they have used before. A client that looks once, and goes by what it wrote down then,
never hears of it; and what it kept for later must not be sent any more.

## Instead

Look at every opt-out in every run, before anything that was written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client.bench import Step
from telemetry_spec.conform.client.checks.base import AT_ONCE
from telemetry_spec.conform.client.once_more import OnceMore
from telemetry_spec.conform.client.silence import shows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.result import Result

EARLY: Final = AT_ONCE


def _unproved(bench: Bench, runs: Sequence[Run]) -> str:
    return (
        "" if shows(bench, runs[0]) else "The run before it, without any opt-out, sent nothing that the spec declares."
    )


_MORE: Final = OnceMore(
    check="opt-out-later",
    steps=lambda opt_out, off: (Step("usual", against=opt_out.id), off.step("off after use")),
    unproved=_unproved,
    heard="It is heard by a program that has run before.",
    when="After a usual run in the same home",
    help="Look at every opt-out in every run, before anything that was written down.",
)


def begin(bench: Bench) -> None:
    """Have the client run as usual, and then with each opt-out."""
    _MORE.begin(bench)


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that somebody here can use."""
    yield from _MORE.results(bench)
