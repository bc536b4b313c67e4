"""A field that comes twice is not refused.

## What it does

Sends right payloads in which one field comes twice, with the same value and with another one. Each has to be refused.

## Why

Nearly all readers of JSON keep the last value without a word, but the first one was sent too, and another reader
keeps that. What is validated and what is stored may then be two different things (RFC 8259, section 4).

## Instead

Read with a hook that sees all pairs (`object_pairs_hook` in Python), or with a reader that refuses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.server.judge import Case, expect_rejected
from telemetry_spec.conform.server.trials import trials
from telemetry_spec.model.pointer import write
from telemetry_spec.wire import jsontext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each text with a field twice."""
    if route.destination.encoding[0] == "form":
        return
    good = session.good(route)
    if isinstance(good, dict) and good:
        text = jsontext.dumps(good)
        name = next(iter(good))
        again = jsontext.dumps({name: good[name]})[1:-1]
        null = jsontext.dumps({name: None})[1:-1]
        for kind, raw in (("same", b"{" + again + b"," + text[1:]), ("other", b"{" + null + b"," + text[1:])):
            case = Case(
                id=f"repeated-field:{route.selector}/{kind}",
                what=f"a payload with a field twice, {'both values the same' if kind == 'same' else 'first as null'}",
                help="Refuse objects in which a name comes twice.",
                span=route.event.span,
                selector=route.selector,
                pointer=write([name]),
            )
            yield expect_rejected(case, session.send(case.id, session.around(route, raw)), session)
    for trial in trials(session, route, "repeated-field"):
        yield expect_rejected(trial.case, trial.send(session), session)
