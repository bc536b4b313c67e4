"""A field that comes twice is not refused.

## What it does

Sends right payloads in which one field comes twice, with the same value and with another one. Each has to be refused.
They are the conformance vectors that violate `duplicate-field`, at the same level.

## Why

Nearly all readers of JSON keep the last value without a word, but the first one was sent too, and another reader
keeps that. What is validated and what is stored may then be two different things (RFC 8259, section 4).

## Instead

Read with a hook that sees all pairs (`object_pairs_hook` in Python), or with a reader that refuses them.
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
    """Yield a result for each text with a field twice."""
    for trial in trials(session, route, "repeated-field"):
        yield expect_rejected(trial.case, trial.send(session), session)
