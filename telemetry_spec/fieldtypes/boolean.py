"""True or false."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(description="`true` or `false`.", kind="boolean", examples=(True, False), near_misses=("true", 1, 0))
