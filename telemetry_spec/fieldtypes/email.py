"""E-mail addresses."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "An e-mail address: `ada@example.com`. Personal data.",
    pattern=r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
    max_length=254,
    examples=("ada@example.com", "grace.hopper@example.org"),
    near_misses=("ada", "ada@", "ada@example"),
)
