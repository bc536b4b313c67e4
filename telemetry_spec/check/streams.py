"""Payload files as batches: JSON, arrays of JSON, NDJSON, compressed or not, folders and standard input.

Nothing is read whole but what is one value: memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from telemetry_spec.model.failure import reason_of
from telemetry_spec.reading.folders import files_below, is_file, is_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: How much is read at once, and how long a single value may be.
CHUNK = 1 << 20
MAX_VALUE = 64 << 20
#: How long a block of lines is, unless one line is longer. What is made of it should stay in the processor's cache.
BLOCK = 1 << 17

_LINES = (".ndjson", ".jsonl")
_PAYLOADS = (".json", *_LINES)
_COMPRESSED = (".gz", ".zst")
#: What compressed data begins with (RFC 1952, section 2.3.1; RFC 8878, section 3.1.1): names may not say it.
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_SPACE = re.compile(r"[ \t\r\n]*")

#: Where a value ends is all that is asked; what its numbers are may be beyond Python's limits.
_SCAN = json.JSONDecoder(parse_int=len, parse_float=len)


class UnreadableError(Exception):
    """A payload file cannot be read; the text says why, `code` is the finding's and `help` what to do."""

    def __init__(self, code: str, message: str, help: str, line: int = 1) -> None:  # noqa: A002  the finding's own word
        super().__init__(message)
        self.code, self.help, self.line = code, help, line


@dataclass(frozen=True, slots=True)
class Batch:
    """Some bytes of a file from `line` on: a block of lines with a value each, or with `whole` one value.

    For items of a list, `lines` is where each of them began in the file, and `first` how many came before them.
    """

    file: str
    line: int
    raw: bytes
    whole: bool
    lines: Sequence[int] = ()
    first: int = 0

    def place_of(self, index: int) -> tuple[int, str]:
        """Return where a line of the block, counted from 0, was in the file: its line, and its JSON pointer there."""
        return (self.lines[index], f"/{self.first + index}") if self.lines else (self.line + index, "")


def files_of(path: str) -> list[str]:
    """Return the payload files that a path stands for: itself, or those in a folder, sorted. `-` is standard input.

    A folder that cannot be listed is among them, so that it is told when it is opened.
    """
    if path == "-" or not is_folder(path):
        return [path]
    return [str(file) for file in files_below(path) if not is_file(file) or _ending(file.name) in _PAYLOADS]


def batches(file: str, *, list_is_value: bool) -> Iterator[Batch]:
    """Yield a file piece by piece.

    Args:
        file: A path, or `-` for standard input.
        list_is_value: Whether a list of objects is one payload (a bare list of events) rather than several.

    Raises:
        UnreadableError: The file cannot be read, or holds a value longer than MAX_VALUE.
    """
    try:
        with _opened(file) as stream:
            head = _head(stream, whole_line=list_is_value)
            if _is_lines(file, head):
                yield from _lines(file, stream, head)
            elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
                yield from _array(file, stream, head, list_is_value=list_is_value)
            else:
                yield from _single(file, stream, head)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        message = "The file cannot be read: its compressed data is damaged, cut off, or no compressed data at all."
        raise UnreadableError("unreadable-file", message, "Make the file anew.") from error
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableError("unreadable-file", f"The file cannot be read: {reason}.", "Check the path.") from error


def _ending(name: str) -> str:
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix


