"""One value of a list."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="One of the values listed under `enum`: all texts, or all whole numbers.",
    kind="string",
    takes=("enum",),
    needs=("enum",),
)
