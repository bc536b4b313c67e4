"""JSON texts line by line: a list, of which each item is a line.

An item has no line end within (JSON has them escaped in texts), and a line is one JSON text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.wire import jsontext
from telemetry_spec.wire.encodings.base import Step, UndecodableError, bounded

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys


def _encode(data: bytes, _: Keys) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    try:
        lines = jsontext.items(text)
    except ValueError:
        lines = [text]  # not a list: one line, and if it is wrong, as wrong as it was
    joined = "".join(line.replace("\r", " ").replace("\n", " ") + "\n" for line in lines)
    return joined.encode("utf-8", "surrogateescape")


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    try:
        lines = bounded(data, limit).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UndecodableError("not-utf8", f"The text is not UTF-8: byte {error.start + 1} cannot be read.") from None
    texts = []
    for number, line in enumerate(lines, 1):
        text = line.strip(" \t\r")
        if not text:
            continue
        if not jsontext.is_one(text):
            raise UndecodableError("not-ndjson", f"Line {number} is not one JSON text.")
        texts.append(text)
    return f"[{','.join(texts)}]".encode()


STEP = Step(
    encode=_encode,
    decode=_decode,
    content_type="application/x-ndjson",
    accepts=("application/ndjson", "application/jsonl", "application/json-lines", "application/x-jsonlines"),
)
