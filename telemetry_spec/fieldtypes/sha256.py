"""SHA-256 hashes."""

from __future__ import annotations

import hashlib

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A SHA-256 hash (RFC 6234) as 64 lower-case hexadecimal digits.",
    pattern="[0-9a-f]{64}",
    examples=(hashlib.new("sha256", b"example", usedforsecurity=False).hexdigest(),),
    near_misses=("0" * 63, "G" * 64, "A" * 64),
)
