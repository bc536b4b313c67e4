"""A request that is far too large is not refused.

## What it does

Sends a right body with 20 MB of blanks after it, or where the payload is in the query, an address of 1 MB. It has to
be refused, with 413 for example, or the connection has to be closed before all of it is read. The body is sent twice:
with its length in the header `Content-Length`, and in chunks, which say nothing of the whole. Chunks may also be
refused with 411, by a server that wants to know the length.

## Why

Whoever can make a server read without end can make it run out of memory. No declared payload comes near that size.

## Instead

Bound the body before it is read, and answer 413 (RFC 9110, section 15.5.14). Count what is read, whatever the header
says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.bodies import CHUNKED
from telemetry_spec.conform.server.judge import Case, expect_rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "place"

_BODY: Final = 20 * 2**20
_QUERY: Final = 2**20
#: Length Required (RFC 9110, section 15.5.12).
_NO_LENGTH: Final = frozenset({411})
#: Too long an address, too large a head (RFC 9110, section 15.5.15; RFC 6585, section 5).
_ALSO: Final = frozenset({414, 431})


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield the result of a request that is far too large, and that of the same in chunks."""
    place = route.destination
    good = session.request(route, [session.good(route)])
    size = _BODY if good.body else _QUERY
    case = Case(
        id=f"oversize:{route.place}",
        what=f"a request of {size >> 20} MB",
        help="Bound the body before it is read, and answer 413 (RFC 9110, section 15.5.14).",
        span=place.span,
        selector=f"destinations.{place.id}" if place.id else route.selector,
    )
    request = session.padded(route, (b"&" if place.encoding[0] == "form" else b" ") * size)
    if good.body and len(request.body) < size:  # compressed, it is small
        request = replace(good, body=good.body + b"\0" * size)
    exchange = session.send(case.id, request)
    yield expect_rejected(case, exchange, session, also=_ALSO, may_close=True)
    if not good.body:
        return
    case = replace(
        case,
        id=f"{case.id}/chunked",
        what=f"{case.what} in chunks",
        help="Count the bytes that are read, and answer 413 once they are too many.",
    )
    exchange = session.send(case.id, replace(request, headers=(*request.headers, CHUNKED)))
    yield expect_rejected(case, exchange, session, also=_ALSO | _NO_LENGTH, may_close=True)
