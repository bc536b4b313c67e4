"""A request with another method is not refused.

## What it does

Sends a right payload to each destination with methods that are not declared for that address. Each request has to be
refused with 405, or like a wrong payload.

`OPTIONS` and `HEAD` may be answered in any way, but what was sent with them must not be stored (RFC 9110, sections
9.3.2 and 9.3.7). With `--rows`: once the row of a right payload that was sent after them is there, no other may have
appeared. Where `GET` is declared, `HEAD` is not tried: servers do the same for both.

## Why

Data in a `GET` ends up in the logs of everything on the way. A method that was never meant to be there was never
looked at either.

## Instead

Answer 405 to every method but the declared one (RFC 9110, section 15.5.6), or declare the others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server import contents
from telemetry_spec.conform.server.bodies import least
from telemetry_spec.conform.server.judge import Case, expect_rejected
from telemetry_spec.conform.server.rows import RowsError
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Row
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.wire.message import Request

SCOPE = "place"

#: These are for asking what there is, so an answer is no sign that anything was taken.
_ANSWERED: Final = ("OPTIONS", "HEAD")
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: Method Not Allowed, and Not Implemented for a method that the server does not know (RFC 9110, section 15.6.2).
_ALSO: Final = frozenset({405, 501})


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each method that is not declared, and for each that must not have a payload stored."""
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
    for method in _ANSWERED:
        if method not in declared and not (method == "HEAD" and "GET" in declared):
            yield _unstored(session, route, method)


def _unstored(session: Session, route: Route, method: str) -> Result:
    """Return FAIL if a payload that is sent with this method is stored."""
    place = route.destination
    case = Case(
        id=f"undeclared-method:{route.place}/{method}",
        what=f"a right payload by {method}",
        help="Store nothing of what comes with this method.",
        span=place.span,
        selector=f"destinations.{place.id}" if place.id else route.selector,
    )
    if session.rows is None:
        result = case.result(Verdict.SKIP, "What is stored is not shown.", None, session)
        return replace(result, help="Give --rows, the place where rows can be read back.")
    good = session.request(route, [session.good(route)])
    # Where the body of such a request is not read, the next one on its connection would be taken for a part of it.
    other = replace(good, method=method, headers=(*good.headers, ("connection", "close")))
    try:
        return _judged(case, other, good, session, route)
    except RowsError as error:
        return case.result(Verdict.INCONCLUSIVE, str(error), None, session)


def _judged(case: Case, other: Request, good: Request, session: Session, route: Route) -> Result:
    assert session.rows is not None  # noqa: S101  asked before
    payload, patience = session.good(route), session.options.patience
    session.ledger.catch_up(session)
    mark = session.rows.mark()
    first = session.send(case.id, good, payload)
    own = _payloads(session.rows.after(mark, least(route), patience), route)
    mark = session.rows.mark()
    exchange = session.send(case.id, other, payload)
    last = session.send(case.id, good, payload)
    rows = _payloads(session.rows.after(mark, own, patience), route)
    if not own or rows < own or not last.accepts or first.before or last.before:  # each try may have left a row
        message = session.rows.absent() or "No row of a right payload appeared, so nothing is shown."
        return case.result(Verdict.INCONCLUSIVE, message, last, session)
    if rows > own:
        session.ledger.owed += rows - own  # they are told of here
        return case.result(Verdict.FAIL, f"The server stored {case.what}.", exchange, session)
    return case.result(Verdict.PASS, f"The server does not store {case.what}.", exchange, session)


def _payloads(rows: list[Row], route: Route) -> int:
    """Return how many rows hold something of a payload. Of others, `refused-stored` tells."""
    return sum(bool(contents.of_rows([row], contents.names_in([route]))) for row in rows)
