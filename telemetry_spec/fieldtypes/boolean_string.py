"""True or false, sent as text."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description='True or false sent as text: `"true"`, `"false"`.',
    kind="string",
    implied={"enum": ("true", "false")},
    examples=("true", "false"),
    near_misses=("True", "yes", "1", ""),
)
