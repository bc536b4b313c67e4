"""SHA-384 hashes."""

from __future__ import annotations

import hashlib

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A SHA-384 hash (RFC 6234) as 96 lower-case hexadecimal digits.",
    pattern="[0-9a-f]{96}",
    examples=(hashlib.new("sha384", b"example", usedforsecurity=False).hexdigest(),),
    near_misses=("0" * 95, "G" * 96, "A" * 96),
)