def _head(stream: IO[bytes], *, whole_line: bool) -> bytes:
    """Read the beginning, with the first line whole unless it is a list that can be read item by item."""
    head = _full(stream, CHUNK)
    long = len(head) == CHUNK and (whole_line or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["))
    parts = [head]
    while long and len(parts) <= MAX_VALUE // CHUNK and b"\n" not in parts[-1] and (part := _full(stream, CHUNK)):
        parts.append(part)
    return b"".join(parts)


def _full(stream: IO[bytes], size: int) -> bytes:
    """Read so many bytes, or to the end: a pipe hands out less at a time."""
    parts = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


@contextmanager
def _raw(file: str) -> Iterator[io.BufferedReader[Any]]:
    if file != "-":
        with Path(file).open("rb") as raw:
            yield raw
        return
    buffered = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
    try:
        yield buffered
    finally:
        buffered.detach()  # standard input is not ours to close


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    with _raw(file) as raw:
        start = raw.peek(4)[:4]
        if file.endswith(".gz") or start.startswith(_GZIP):
            with gzip.open(raw) as stream:
                yield stream  # type: ignore[misc]
        elif file.endswith(".zst") or start == _ZSTANDARD:
            with _zstandard(raw) as stream:
                yield stream
        else:
            yield raw


@contextmanager
def _zstandard(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    try:
        import zstandard
    except ImportError as error:
        message = "Reading .zst files needs the package zstandard."
        raise UnreadableError("unreadable-file", message, "Install `telemetry-spec[fast]`.") from error
    with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as stream:
        try:
            yield stream
        except zstandard.ZstdError as error:
            raise EOFError from error


def _is_lines(file: str, head: bytes) -> bool:
    """Say whether each line is a value: by the file's name, or because the first line is one and not the last."""
    if _ending(file) in _LINES:
        return True
    first, end, rest = head.lstrip().partition(b"\n")
    if not end or not rest.strip():
        return False
    try:
        _SCAN.decode(first.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return False
    return True


def _lines(file: str, stream: IO[bytes], head: bytes) -> Iterator[Batch]:
    line, start, read = 1, 0, head.removeprefix(b"\xef\xbb\xbf")
    while start < len(read):
        end = read.rfind(b"\n", start, start + BLOCK) + 1 or read.find(b"\n", start + BLOCK) + 1
        if not end:
            start, read = 0, read[start:]
            if len(read) > MAX_VALUE:
                raise _too_long(line)
            more = _full(stream, max(CHUNK, len(read)))
            if more:
                read += more
                continue
            end = len(read)
        yield Batch(file, line, read[start:end], whole=False)
        line += read.count(b"\n", start, end)
        start = end
        if start == len(read):
            start, read = 0, _full(stream, CHUNK)


def _single(file: str, stream: IO[bytes], head: bytes) -> Iterator[Batch]:
    raw = head + _full(stream, MAX_VALUE + 1 - len(head)) if len(head) >= CHUNK else head
    if len(raw) > MAX_VALUE:
        raise _too_long(1)
    if raw.strip():
        yield Batch(file, 1, raw, whole=True)


def _too_long(line: int) -> UnreadableError:
    megabytes = MAX_VALUE >> 20
    return UnreadableError(
        "payload-too-large",
        f"One value is longer than {megabytes} MB.",
        "Write one payload on each line (NDJSON), or one list of payloads.",
        line,
    )


def _array(file: str, stream: IO[bytes], head: bytes, *, list_is_value: bool) -> Iterator[Batch]:
    """Yield the items of a list one by one, or the list itself where it is one payload."""
    inner = head.lstrip(b"\xef\xbb\xbf \t\r\n")[1:].lstrip()
    if list_is_value and not inner.startswith(b"["):
        yield from _single(file, stream, head)
        return
    yield from _Items(file, stream, head).batches()


class _Items:
    """Cuts a list into its items without reading it whole.

    `text` is what has been read and not passed yet, `at` the place within it. Bytes that are not UTF-8 pass through as
    surrogates, so that each item is handed on as it was. `rest` is what was found to be no list.
    """

    def __init__(self, file: str, stream: IO[bytes], head: bytes) -> None:
        self.file = file
        self.stream = stream
        self.line = 1
        self.at = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.text = self.decoder.decode(head.removeprefix(b"\xef\xbb\xbf"))
        self.scan = _SCAN.raw_decode
        self.rest: Batch | None = None

    def batches(self) -> Iterator[Batch]:
        """Yield blocks of items, and whatever is no list as one last batch for the parser to say what is wrong."""
        items: list[bytes] = []
        lines: list[int] = []
        first = length = 0
        for line, item in self._items():
            items.append(item)
            lines.append(line)
            length += len(item)
            if length >= BLOCK:
                yield Batch(self.file, lines[0], b"\n".join(items), whole=False, lines=lines, first=first)
                first += len(items)
                items, lines, length = [], [], 0
        if items:
            yield Batch(self.file, lines[0], b"\n".join(items), whole=False, lines=lines, first=first)
        if self.rest is not None:
            yield self.rest

    def _items(self) -> Iterator[tuple[int, bytes]]:
        """Yield each item on one line, and the line that it began on."""
        self._skip_space()
        self._pass(1)
        while self._skip_space() != "]":
            end = self._item_end()
            if end is None:
                self.rest = self._rest()
                return
            item = self.text[self.at : end].encode("utf-8", "surrogateescape")
            # The scan refuses line ends within texts, so that these are white space.
            yield self.line, item.replace(b"\n", b" ")
            self._pass(end - self.at)
            following = self._skip_space()
            if following == ",":
                self._pass(1)
            elif following != "]":
                self.rest = self._rest()
                return
        self._pass(1)
        if self._skip_space():
            self.rest = self._rest()

    def _item_end(self) -> int | None:
        """Return where the item at this place ends, reading on as needed; None when it has no end."""
        while True:
            try:
                end = self.scan(self.text, self.at)[1]
            except (ValueError, RecursionError):
                if len(self.text) - self.at > MAX_VALUE:
                    raise _too_long(self.line) from None
                if not self._more(len(self.text) - self.at):
                    return None
            else:
                if end < len(self.text) or not self._more(CHUNK):
                    return end

    def _skip_space(self) -> str:
        """Pass white space and return the character after it, "" at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            assert match is not None  # noqa: S101  it matches the empty text too
            self._pass(match.end() - self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more(CHUNK):
                return ""

    def _more(self, size: int) -> bool:
        part = _full(self.stream, max(size, CHUNK))
        self.text = self.text[self.at :] + self.decoder.decode(part, final=not part)
        self.at = 0
        return bool(part)

    def _pass(self, length: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + length)
        self.at += length

    def _rest(self) -> Batch:
        rest = self.text[self.at : self.at + CHUNK].encode("utf-8", "surrogateescape")
        return Batch(self.file, self.line, rest or b"[", whole=True)
