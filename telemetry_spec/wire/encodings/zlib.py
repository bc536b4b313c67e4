"""Compressed with zlib (RFC 1950), which HTTP calls `deflate` (RFC 9110, section 8.4.1.2)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from telemetry_spec.wire.encodings._inflate import inflate
from telemetry_spec.wire.encodings.base import Step

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys


def _encode(data: bytes, _: Keys) -> bytes:
    return zlib.compress(data)


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    return inflate(data, limit, window=zlib.MAX_WBITS, name="zlib")


STEP = Step(
    encode=_encode,
    decode=_decode,
    content_encoding="deflate",
    accepts=("application/zlib", "application/octet-stream"),
)
