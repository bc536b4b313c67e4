"""SHA-512 hashes."""

from __future__ import annotations

import hashlib

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A SHA-512 hash (RFC 6234) as 128 lower-case hexadecimal digits.",
    pattern="[0-9a-f]{128}",
    examples=(hashlib.new("sha512", b"example", usedforsecurity=False).hexdigest(),),
    near_misses=("0" * 127, "G" * 128, "A" * 128),
)
