"""A payload is not taken in an encoding that is declared.

## What it does

Sends a right payload to each destination of each event, written as the destination declares: compressed, in base64,
as a form, encrypted. It has to be taken. The media type with a `charset` beside it is tried too, as a recommendation.

So is the body in chunks. Whoever receives HTTP/1.1 must be able to read them (RFC 9112, section 7.1), but a server may
also ask for a length with 411 (section 6.3), and a spec says nothing of it: a recommendation.

## Why

What the server cannot read is lost.

## Instead

Read what the spec declares, or correct `encoding` and `carried_in` of the destination.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.bodies import CHUNKED
from telemetry_spec.conform.server.judge import Case, expect_accepted
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result
    from telemetry_spec.wire.message import Request

SCOPE = "route"

_LENGTH_REQUIRED: Final = 411


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for the encoding of a destination, one for chunks, and one for its media type with a parameter."""
    place = route.destination
    words = " in ".join(place.encoding) + ("" if place.carrier == "body" else f" in the {place.carrier}")
    case = Case(
        id=f"encodings:{route.selector}@{route.place}",
        what=f"a right payload as {words}",
        help="Read this encoding, or correct the destination.",
        span=place.span,
        selector=f"destinations.{place.id}" if place.id else route.selector,
    )
    request = session.request(route, [session.good(route)])
    yield expect_accepted(case, session.send(case.id, request, session.good(route)), session)
    if request.body:
        yield _in_chunks(case, request, session, route)
    kind = request.header("content-type")
    if kind is None or ";" in kind or not kind.startswith(("application/json", "application/x-ndjson")):
        return
    case = replace(
        case,
        id=f"{case.id}/charset",
        what="a right payload whose media type says `charset=utf-8`",
        help="Compare media types without their parameters (RFC 9110, section 8.3.1).",
        level="recommended",
    )
    headers = tuple(
        (name, f"{value}; charset=utf-8" if name.lower() == "content-type" else value)
        for name, value in request.headers
    )
    exchange = session.send(case.id, replace(request, headers=headers), session.good(route))
    yield expect_accepted(case, exchange, session)


def _in_chunks(case: Case, request: Request, session: Session, route: Route) -> Result:
    case = replace(
        case,
        id=f"{case.id}/chunked",
        what="a right payload in chunks",
        help="Read chunked bodies (RFC 9112, section 7.1), or answer 411.",
        level="recommended",
    )
    exchange = session.send(case.id, replace(request, headers=(*request.headers, CHUNKED)), session.good(route))
    if exchange.status == _LENGTH_REQUIRED:
        return case.result(Verdict.PASS, "The server asks for a length, as it may.", exchange, session)
    return expect_accepted(case, exchange, session)
