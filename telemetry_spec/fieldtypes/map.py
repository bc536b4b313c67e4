"""Maps with keys that are not known beforehand."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import FieldType

TYPE = FieldType(
    description="An object whose keys are not known beforehand: `keys` describes them, `values` what lies under them.",
    kind="map",
    takes=("min_entries", "max_entries"),
    needs=("values",),
)
