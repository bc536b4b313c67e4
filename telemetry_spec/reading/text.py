"""Bytes to text: decoding, and characters that a YAML file may not hold."""

from __future__ import annotations

import bisect
import codecs
import itertools
import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.finding import Span
from telemetry_spec.reading.findings import MAX_PER_CODE, start_of

if TYPE_CHECKING:
    from telemetry_spec.reading.findings import Findings

#: Longer than the marks of UTF-16 that they start with, so they come first.
_OTHER_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

_MARK: Final = "\ufeff"
_REPLACEMENT: Final = "\ufffd"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")

# What YAML 1.2 rejects (section 5.1), and the three line ends of YAML 1.1 that later readers take for text: with them
# in a file, no two programs agree on line numbers.
_NOT_ALLOWED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")
# Lines for the parser itself. Its time grows with the square of their number, so it never gets to see them.
_DIRECTIVE: Final = re.compile(r"(?<![^\r\n])%[A-Za-z]+")

_NAMES: Final = {
    0x00: "NUL character",
    0x0B: "vertical tab",
    0x0C: "form feed",
    0x1B: "escape character",
    0x85: "next-line character",
    0x2028: "line separator",
    0x2029: "paragraph separator",
    0xFEFF: "byte order mark",
}


class Source:
    """A text and its name. Offsets into it count code points from 0; they become lines and columns when asked for."""

    __slots__ = ("_starts", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._starts: list[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the stretch from one offset to another."""
        return Span(self.file, *self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_at(self, offset: int) -> tuple[int, str]:
        """Return the offset at which a line starts, and its text without the line end."""
        start = offset - self._place(offset)[1] + 1
        end = _LINE_END.search(self.text, start)
        return start, self.text[start : end.start() if end else None]


def decode(data: bytes, file: str, findings: Findings) -> str | None:
    """Return the text of a file, or None when it is no text. Bytes that are not UTF-8 are replaced and reported."""
    for mark, name in _OTHER_ENCODINGS:
        if data.startswith(mark):
            findings.add("not-utf8", start_of(file), f"The file is encoded in {name}.", "Save it as UTF-8.")
            return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = len(data[: error.start].decode("utf-8"))
        text = data.decode("utf-8", "replace")
        findings.add(
            "not-utf8",
            Source(file, text).span(place, place + 1),
            f"The byte 0x{data[error.start]:02X} here is not UTF-8.",
            "Save the file as UTF-8.",
        )
    return None if b"\0" in data else text


def clean(text: str, file: str, findings: Findings) -> Source:
    """Return the text without what the parser could not get past, and report what that was. No offset changes."""
    source = Source(file, text.removeprefix(_MARK))
    if _NOT_ALLOWED.search(source.text):
        source = _without_characters(source, findings)
    if _DIRECTIVE.search(source.text):
        source = _without_directives(source, findings)
    return source


def _without_characters(source: Source, findings: Findings) -> Source:
    found = _NOT_ALLOWED.finditer(source.text)
    for match in itertools.islice(found, MAX_PER_CODE):
        code = ord(match[0][0])
        name = _NAMES.get(code, "control character" if code < 0xA0 else "character")  # noqa: PLR2004  the end of C1
        findings.add(
            "yaml-character",
            source.span(*match.span()),
            f"A {name} (U+{code:04X}) cannot stand in a YAML file.",
            f'Remove it, or write it as "\\u{code:04x}" in double quotes.',
        )
    findings.count_more("yaml-character", sum(1 for _ in found))
    return Source(source.file, _NOT_ALLOWED.sub(lambda match: _REPLACEMENT * len(match[0]), source.text))


def _without_directives(source: Source, findings: Findings) -> Source:
    found = _DIRECTIVE.finditer(source.text)
    for match in itertools.islice(found, MAX_PER_CODE):
        message = f"A `{match[0]}` line cannot be used."
        findings.add(
            "yaml-directive", source.span(*match.span()), message, "Remove it: every file is read as YAML 1.2."
        )
    findings.count_more("yaml-directive", sum(1 for _ in found))
    return Source(source.file, _DIRECTIVE.sub(lambda match: "#" + match[0][1:], source.text))
