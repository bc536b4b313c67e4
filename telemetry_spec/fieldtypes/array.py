"""Lists."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="A list whose items are described under `items`. `T[]` is short for a list of `T`.",
    kind="array",
    takes=("min_items", "max_items"),
    needs=("items",),
)
