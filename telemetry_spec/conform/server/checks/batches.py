"""A request with several events is not treated as declared.

## What it does

Where a request holds a list of events: sends the fewest, several, and the most that are declared, which have to be
taken; then fewer, more, and a list in which one event is wrong, which have to be refused.

## Why

The verdict is on the whole request: a list that is taken with a wrong event in it stores what was never declared, or
drops events without telling anybody.

## Instead

Judge each event of the list before any of them is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.server.bodies import batch_bounds
from telemetry_spec.conform.server.checks.control import wrong
from telemetry_spec.conform.server.judge import Case, expect_accepted, expect_rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Json

SCOPE = "event"

_SEVERAL = 3
#: More events than this are not sent at once.
_MOST = 200


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each size of a list, and one for a list with a wrong event."""
    bounds = batch_bounds(route.source.request.body)
    if bounds is None:
        return
    low, most = bounds
    high = _MOST if most is None else most
    good = session.good(route)
    sizes = {min(max(low, 1), high), min(max(low, _SEVERAL), high), min(high, _MOST)}
    for size in sorted(sizes):
        case = _case(route, str(size), f"a request with {size} event{'' if size == 1 else 's'}")
        yield expect_accepted(case, session.send(case.id, session.request(route, [good] * size)), session)
    wrong_sizes = [size for size in (low - 1, high + 1) if 0 <= size <= _MOST]
    for size in wrong_sizes:
        side = "more" if size > high else "fewer"
        case = _case(
            route,
            str(size),
            f"a request with {size} event{'' if size == 1 else 's'}, {side} than declared",
        )
        yield expect_rejected(case, session.send(case.id, session.request(route, [good] * size)), session)
    broken: Json = next((payload for _, payload in wrong(session, route) if isinstance(payload, dict)), None)
    if broken is not None and high > 1:
        case = _case(route, "one-wrong", "a request in which one event of several is wrong")
        request = session.request(route, [good, broken, *[good] * (low - 2)])
        yield expect_rejected(case, session.send(case.id, request), session)


def _case(route: Route, name: str, what: str) -> Case:
    return Case(
        id=f"batches:{route.selector}/{name}",
        what=what,
        help="Judge the whole request by what the spec declares.",
        span=route.source.span,
        selector=route.source.id,
    )
