"""One of a few types."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="A value of one of the types under `any_of`, which differ in their JSON type.",
    kind="union",
    needs=("any_of",),
)
