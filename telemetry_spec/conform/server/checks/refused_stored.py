"""A payload that was refused is stored.

## What it does

With `--rows`: sends payloads that are wrong, and then a right one. Once the row of the right one is there, no other
row may have appeared. At the end of the run, once the store rests, no row may be there that is like none of an event.

## Why

The answer tells the client that nothing was kept.

## Instead

Judge the payload before anything of it is stored, dead-letter tables included.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.conform.server import bodies
from telemetry_spec.conform.server.checks.control import wrong
from telemetry_spec.conform.server.judge import Case
from telemetry_spec.conform.server.rows import RowsError
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield one result for an event."""
    name = f"refused-stored:{route.selector}"
    if session.rows is None:
        help_text = "Give --rows, the place where rows can be read back."
        yield Result(id=name, verdict=Verdict.SKIP, message="What is stored is not shown.", help=help_text)
        return
    case = Case(
        id=name,
        what="wrong payloads",
        help="Judge a payload before anything of it is stored.",
        span=route.event.span,
        selector=route.selector,
    )
    try:
        session.ledger.catch_up(session)
        mark = session.rows.mark()
        session.send_payload(route, name, session.good(route))
        own = len(session.rows.after(mark, bodies.least(route), session.options.patience))
        mark = session.rows.mark()
        exchanges = [session.send(name, request, payload) for request, payload in wrong(session, route)]
        refused = [exchange for exchange in exchanges if exchange.rejects]
        taken = sum(exchange.accepts for exchange in exchanges)
        last = session.send_payload(route, name, session.good(route))
        rows = session.rows.after(mark, own, session.options.patience)
    except RowsError as error:
        yield case.result(Verdict.INCONCLUSIVE, str(error), None, session)
        return
    if not refused or taken or not last.accepts or not own or len(rows) < own:
        message = "No row of a right payload appeared after wrong ones were refused, so nothing is shown."
        yield case.result(Verdict.INCONCLUSIVE, message, last, session)
    elif len(rows) > own:
        yield case.result(Verdict.FAIL, "A row appeared for a payload that was refused.", refused[0], session)
    else:
        yield case.result(Verdict.PASS, "Nothing is stored of what was refused.", last, session)


def at_end(session: Session) -> Iterator[Result]:
    """Yield one result about what is stored after the whole run."""
    found = session.ledger.balance(session)
    result = Result(
        id="refused-stored:end", verdict=Verdict.PASS, message="After the run, nothing is stored that was refused."
    )
    if found.problem:
        result = replace(result, verdict=Verdict.INCONCLUSIVE, message=found.problem)
    elif found.strangers:
        message = f"After the run there are rows that are those of no event: {len(found.strangers):,}."
        help_text = "Judge a payload before anything of it is stored. No other program may store rows meanwhile."
        value = json.dumps(found.strangers[0])
        result = replace(result, verdict=Verdict.FAIL, message=message, help=help_text, value=value)
    yield result
