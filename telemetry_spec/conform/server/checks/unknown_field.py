"""An undeclared field is not treated as the destination states.

## What it does

Sends right payloads with one field that nobody declared, at the top and within each closed object. With
`unknown_fields: reject` the payload has to be refused. With `drop` it has to be taken, and where `--rows` shows what
is stored, the field may not be there. Where the destination states neither, both will do; but taking it shows nothing
unless `--rows` does.

## Why

This is how data that no user was told of gets collected: a newer client sends more, and the server keeps it.

## Instead

Refuse objects with other fields (`additionalProperties: false`, `extra="forbid"`), or store the declared fields one
by one. State under `unknown_fields` which of the two it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.conform.server.judge import expect_accepted, expect_rejected
from telemetry_spec.conform.server.rows import RowsError, beside
from telemetry_spec.conform.server.trials import trials
from telemetry_spec.model.pointer import steps
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Mark
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.trials import Trial

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each undeclared field."""
    for trial in trials(session, route, "unknown-field"):
        yield _result(trial, session, route.destination.unknown_fields)


def _result(trial: Trial, session: Session, stated: str) -> Result:
    try:
        mark = session.rows.mark() if session.rows is not None and stated != "reject" else None
        exchange = trial.send(session)
        return _judged(trial, session, stated, exchange, mark)
    except RowsError as error:
        return trial.case.result(Verdict.INCONCLUSIVE, str(error), None, session)


def _judged(trial: Trial, session: Session, stated: str, exchange: Exchange, mark: Mark | None) -> Result:
    if stated == "reject" or (not stated and not exchange.accepts):
        return expect_rejected(trial.case, exchange, session)
    taken = expect_accepted(trial.case, exchange, session)
    if taken.verdict is not Verdict.PASS:
        return replace(taken, help="Drop the field, or state `unknown_fields: reject`.")
    if session.rows is None or mark is None:
        return _unseen(taken, stated)
    name = next(reversed(steps(trial.vector.pointer or "")), "")
    rows = session.rows.after(mark, 1, session.options.patience)
    if any(_holds(row, name) or _holds(beside(row), name) for row in rows):
        message = "The server stored a field that nobody declared."
        return replace(taken, verdict=Verdict.FAIL, message=message, repeat=session.repeat(exchange))
    if not rows:
        message = session.rows.absent() or "No row appeared."
        return replace(taken, verdict=Verdict.INCONCLUSIVE, message=f"The payload was taken. {message}")
    return replace(taken, message="The server took the payload and dropped the field.")


def _unseen(taken: Result, stated: str) -> Result:
    """Return the result of a payload that was taken, where nobody can see what became of the field."""
    if stated == "drop":
        message = "The payload was taken, as stated. Whether the field was dropped is not shown."
        return replace(taken, verdict=Verdict.SKIP, message=message, help="Give --rows.")
    message = "The payload was taken, and the spec does not say whether the field is dropped."
    help_text = "State `unknown_fields` for the destination, or give --rows."
    return replace(taken, verdict=Verdict.INCONCLUSIVE, message=message, help=help_text)


def _holds(value: object, name: str) -> bool:
    if isinstance(value, dict):
        return name in value or any(_holds(inner, name) for inner in value.values())
    if isinstance(value, str):  # a body that was stored as it came
        return f'"{name}"' in value
    return isinstance(value, list) and any(_holds(inner, name) for inner in value)
