"""A refusal does not name the wrong field.

## What it does

Looks at the answers that refuse a payload with one wrong field: the name of that field has to be in the body. It is a
recommendation.

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
        good="Whenever one field was wrong and the payload refused, the answer names that field",
        bad="One field was wrong, and the answer that refuses the payload does not name that field",
        help_text="Write the name of the field and what is expected there into the answer, without the value.",
        level="recommended",
        among=lambda exchange: bool(exchange.rejects and exchange.about),
    )


def _wrong(exchange: Exchange) -> str:
    body = exchange.answer.body.decode("utf-8", "replace") if exchange.answer is not None else ""
    named = any(name in body for name in exchange.about)
    return "" if named else f"`{exchange.about[0]}` was wrong, and the answer's body does not hold its name."
