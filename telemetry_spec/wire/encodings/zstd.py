"""Compressed with Zstandard (RFC 8878)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from telemetry_spec.wire.encodings.base import Step, UndecodableError, bounded
from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys

#: Bytes of memory that a stream may ask for (RFC 8878, section 3.1.1.1.2, names this as what every decoder takes).
_WINDOW: Final = 8 << 20


def _library() -> Any:  # noqa: ANN401  loaded where it is used
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("zstandard") from error
    return zstandard


def _encode(data: bytes, _: Keys) -> bytes:
    compressed: bytes = _library().ZstdCompressor().compress(data)
    return compressed


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    zstandard = _library()
    # A frame that says how long it is asks for as much memory (RFC 8878, section 3.1.1.1.1.2).
    reading = zstandard.ZstdDecompressor(max_window_size=max(_WINDOW, limit))
    try:
        # The reader keeps to a limit, but takes a stream that is cut off for one that has ended. What it has found to
        # be short enough is therefore read once more, by what tells the two apart.
        with reading.stream_reader(io.BytesIO(data), read_across_frames=True) as stream:
            found: bytes = bounded(stream.read(limit + 1), limit)
        while True:
            frame = reading.decompressobj()
            frame.decompress(data)
            if not frame.eof:
                raise UndecodableError("not-zstd", "The Zstandard stream is cut off.")
            data = frame.unused_data
            if not data:
                return found
    except zstandard.ZstdError:
        raise UndecodableError("not-zstd", "The body is not a Zstandard stream.") from None


STEP = Step(
    encode=_encode,
    decode=_decode,
    content_encoding="zstd",
    accepts=("application/zstd", "application/octet-stream"),
)
