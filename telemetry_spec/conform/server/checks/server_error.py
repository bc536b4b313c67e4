"""The server fails where it should refuse.

## What it does

Looks at every answer of the run: none may be a 5xx, and each request has to be answered in time. Besides, it sends
odd bodies to each destination, which are only to be answered somehow: `null`, half a surrogate pair, a text with
U+0000, a number of 5,000 digits, lists in lists 5,000 deep.

## Why

A failure on bad input is a door that somebody will try, and it hides the failures that matter. To a client it says
"try again", and it will.

## Instead

Catch what reading and checking a body can raise, and answer 400 or 422.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.judge import Case
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.session import Session

SCOPE = "answers"

_ODD: Final = {
    "null": b"null",
    "half-character": b'{"\\ud83d": "\\udc00"}',
    "nul": b'"\\u0000"',
    "long-number": b"1" * 5000,
    "deep": b"[" * 5000 + b"]" * 5000,
}


def check(session: Session) -> Iterator[Result]:
    """Yield a failure for each thing tried that the server failed on, once for the same request, or one PASS."""
    for route in session.routes:
        if route.first and route.destination.encoding[0] != "form":
            for name, text in _ODD.items():
                session.send(f"{route.place}/{name}", session.text(route, text))
    failures = _failures(session)
    for first, number in failures:
        result = _case(first).result(Verdict.FAIL, _message(first), first, session)
        others = (f"so it did on {number - 1:,} more of these requests",) if number > 1 else ()
        yield replace(result, evidence=(*result.evidence, *others))
    if not failures:
        message = f"None of {len(session.log):,} answers is a failure of the server."
        yield Result(id="server-error:answers", verdict=Verdict.PASS, message=message)


def _failures(session: Session) -> list[tuple[Exchange, int]]:
    """Return the first request of each name that the server failed on, and the number of different ones."""
    found: dict[str, list[Exchange]] = {}
    seen: set[object] = set()
    for exchange in session.log:
        key = (exchange.request.url, exchange.request.method, exchange.request.headers, exchange.request.body)
        if _failed(exchange) and key not in seen:
            seen.add(key)
            found.setdefault(exchange.name, []).append(exchange)
    return [(exchanges[0], len(exchanges)) for exchanges in found.values()]


def _failed(exchange: Exchange) -> bool:
    may_close = exchange.name.startswith(("oversize:", "decompression-bomb:"))
    return exchange.breaks or (exchange.answer is None and not exchange.refused and not (exchange.closed and may_close))


def _case(exchange: Exchange) -> Case:
    return Case(id=f"server-error:{exchange.name}", what="", help="Answer 400 or 422 where a body is wrong.")


def _message(exchange: Exchange) -> str:
    if exchange.answer is not None:
        return f"The server failed with {exchange.status}."
    return f"There was no answer: {exchange.error}."
