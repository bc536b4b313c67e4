"""The server fails where it should refuse.

## What it does

Looks at every answer of the run: none may be a 5xx, and each request has to be answered in time. Besides, it sends
odd bodies to each destination, which are only to be answered somehow: `null`, half a surrogate pair, a text with
U+0000, a number of 5,000 digits, lists in lists 5,000 deep.

Where the server was there and then cannot be reached any more, the last request before that is named.

A server may close a connection that is idle (RFC 9112, section 9.5), and a request may be lost with it. Such a request
is sent again on a new connection. If that stays open, the request is sent on it once more, and has to be answered.
Three requests that are lost on connections which were in use less than half a second before fail the check as well.

## Why

A failure on bad input is a door that somebody will try, and it hides the failures that matter. To a client it says
"try again", and it will.

## Instead

Catch what reading and checking a body can raise, and answer 400 or 422.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telemetry_spec.conform.server.judge import Case
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.session import Session

SCOPE = "answers"

#: So many requests may be lost with connections in use: two are chance, as a connection may end at any moment.
_BY_CHANCE: Final = 2
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
    yield from _results(session)


def _results(session: Session) -> Iterator[Result]:
    fatal = _fatal(session.log)
    failures = _failures(session, fatal)
    for exchanges in failures:
        last = next((one for one in exchanges if id(one) in fatal), None)
        first = last or exchanges[0]
        result = _case(first).result(Verdict.FAIL, _message(first, fatal=last is not None), first, session)
        others = (f"so it did on {len(exchanges) - 1:,} more of these requests",) if len(exchanges) > 1 else ()
        result = replace(result, evidence=(*result.evidence, *others))
        yield replace(result, help=_HELP_FATAL) if last is not None else result
    dropped = [exchange for exchange in session.log if exchange.dropped]
    if len(dropped) > _BY_CHANCE:
        first = dropped[0]
        message = f"The server closed connections in use without an answer, at {len(dropped):,} requests."
        result = _case(first, "connections").result(Verdict.FAIL, message, first, session)
        yield replace(result, evidence=(f"first for {first.name}: {first.before[0].error}",))
    elif not failures:
        number = sum(exchange.answer is not None for exchange in session.log)
        message = f"None of {number:,} answers is a failure of the server."
        result = Result(id="server-error:answers", verdict=Verdict.PASS, message=message)
        nothing = replace(result, verdict=Verdict.INCONCLUSIVE, message="There was no answer to look at.")
        yield result if number else nothing


def _fatal(log: Sequence[Exchange]) -> frozenset[int]:
    """Return what identifies the last requests before their server could not be reached any more."""
    servers: dict[str, list[Exchange]] = {}
    for exchange in log:
        servers.setdefault(urlsplit(exchange.request.url).netloc, []).append(exchange)
    pairs = chain.from_iterable(map(pairwise, servers.values()))
    return frozenset(id(one) for one, after in pairs if after.refused and not one.refused)


def _failures(session: Session, fatal: frozenset[int]) -> list[list[Exchange]]:
    """Return the different requests that the server failed on, those of the same name together."""
    found: dict[str, list[Exchange]] = {}
    seen: set[object] = set()
    for exchange in session.log:
        key = (exchange.request.url, exchange.request.method, exchange.request.headers, exchange.request.body)
        if id(exchange) in fatal or (_failed(exchange) and key not in seen):
            seen.add(key)
            found.setdefault(exchange.name, []).append(exchange)
    return list(found.values())


def _failed(exchange: Exchange) -> bool:
    may_close = exchange.name.startswith(("oversize:", "decompression-bomb:"))
    return exchange.breaks or (exchange.answer is None and not exchange.refused and not (exchange.closed and may_close))


def _case(exchange: Exchange, name: str = "") -> Case:
    help_text = _HELP_UNANSWERED if exchange.answer is None or name else _HELP
    return Case(id=f"server-error:{name or exchange.name}", what="", help=help_text)


def _message(exchange: Exchange, *, fatal: bool) -> str:
    after = " After that the server could not be reached." if fatal else ""
    if exchange.answer is None:
        return f"There was no answer: {exchange.error}.{after}"
    if exchange.breaks:
        return f"The server failed with {exchange.status}.{after}"
    return f"The server answered {exchange.status}.{after}"


_HELP: Final = "Answer 400 or 422 where a body is wrong."
_HELP_UNANSWERED: Final = "Answer every request that is read, whatever is wrong with it."
_HELP_FATAL: Final = "See what ended the server. If it was stopped by hand, run this again."
