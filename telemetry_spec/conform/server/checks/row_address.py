"""The address of the client is stored in the clear.

## What it does

With `--rows`: where the spec declares that the IP address is hashed or dropped, or does not declare it at all, looks
for the address of this machine in every text of the row, and of the columns beside it where the row is a column of
JSON. One of the requests says, as a proxy would, that it comes from another address; that is looked for, too.

A declared hash is compared with the hash of the address, if nothing is between this machine and the server or
`--address` is given. A failure says which address was taken and how it was hashed, so that both sides can be compared.

## Why

Every server sees the address and most log it by habit, so this promise is the easiest one to break.

## Instead

Hash the address as declared before anything is stored, and keep it out of other fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.planted import holds_address
from telemetry_spec.conform.server.rows import beside
from telemetry_spec.conform.server.stored import each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.stored import Stored
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Field

SCOPE = "event"

#: What a step does to the address, by its kind and mode.
_WORDS: Final = {
    ("hash", "plain"): "hashed with {algorithm}, without salt or key, in lower-case hexadecimal digits",
    ("hash", "salted"): "hashed with {algorithm} after the salt of --hash-salt, in lower-case hexadecimal digits",
    ("hash", "keyed"): "hashed with HMAC-{algorithm} and the key of --hash-key, in lower-case hexadecimal digits",
    ("truncate", "plain"): "cut to its first {step.size} characters",
    ("round", "plain"): "rounded down to a multiple of {step.size}",
    ("drop", "plain"): "dropped, so that nothing of it is stored",
}


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload. Where the spec declares the plain address there is none."""
    declared = [member for member in route.event.received if member.origin == "remote_address"]
    if any(not member.transforms for member in declared):
        return

    def wrong(one: Stored) -> Iterator[tuple[str, str]]:
        row = one.row or {}
        found = [name for name, value in row.items() if holds_address(value, one.addresses)]
        # An address that the payload holds anyway shows nothing.
        sent = one.exchange.payload if isinstance(one.exchange.payload, dict) else {}
        for name in found:
            if row[name] != sent.get(name):
                yield name, f"The row's `{name}` holds the address in the clear."
        for name, value in beside(row).items():
            if holds_address(value, one.addresses) and value != sent.get(name):
                yield "", f"The column `{name}` beside the row holds the address in the clear."
        for member in declared:
            right = [expected.get(member.name) for expected in one.expected]
            if member.name in row and member.name not in (*found, *one.unsure) and row[member.name] not in right:
                yield member.name, f"The row's `{member.name}` is not {_expected(member, one.addresses)}."

    yield from each(session, route, "row-address", wrong)


def _expected(member: Field, addresses: tuple[str, ...]) -> str:
    """Return which address was taken and what was done to it, for people who compare that with what the server does."""
    steps = " and then ".join(
        _WORDS[step.kind, step.mode].format(step=step, algorithm=step.algorithm or "sha256")
        for step in member.transforms
    )
    return f"the address {' or '.join(addresses)}, as text, {steps}"
