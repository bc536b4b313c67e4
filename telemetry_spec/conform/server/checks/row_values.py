"""What is stored is not what was sent.

## What it does

With `--rows`: sends right payloads and compares the row of each with the declared one, field by field: what was sent,
after the transforms that the receiver is declared to make, and what the receiver adds, as far as that can be told
from outside.

A time from the clock (`from: clock`) may not lie before the payload was sent, nor after its row was read. The clocks
may differ by an hour, or by a minute where the server is reached on this machine. A time without a zone may be of any.

## Why

A value that is cut, rounded, turned into a text or left as it was where it should have been transformed is another
value than the page says.

## Instead

Store values as they were sent, and carry out each declared transform. Give `--hash-salt` and `--hash-key` to have
hashes with a salt or a key compared as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.check import explain
from telemetry_spec.conform.server import moments
from telemetry_spec.conform.server.rows import Columns
from telemetry_spec.conform.server.stored import each, is_here, leaves, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.stored import Stored
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload."""
    clocks = [member for member in route.event.received if member.origin == "clock" and not member.transforms]
    tolerance = moments.NEAR if is_here(session) else moments.FAR
    hashed = {member.name for member in route.event.received if member.origin == "remote_address" and member.transforms}

    def different(one: Stored) -> Iterator[tuple[str, str]]:
        row = one.row or {}
        loose = isinstance(row, Columns)
        expected = [leaves(one) for one in one.expected]
        for steps, value in leaves(row).items():
            # `row-address` and `row-undeclared` look at the others.
            right = [other[steps] for other in expected if steps in other and steps[0] not in (*hashed, *one.unsure)]
            if right and not any(same(other, value, loose=loose) for other in right):
                yield "/".join(steps), f"The row's `{'.'.join(steps)}` is not what was sent, after its transforms."
        for member in route.event.row.fields:
            if member.name in one.unsure and member.name in row and not loose and member.name not in hashed:
                for _ in explain.violations(member.shape, row[member.name])[:1]:
                    yield member.name, f"The row's `{member.name}` is not of the declared form."
        for member in clocks:
            if moments.is_off(member, row.get(member.name), one.sent, one.read, tolerance):
                yield member.name, f"The row's `{member.name}` is not the time at which the payload arrived."

    yield from each(session, route, "row-values", different)
