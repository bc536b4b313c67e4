"""Numbers sent as text."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    'A number sent as text: `"4.2"`, `"1e-05"`.',
    pattern=r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?",
    max_length=40,
    examples=("4.2", "1e-05", "42"),
    near_misses=("", ".5", "4,2", "NaN"),
)
