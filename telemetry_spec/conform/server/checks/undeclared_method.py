"""A request with another method is not refused.

## What it does

Sends a right payload to each destination with methods that are not declared for that address. Each request has to be
refused with 405, or like a wrong payload.

## Why

Data in a `GET` ends up in the logs of everything on the way. A method that was never meant to be there was never
looked at either.

## Instead

Answer 405 to every method but the declared one (RFC 9110, section 15.5.6), or declare the others.
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

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: Method Not Allowed, and Not Implemented for a method that the server does not know (RFC 9110, section 15.6.2).
_ALSO: Final = frozenset({405, 501})


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each method that is not declared."""
    place = route.destination
    declared = {other.destination.method for other in session.routes if other.destination.url == place.url}
    good = session.request(route, [session.good(route)])
    for method in _METHODS:
        if method in declared:
            continue
        case = Case(
            id=f"undeclared-method:{route.place}/{method}",
            what=f"a right payload by {method}",
            help="Answer 405 (RFC 9110, section 15.5.6).",
            span=place.span,
            selector=f"destinations.{place.id}" if place.id else route.selector,
        )
        exchange = session.send(case.id, replace(good, method=method), session.good(route))
        yield expect_rejected(case, exchange, session, also=_ALSO)
