"""The address of the client is stored in the clear.

## What it does

With `--rows`: where the spec declares that the IP address is hashed or dropped, or does not declare it at all, looks
for the address of this machine in every text of the row. A declared hash is compared with the hash of the address, if
nothing is between this machine and the server or `--address` is given.

## Why

Every server sees the address and most log it by habit, so this promise is the easiest one to break.

## Instead

Hash the address as declared before anything is stored, and keep it out of other fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.server.stored import addresses, each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.stored import Stored
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload. Where the spec declares the plain address there is none."""
    declared = [member for member in route.event.received if member.origin == "remote_address"]
    if any(not member.transforms for member in declared):
        return

    def wrong(one: Stored) -> Iterator[tuple[str, str]]:
        row = one.row or {}
        plain = addresses(session)
        # An address that the payload holds anyway shows nothing.
        found = [name for name, value in row.items() if any(text in plain for text in _texts(value))]
        sent = one.exchange.payload if isinstance(one.exchange.payload, dict) else {}
        for name in found:
            if row[name] != sent.get(name):
                yield name, f"The row's `{name}` holds the address in the clear."
        for member in declared:
            right = [expected.get(member.name) for expected in one.expected]
            if member.name in row and member.name not in (*found, *one.unsure) and row[member.name] not in right:
                yield member.name, f"The row's `{member.name}` is not the declared hash of the address."

    yield from each(session, route, "row-address", wrong)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
