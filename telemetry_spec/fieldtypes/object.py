"""Objects."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="An object with the fields under `fields`. An undeclared field is a violation unless `open` gives a "
    "reason.",
    kind="object",
)
