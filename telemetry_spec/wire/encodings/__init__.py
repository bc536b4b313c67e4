"""The steps of an encoding, one file each, and what a destination's steps make of a payload together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.wire.encodings.base import Keys, Step


def names() -> tuple[str, ...]:
    """Return the names of all steps, sorted."""
    return registry.names(__name__)


def get(name: str) -> Step:
    """Return a step. Raises KeyError when there is none of that name."""
    step: Step = registry.load(__name__, name).STEP
    return step


def encode(data: bytes, steps: Sequence[str], keys: Keys) -> bytes:
    """Return a JSON text as it is sent, by the steps of a destination from the inside out.

    Raises:
        UnencodableError: A step cannot hold it.
        MissingExtraError: A step needs a library that is not installed.
    """
    for name in steps:
        data = get(name).encode(data, keys)
    return data


def decode(data: bytes, steps: Sequence[str], keys: Keys, limit: int) -> bytes:
    """Return the JSON text in what was sent, undoing the steps of a destination from the outside in.

    Raises:
        UndecodableError: It was not made by these steps, or is longer than `limit` bytes after one of them.
        MissingExtraError: A step needs a library that is not installed.
    """
    for name in reversed(steps):
        data = get(name).decode(data, keys, limit)
    return data
