"""Moments in time."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type
from telemetry_spec.fieldtypes.date import DATE

TYPE = text_type(
    "A moment with its time zone (RFC 3339, section 5.6): `2019-01-21T19:43:33.63838+00:00`.",
    pattern=DATE
    + "T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])",
    examples=("2019-01-21T19:43:33.63838+00:00", "2024-05-01T08:00:00Z"),
    near_misses=("2024-05-01T08:00:00", "2024-05-01 08:00:00Z", "2024-13-01T08:00:00Z"),
)
