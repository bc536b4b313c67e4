"""Whole numbers."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import SAFE_RANGE, FieldType

TYPE = FieldType(
    description="A whole number, between -(2^53 - 1) and 2^53 - 1 unless bounded further. `1.0` is a whole number too.",
    kind="integer",
    takes=("minimum", "maximum"),
    implied=SAFE_RANGE,
    examples=(3, 12, 0),
    near_misses=(1.5, "1", True),
)
