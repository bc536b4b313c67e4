"""Decompression with zlib, within a limit."""

from __future__ import annotations

import zlib

from telemetry_spec.wire.encodings.base import UndecodableError, too_large


def inflate(data: bytes, limit: int, *, window: int, name: str) -> bytes:
    """Return what one stream or several were made of. `window` is zlib's `wbits`. Raises UndecodableError."""
    found: list[bytes] = []
    left = limit
    while True:
        stream = zlib.decompressobj(window)
        try:
            part = stream.decompress(data, left + 1)
        except zlib.error:
            raise UndecodableError(f"not-{name}", f"The body is not a {name} stream.") from None
        left -= len(part)
        if left < 0:
            raise too_large(limit)
        if not stream.eof:
            raise UndecodableError(f"not-{name}", f"The {name} stream is cut off.")
        found.append(part)
        data = stream.unused_data
        if not data:
            return b"".join(found)
        if name != "gzip":  # only gzip has members one after the other (RFC 1952, section 2.2)
            raise UndecodableError(f"not-{name}", f"Something follows the {name} stream.")
