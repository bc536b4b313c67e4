"""Universally unique identifiers."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A UUID as text (RFC 9562, section 4): `5db51f99-c6fb-4340-9c19-78adce58cc1b`.",
    pattern="[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
    examples=("5db51f99-c6fb-4340-9c19-78adce58cc1b", "dddff371-dab2-450f-9969-235bca66dab1"),
    near_misses=("{5db51f99-c6fb-4340-9c19-78adce58cc1b}", "5db51f99c6fb43409c1978adce58cc1b"),
)
