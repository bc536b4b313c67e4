"""Versions of software."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A version of software, with or without a leading `v`: `1.0.0`, `v16.19.1`, `v1.0.0-alpha36`.",
    pattern=r"v?[0-9]+(\.[0-9]+)*([+-][0-9A-Za-z.+-]+)?",
    max_length=100,
    examples=("1.4.2", "v16.19.1", "1.0.0-alpha36"),
    near_misses=("latest", "1.4.", "^1.4.2"),
)
