"""What is stored is not whole.

## What it does

With `--rows`: sends right payloads and waits for a row of each. There has to be one and no second, with every field
of the declared row. At the end of the run, once the store rests, there may be no more rows than events were taken, and
no fewer different ones: events that are equal in all that was sent may be kept as one, others may not.

## Why

A field that is collected and then lost is collected for nothing. A row that is missing says that the answer was not
true.

## Instead

Store all that is declared, or declare less. Where rows appear late, give `--rows-timeout`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.conform.server.stored import each, leaves
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.ledger import Balance
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.stored import Stored

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload."""
    yield from each(session, route, "row-complete", _missing)


def at_end(session: Session) -> Iterator[Result]:
    """Yield one result about the number of rows after the whole run."""
    found = session.ledger.balance(session)
    result = Result(
        id="row-complete:end",
        verdict=Verdict.PASS,
        message="After the run there is a row for each event that was taken, and no more.",
    )
    twice = found.beyond - len(found.strangers)
    if found.problem:
        result = replace(result, verdict=Verdict.INCONCLUSIVE, message=found.problem)
    elif found.lost:
        result = _lost(result, found, session)
    elif twice > 0:
        message = f"After the run there are more rows than events that were taken: {twice:,} more."
        help_text = "Store each event once, and nothing of what was refused. No other program may store rows meanwhile."
        result = replace(result, verdict=Verdict.FAIL, message=message, help=help_text)
    yield result


def _lost(result: Result, found: Balance, session: Session) -> Result:
    message = (
        f"{found.due:,} different events were taken, and there are {found.due - found.lost:,} different rows of them: "
        f"{found.lost:,} {'is' if found.lost == 1 else 'are'} lost, or stored like another."
    )
    others = f", and so with {len(found.unfound) - 1:,} more" if len(found.unfound) > 1 else ""
    return replace(
        result,
        verdict=Verdict.FAIL,
        message=message,
        help="Answer 2xx once a row is stored, and keep what differs. Where rows appear late, give --rows-timeout.",
        evidence=(f"no row holds what was sent for {found.unfound[0].name}{others}",),
        repeat=session.repeat(found.unfound[0]),
    )


def _missing(one: Stored) -> Iterator[tuple[str, str]]:
    if one.row is None:
        yield "", "The payload was taken, and no row appeared."
        return
    if len(one.rows) > one.count:
        yield "", f"{len(one.rows)} rows appeared, where {one.count} should have."
    there = leaves(one.row)
    for steps in leaves(one.expected[0]):
        if not any(steps == other[: len(steps)] for other in there):
            yield "/".join(steps), f"The row lacks the field `{'.'.join(steps)}`."
