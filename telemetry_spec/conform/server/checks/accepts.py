"""A right payload is not taken.

## What it does

Sends the right payloads of each event that the spec leads to: the smallest, the largest, each optional field absent,
each choice, each bound. Every one has to be answered with a status of success (2xx).

## Why

A client that keeps to the spec loses data without knowing, because clients of telemetry hardly ever look at the
answer.

## Instead

Take what the spec declares, or declare what the server takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.server.judge import expect_accepted
from telemetry_spec.conform.server.trials import trials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each right payload."""
    for trial in trials(session, route, "accepts"):
        yield expect_accepted(trial.case, trial.send(session), session)
