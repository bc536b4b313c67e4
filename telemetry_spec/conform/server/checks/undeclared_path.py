"""A request to another path is taken.

## What it does

Sends a right payload to paths beside and below that of each destination, which no destination has. None of the
requests may be answered with success. A spec says where clients send, not what else a server does, so this is a
recommendation.

## Why

A server that says yes at any path hides every misspelt address: the client believes that its data has arrived. What
arrives at an address that nobody declared may well be kept by something that nobody looked at.

## Instead

Answer 404 where nothing is (RFC 9110, section 15.5.5).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from telemetry_spec.conform.server.judge import Case
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "place"

#: No destination has it.
_NAME: Final = "undeclared-7c1e55ad"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each path: one beside that of the destination and one below it."""
    place = route.destination
    good = session.request(route, [session.good(route)])
    parts = urlsplit(good.url)
    above = parts.path.rstrip("/").rpartition("/")[0]
    paths = {"beside": f"{above}/{_NAME}", "below": f"{parts.path.rstrip('/')}/{_NAME}"}
    for where, path in paths.items():
        if where == "below" and path == paths["beside"]:
            continue
        case = Case(
            id=f"undeclared-path:{route.place}/{where}",
            what=f"a right payload at a path {where} that of the destination",
            help="Answer 404 where nothing is (RFC 9110, section 15.5.5).",
            span=place.span,
            selector=f"destinations.{place.id}" if place.id else route.selector,
            level="recommended",
        )
        request = replace(good, url=urlunsplit(parts._replace(path=path)))
        exchange = session.send(case.id, request, session.good(route))
        if exchange.refused or exchange.undecided:
            message = exchange.undecided or f"The server could not be reached with {case.what}."
            yield case.result(Verdict.INCONCLUSIVE, message, exchange, session)
        elif exchange.accepts:
            yield case.result(Verdict.FAIL, f"The server took {case.what}.", exchange, session)
        else:
            yield case.result(Verdict.PASS, f"The server did not take {case.what}.", exchange, session)
