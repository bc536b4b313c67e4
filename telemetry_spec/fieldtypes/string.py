"""Free text."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import TEXT_LIMITS, FieldType

TYPE = FieldType(
    description="Any text. State `max_length`, and `pattern` where the text has a form.",
    kind="string",
    takes=(*TEXT_LIMITS, "pattern"),
    examples=("example", "text"),
)
