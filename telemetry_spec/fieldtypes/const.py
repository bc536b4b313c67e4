"""One value only."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="Always the value under `const`: a text, a whole number or a boolean.",
    kind="string",
    takes=("const",),
    needs=("const",),
)
