"""JSON pointers (RFC 6901): the way to name a place within a JSON value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.model.shape import Json


def steps(pointer: str) -> list[str]:
    """Return the steps of a pointer with escapes undone (RFC 6901, section 4); none of the empty pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def write(steps: Iterable[str]) -> str:
    """Write steps as a pointer (RFC 6901, section 3)."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def at(value: Json, pointer: str) -> Json:
    """Return what a pointer names within a value (RFC 6901, section 4).

    Raises:
        LookupError: Nothing is there.
    """
    for step in steps(pointer):
        if isinstance(value, dict):
            value = value[step]
        elif isinstance(value, list) and _is_index(step):
            value = value[int(step)]
        else:
            raise LookupError(pointer)
    return value


def _is_index(step: str) -> bool:
    """Say whether a step is the index of an item: ASCII digits without a leading zero."""
    return step.isascii() and step.isdecimal() and (step == "0" or not step.startswith("0")) and len(step) <= _DIGITS


_DIGITS = 9
