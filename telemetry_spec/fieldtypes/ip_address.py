"""Addresses of machines."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "An IPv4 or IPv6 address: `192.0.2.7`, `2001:db8::7`. The form is checked, the range of each part is not.",
    pattern="[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+",
    max_length=45,
    examples=("192.0.2.7", "2001:db8::7"),
    near_misses=("localhost", "192", "192.0.2.7/24"),
)
