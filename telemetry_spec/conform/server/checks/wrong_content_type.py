"""A body of another media type is not refused.

## What it does

Sends a right body to each destination, and says that it is a plain text, XML or what a form on a page sends. Each
request has to be refused. A body that does not say what it is may be taken, so that is not tried.

## Why

A browser sends plain texts and forms to any address without asking first, so any page on the web could put data into
the server in the name of its visitors. A body that says it is something else is also none that the spec declares.

## Instead

Answer 415 (RFC 9110, section 15.5.16) where the media type is not that of the declared encoding.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.judge import Case, expect_rejected
from telemetry_spec.wire import carry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "place"

_TYPES: Final = {
    "text": "text/plain",
    "xml": "application/xml",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data; boundary=undeclared",
}


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each media type. Where the payload is in the query there is none."""
    place = route.destination
    good = session.request(route, [session.good(route)])
    if not good.body:
        return
    declared = [other.destination for other in session.routes if other.destination.url == place.url]
    others = tuple((name, value) for name, value in good.headers if name.lower() != "content-type")
    for name, media_type in _TYPES.items():
        if any(carry.takes_content_type(one, media_type) for one in declared):
            continue
        case = Case(
            id=f"wrong-content-type:{route.place}/{name}",
            what=f"a right body as `{media_type}`",
            help="Answer 415 (RFC 9110, section 15.5.16).",
            span=place.span,
            selector=f"destinations.{place.id}" if place.id else route.selector,
        )
        request = replace(good, headers=(("content-type", media_type), *others))
        yield expect_rejected(case, session.send(case.id, request, session.good(route)), session)
