"""Whole numbers sent as text."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    'A whole number sent as text: `"42"`.',
    pattern="-?(0|[1-9][0-9]*)",
    max_length=30,
    examples=("2", "42", "0"),
    near_misses=("", "042", "4.2", "None"),
)
