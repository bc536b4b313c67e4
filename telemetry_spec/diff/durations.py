"""Durations in texts, as far as two of them can be compared: `24h`, `90 days`, `13 months, then deleted`."""

from __future__ import annotations

import re
from typing import Final

_DURATION: Final = re.compile(r"\b([0-9]{1,9}) ?(ms|[smhdw]|second|minute|hour|day|week|month|year)(?:s\b|\b)")
#: Seconds.
_UNITS: Final = {
    "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400,
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 2629746, "year": 31556952,
}  # fmt: skip


def longer(old: str, new: str) -> bool | None:
    """Say whether a text names a longer duration than before, or None where they differ in more than a duration."""
    was, now = _DURATION.findall(old), _DURATION.findall(new)
    if len(was) != 1 or len(now) != 1 or _DURATION.sub("", old) != _DURATION.sub("", new):
        return None
    before, after = (int(number) * _UNITS[unit] for number, unit in (*was, *now))
    return after > before if after != before else None
