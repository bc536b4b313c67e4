"""MD5 hashes."""

from __future__ import annotations

import hashlib

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A MD5 hash (RFC 1321) as 32 lower-case hexadecimal digits.",
    pattern="[0-9a-f]{32}",
    examples=(hashlib.new("md5", b"example", usedforsecurity=False).hexdigest(),),
    near_misses=("0" * 31, "G" * 32, "A" * 32),
)
