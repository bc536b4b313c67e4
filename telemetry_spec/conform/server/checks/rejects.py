"""A wrong payload is not refused.

## What it does

Sends payloads that are right but for one obligation of the spec: a field is missing, a value has another type, lies
beyond a bound, misses a pattern or is none of the choices. Each has to be answered with 400, 413, 415 or 422. Any
other answer is no refusal: 401, 403, 404 and 429 say something of the client, 5xx of the server.

## Why

What the server takes, it collects. A server that takes more than the page says makes the page wrong.

## Instead

Hold each payload against the spec before it is used: with the emitted JSON Schema or the emitted pydantic models,
without coercion of types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.server.judge import expect_rejected
from telemetry_spec.conform.server.trials import trials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each wrong payload."""
    for trial in trials(session, route, "rejects"):
        yield expect_rejected(trial.case, trial.send(session), session)
