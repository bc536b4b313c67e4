"""Compressed with gzip (RFC 1952)."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

from telemetry_spec.wire.encodings._inflate import inflate
from telemetry_spec.wire.encodings.base import Step

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys

_WINDOW: Final = 31  # 16 says gzip, 15 the largest window


def _encode(data: bytes, _: Keys) -> bytes:
    return gzip.compress(data, mtime=0)  # the same bytes each time


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    return inflate(data, limit, window=_WINDOW, name="gzip")


STEP = Step(
    encode=_encode,
    decode=_decode,
    content_encoding="gzip",
    accepts=("application/gzip", "application/x-gzip", "application/octet-stream"),
)
