"""A number that JSON does not have is not refused.

## What it does

Puts `NaN`, `Infinity` and `-Infinity` where numbers are. Each payload has to be refused.

## Why

JSON has no such numbers (RFC 8259, section 6). Readers that let them through, Python's among them, put values into
the data that no sum and no average survives.

## Instead

Let the reader refuse them (`parse_constant` in Python).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.judge import Case, expect_rejected
from telemetry_spec.conform.server.trials import trials
from telemetry_spec.model.pointer import write
from telemetry_spec.vectors import replaced
from telemetry_spec.wire import jsontext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Json

SCOPE = "event"

_WORDS: Final = {"nan": b"NaN", "infinity": b"Infinity", "minus-infinity": b"-Infinity"}
_SLOT: Final = "telemetry-spec number"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each of the three, in the first number of the payload."""
    if route.destination.encoding[0] == "form":
        return
    good = session.good(route)
    steps = next(_numbers(good, ()), None)
    for name, word in _WORDS.items() if steps is not None else ():
        text = jsontext.dumps(replaced(good, steps or (), _SLOT))
        case = Case(
            id=f"not-finite:{route.selector}/{name}",
            what=f"a payload with `{word.decode()}` for a number",
            help="Let the reader of JSON refuse it.",
            span=route.event.span,
            selector=route.selector,
            pointer=write(map(str, steps or ())),
        )
        raw = text.replace(jsontext.dumps(_SLOT), word)
        yield expect_rejected(case, session.send(case.id, session.around(route, raw)), session)
    for trial in trials(session, route, "not-finite"):
        yield expect_rejected(trial.case, trial.send(session), session)


def _numbers(value: Json, steps: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers(inner, (*steps, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _numbers(inner, (*steps, index))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield steps
