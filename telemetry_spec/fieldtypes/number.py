"""Numbers."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="Any number that a double can hold (RFC 8259, section 6).",
    kind="number",
    takes=("minimum", "maximum"),
    examples=(1.5, 20.25, 3),
    near_misses=("1.5", True),
)
