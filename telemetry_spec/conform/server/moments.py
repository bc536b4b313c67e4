"""Whether a received field that comes from the clock says when its payload arrived."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Field, Json

#: Seconds by which the clock of a server may differ from ours: on this machine, where it is the same one unless a
#: tunnel or a virtual machine lies between, and elsewhere.
NEAR: Final = 60.0
FAR: Final = 3600.0
#: Where a text names no time zone: the largest difference there is between two of them and UTC.
_ZONES: Final = 14 * 3600.0
_DAY: Final = 86_400.0
_MILLISECONDS: Final = frozenset({"ms", "millisecond", "milliseconds"})
_SECONDS: Final = frozenset({"s", "second", "seconds"})
#: Where no unit is declared: as seconds this is in the year 5138, as milliseconds in 1973.
_TOO_MANY_SECONDS: Final = 1e11
#: What no number of the language is beyond (RFC 8259, section 6).
_LARGEST: Final = 2**53


def is_off(member: Field, value: Json, sent: float, read: float, tolerance: float) -> bool:
    """Say whether a stored time lies before a payload was sent or after its row was read.

    What is of no declared form is not off: that is for others to tell.
    """
    span = _span(member, value)
    return span is not None and (span[1] < sent - tolerance or span[0] > read + tolerance)


def _span(member: Field, value: Json) -> tuple[float, float] | None:
    """Return between which moments a stored time lies, in seconds since 1970; None where it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(member, value)
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    slack = 0.0 if moment.tzinfo is not None else _ZONES
    begin = (moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)).timestamp()
    length = _DAY if len(value) <= len("2024-01-01") else 1.0
    return begin - slack, begin + length + slack


def _counted(member: Field, value: float) -> tuple[float, float] | None:
    if member.shape.kind not in ("integer", "number") or abs(value) > _LARGEST:
        return None
    if member.unit in _MILLISECONDS or (not member.unit and abs(value) > _TOO_MANY_SECONDS):
        return value / 1000, value / 1000 + 1
    return (value, value + 1) if not member.unit or member.unit in _SECONDS else None
