"""The server sets a cookie.

## What it does

Looks at every answer of the run: none may have a `Set-Cookie` header.

## Why

A cookie recognises the same client again, which is an identifier that the spec does not declare. It is also sent
along with every later request, to pages of the same host too.

## Instead

Leave sessions out of the endpoint that takes telemetry.
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
        "cookie:answers",
        _wrong,
        good="No answer sets a cookie",
        bad="The server sets a cookie",
        help_text="Leave sessions out of this endpoint.",
    )


def _wrong(exchange: Exchange) -> str:
    cookie = exchange.answer.header("set-cookie") if exchange.answer is not None else None
    return f"The cookie `{cookie.partition('=')[0][:40]}`." if cookie is not None else ""
