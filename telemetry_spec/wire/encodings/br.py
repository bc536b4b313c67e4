"""Compressed with Brotli (RFC 7932)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.wire.encodings.base import Step, UndecodableError, bounded
from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys


def _library() -> Any:  # noqa: ANN401  the library has no types
    try:
        import brotli  # type: ignore[import-untyped]  # it has no types
    except ImportError as error:
        raise MissingExtraError("brotli") from error
    return brotli


def _encode(data: bytes, _: Keys) -> bytes:
    compressed: bytes = _library().compress(data)
    return compressed


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    brotli = _library()
    stream = brotli.Decompressor()
    found = b""
    try:
        part = stream.process(data, output_buffer_limit=limit + 1)
        while part:
            found = bounded(found + part, limit)
            part = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=limit + 1)
    except brotli.error:
        raise UndecodableError("not-br", "The body is not a Brotli stream.") from None
    if not stream.is_finished():
        raise UndecodableError("not-br", "The Brotli stream is cut off.")
    return found


STEP = Step(encode=_encode, decode=_decode, content_encoding="br", accepts=("application/octet-stream",))
