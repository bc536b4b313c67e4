"""Without a control nothing is shown.

## What it does

Sends a right payload, which has to be taken, and payloads that are wrong beyond doubt, of which one has to be
refused: before the first check, after each of them, and after the last.

## Why

A server that takes everything passes every check of what it takes, and one that refuses everything, or is not there,
passes every check of what it refuses. Where a control does not hold, the results that depend on it are INCONCLUSIVE,
and the run fails.

## Instead

Correct the address, give the token that the server asks for with `--header`, or lower `--rate`. If the server does
take everything, let it hold payloads against the spec.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.conform.server.client import NO_TLS, REJECTS
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.vectors import breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.shape import Json
    from telemetry_spec.wire.message import Request

_HELP: Final = "Correct the address or what the server does; until then no other result shows anything."
_NOT_FOUND: Final = frozenset({404, 405, 410})


class Broken(NamedTuple):
    """Why a control does not hold, and what to do."""

    reason: str
    help: str = _HELP


def check(session: Session, route: Route, name: str) -> Iterator[Result]:
    """Yield the controls of a route: what is right is taken, and not everything is."""
    exchange, why = _good(session, route, name)
    if why:
        yield failed(session, route, f"{name}/good", why, exchange)
        return
    yield Result(id=f"{name}/good", verdict=Verdict.PASS, message="The server takes a right payload.")
    why = _bad(session, route, name)
    if why:
        yield failed(session, route, f"{name}/bad", why)
        return
    yield Result(id=f"{name}/bad", verdict=Verdict.PASS, message="The server refuses what is wrong beyond doubt.")


def broken(session: Session, route: Route, name: str) -> Broken | None:
    """Run the controls again, and return why they do not hold, or None."""
    _, why = _good(session, route, name)
    return why or _bad(session, route, name)


def failed(session: Session, route: Route, name: str, why: Broken, exchange: Exchange | None = None) -> Result:
    """Return the result of a control that does not hold."""
    return Result(
        id=name,
        verdict=Verdict.INCONCLUSIVE,
        message=why.reason,
        help=why.help,
        span=route.event.span,
        selector=route.selector,
        evidence=(exchange.seen(),) if exchange is not None else (),
        repeat=session.repeat(exchange) if exchange is not None else "",
    )


def _good(session: Session, route: Route, name: str) -> tuple[Exchange, Broken | None]:
    exchange = session.send_payload(route, f"{name}/good", session.good(route))
    return exchange, None if exchange.accepts else _untaken(exchange, route)


def _untaken(exchange: Exchange, route: Route) -> Broken:
    """Return why a right payload was not taken."""
    if exchange.refused:
        reason = f"The server cannot be reached at {route.destination.url}: {exchange.error}."
    elif exchange.undecided:
        reason = exchange.undecided
    elif exchange.answer is None:
        reason = f"There is no answer to a right payload: {exchange.error}."
    elif exchange.rejects:
        reason = f"The server refuses a right payload of `{route.selector}` ({exchange.status})."
    else:
        there = f" at {route.destination.url}" if exchange.status in _NOT_FOUND else ""
        reason = f"The server answers {exchange.status} to a right payload of `{route.selector}`{there}."
    return Broken(reason, _advice(exchange))


def _advice(exchange: Exchange) -> str:
    if exchange.refused:
        if NO_TLS in exchange.error:
            return "If the server speaks plain HTTP there, write http:// in --url."
        if exchange.error.startswith("TLS"):
            return "Give the certificate to trust with --cafile, or trust any with --insecure."
        return "Start the server, or correct --url. `--wait 30s` waits for it to listen."
    if exchange.closed and exchange.request.url.startswith("http:"):
        return "If the server speaks TLS there, write https:// in --url."
    return "Correct the path in --url." if exchange.status in _NOT_FOUND else _HELP


def _bad(session: Session, route: Route, name: str) -> Broken | None:
    seen = []
    for request, payload in wrong(session, route):
        exchange = session.send(f"{name}/bad", request, payload)
        if exchange.rejects:
            return None
        if exchange.refused or exchange.undecided:
            return Broken(exchange.undecided or f"The server cannot be reached any more: {exchange.error}.")
        seen.append(exchange)
    if not seen:
        return Broken(f"There is no payload of `{route.selector}` that is wrong.")
    if all(exchange.accepts for exchange in seen):
        return Broken(f"The server takes everything that is sent to `{route.place}`, also what is wrong beyond doubt.")
    found = ", ".join(sorted({str(exchange.status or "no answer") for exchange in seen}))
    codes = ", ".join(map(str, sorted(REJECTS)))
    return Broken(f"The server refuses nothing with {codes}: what is wrong beyond doubt was answered with {found}.")


def wrong(session: Session, route: Route) -> Iterator[tuple[Request, Json]]:
    """Yield requests that are wrong beyond doubt, each with its payload."""
    if route.destination.encoding[0] != "form":
        yield session.text(route, b'{"'), None
        yield session.request(route, [7]), None
    good = session.good(route)
    rng = random.Random(0)  # noqa: S311  payloads, not secrets
    for one in breaks(route.event.payload, good, rng):
        if one.keyword in ("required", "enum", "const") and len(one.steps) == 1:
            payload = one.apply()
            yield session.request(route, [payload]), payload
            return
