"""SHA-1 hashes."""

from __future__ import annotations

import hashlib

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A SHA-1 hash (RFC 3174) as 40 lower-case hexadecimal digits.",
    pattern="[0-9a-f]{40}",
    examples=(hashlib.new("sha1", b"example", usedforsecurity=False).hexdigest(),),
    near_misses=("0" * 39, "G" * 40, "A" * 40),
)
