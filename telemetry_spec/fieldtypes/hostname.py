"""Names of hosts."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "The name of a host (RFC 1123, section 2.1): `build-7.example.com`.",
    pattern=r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*",
    max_length=253,
    examples=("build-7.example.com", "localhost"),
    near_misses=("", "a..b", "host name"),
)
