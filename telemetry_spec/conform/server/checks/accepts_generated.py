"""A right payload drawn at random is not taken.

## What it does

Sends right payloads of each event that are drawn at random, `--generated` of them, the same for the same `--seed`.
Every one has to be answered with a status of success (2xx).

## Why

Values that nobody thought of, and fields that only fail together, do not occur among chosen examples.

## Instead

Take what the spec declares, or narrow the declaration. `--seed` gives the same payloads again.
"""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING

from telemetry_spec.conform.server.judge import Case, expect_accepted
from telemetry_spec.emit.samples import stream
from telemetry_spec.wire.encodings.base import UnencodableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload."""
    options = session.options
    seed = random.Random(f"{options.seed} {route.selector}").getrandbits(32)  # noqa: S311  payloads, not secrets
    drawn = islice(stream(session.spec, route.selector, seed), options.generated)
    for number, payload in enumerate(drawn, 1):
        case = Case(
            id=f"accepts-generated:{route.selector}/{options.seed}-{number}",
            what=f"payload {number} drawn from the seed {options.seed}",
            help="Take what the spec declares, or narrow the declaration.",
            span=route.event.span,
            selector=route.selector,
        )
        try:
            exchange = session.send_payload(route, case.id, payload)
        except UnencodableError:
            continue
        yield expect_accepted(case, exchange, session)
