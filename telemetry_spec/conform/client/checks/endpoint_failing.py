"""The command suffers when the endpoint answers 500.

## What it does

Runs the command against an endpoint that answers every request with 500, and compares: it has to end with the same
exit code and the same output as usual, and to take no more than `--slack` longer. It is a recommendation.

## Why

The users of a program must not pay for what is broken at its maker's.

## Instead

Send in the background, with short time limits, without trying again for long, and say nothing of failures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import manners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.result import Result

LEVEL: Final = "recommended"


def begin(bench: Bench) -> None:
    """Have the client run against such an endpoint."""
    manners.begin(bench, "error")


def check(bench: Bench) -> Iterator[Result]:
    """Yield what came of it."""
    yield manners.judge(bench, "endpoint-failing", "error")
