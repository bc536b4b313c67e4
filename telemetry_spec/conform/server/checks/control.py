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
from typing import TYPE_CHECKING

from telemetry_spec.conform.server.client import REJECTS
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.vectors import breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.shape import Json
    from telemetry_spec.wire.message import Request

_HELP = "Correct the address or what the server does; until then no other result shows anything."


def check(session: Session, route: Route, name: str) -> Iterator[Result]:
    """Yield the controls of a route: what is right is taken, and not everything is."""
    exchange, reason = _good(session, route, name)
    if reason:
        yield failed(session, route, f"{name}/good", reason, exchange)
        return
    yield Result(id=f"{name}/good", verdict=Verdict.PASS, message="The server takes a right payload.")
    reason = _bad(session, route, name)
    if reason:
        yield failed(session, route, f"{name}/bad", reason)
        return
    yield Result(id=f"{name}/bad", verdict=Verdict.PASS, message="The server refuses what is wrong beyond doubt.")


def broken(session: Session, route: Route, name: str) -> str:
    """Run the controls again, and return why they do not hold, or ""."""
    _, reason = _good(session, route, name)
    return reason or _bad(session, route, name)


def failed(session: Session, route: Route, name: str, reason: str, exchange: Exchange | None = None) -> Result:
    """Return the result of a control that does not hold."""
    return Result(
        id=name,
        verdict=Verdict.INCONCLUSIVE,
        message=reason,
        help=_HELP,
        span=route.event.span,
        selector=route.selector,
        evidence=(exchange.seen(),) if exchange is not None else (),
        repeat=session.repeat(exchange) if exchange is not None else "",
    )


def _good(session: Session, route: Route, name: str) -> tuple[Exchange, str]:
    exchange = session.send_payload(route, f"{name}/good", session.good(route))
    if exchange.accepts:
        return exchange, ""
    if exchange.refused:
        return exchange, f"The server cannot be reached at {route.destination.url}: {exchange.error}."
    if exchange.undecided:
        return exchange, exchange.undecided
    if exchange.answer is None:
        return exchange, f"There is no answer to a right payload: {exchange.error}."
    if exchange.rejects:
        return exchange, f"The server refuses a right payload of `{route.selector}` ({exchange.status})."
    return exchange, f"The server answers {exchange.status} to a right payload of `{route.selector}`."


def _bad(session: Session, route: Route, name: str) -> str:
    seen = []
    for request, payload in wrong(session, route):
        exchange = session.send(f"{name}/bad", request, payload)
        if exchange.rejects:
            return ""
        if exchange.refused or exchange.undecided:
            return exchange.undecided or f"The server cannot be reached any more: {exchange.error}."
        seen.append(exchange)
    if not seen:
        return f"There is no payload of `{route.selector}` that is wrong."
    if all(exchange.accepts for exchange in seen):
        return f"The server takes everything that is sent to `{route.place}`, also what is wrong beyond doubt."
    found = ", ".join(sorted({str(exchange.status or "no answer") for exchange in seen}))
    codes = ", ".join(map(str, sorted(REJECTS)))
    return f"The server refuses nothing with {codes}: what is wrong beyond doubt was answered with {found}."


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
