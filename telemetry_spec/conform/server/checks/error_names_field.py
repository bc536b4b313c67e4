"""A refusal does not say what is wrong.

## What it does

Looks whether the answers to wrong payloads name the field that is wrong. It is a recommendation.

## Why

"Bad request" sends whoever writes a client on a long search. With the field's name it is found at once.

## Instead

Answer with the place of each violation and what is expected there (RFC 9457 shows a form), without the value.
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
    """Yield one result about the answers to wrong payloads."""
    yield all_of(
        session,
        "error-names-field:answers",
        _wrong,
        good="Every refusal names the field that is wrong",
        bad="Refusals do not name the field that is wrong",
        help_text="Name the field and what is expected there, without its value.",
        level="recommended",
        among=lambda exchange: bool(exchange.rejects and exchange.about),
    )


def _wrong(exchange: Exchange) -> str:
    body = exchange.answer.body.decode("utf-8", "replace") if exchange.answer is not None else ""
    return "" if any(name in body for name in exchange.about) else f"The answer does not name `{exchange.about[0]}`."
