"""The server points elsewhere.

## What it does

Looks at every answer of the run: none may be a redirection (3xx).

## Why

The spec names where the data goes. A client that follows sends it to an address that no user was told of, and one
that does not follow loses it.

## Instead

Take the data at the declared address, or declare the other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.server.answers import all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "answers"


def check(session: Session) -> Iterator[Result]:
    """Yield one result about all answers."""
    yield all_of(
        session,
        "redirect:answers",
        _wrong,
        good="No answer is a redirection",
        bad="The server redirects",
        help_text="Take the data at the declared address, or declare the other one.",
    )


def _wrong(exchange: Exchange) -> str:
    return "A redirection." if exchange.redirects else ""
