"""Days."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

TYPE = text_type(
    "A day (RFC 3339, section 5.6, `full-date`): `2024-05-01`. The length of the month is not checked.",
    pattern=DATE,
    examples=("2024-05-01", "2019-01-21"),
    near_misses=("2024-5-1", "01/05/2024", "2024-13-01"),
)
