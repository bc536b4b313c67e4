"""A body of another media type is not refused.

## What it does

Sends a right body to each destination, and says that it is a plain text or XML. Each request has to be refused.

## Why

A browser sends a plain text to any address without asking first, so any page on the web could put data into the
server in the name of its visitors. A body that says it is something else is also none that the spec declares.

## Instead

Answer 415 (RFC 9110, section 15.5.16) where the media type is not that of the declared encoding.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.judge import Case, expect_rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "place"

_TYPES: Final = {"text": "text/plain", "xml": "application/xml"}


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each media type. Where the payload is in the query there is none."""
    place = route.destination
    good = session.request(route, [session.good(route)])
    if not good.body:
        return
    others = tuple((name, value) for name, value in good.headers if name.lower() != "content-type")
    for name, media_type in _TYPES.items():
        case = Case(
            id=f"wrong-content-type:{route.place}/{name}",
            what=f"a right body as `{media_type}`",
            help="Answer 415 (RFC 9110, section 15.5.16).",
            span=place.span,
            selector=f"destinations.{place.id}" if place.id else route.selector,
        )
        request = replace(good, headers=(("content-type", media_type), *others))
        yield expect_rejected(case, session.send(case.id, request, session.good(route)), session)
