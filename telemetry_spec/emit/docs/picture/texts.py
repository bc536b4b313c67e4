"""Texts in a picture: made harmless, measured without a font, broken into lines, and cut where there are too many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit.docs import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ELLIPSIS: Final = "\u2026"
#: Longer texts would be cut anyway, long before their end.
_LONGEST: Final = 400

#: What XML 1.0 (section 2.2) has no place for.
_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: They turn around what follows, and one that closes an isolate would let the rest out of it (UAX 9).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u061c\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: After these a long word may go on in the next line.
_BREAKS_AFTER: Final = frozenset("/._-=:,;@?&+")


def clean(text: str, longest: int = _LONGEST) -> str:
    """Return a text of a spec in one line, of at most so many characters, and without what cannot be shown."""
    text = _TURNING.sub("", _NOT_XML.sub("\ufffd", " ".join(text[: 2 * longest].split())))
    return text if len(text) <= longest else text[: longest - 1] + ELLIPSIS


def isolated(text: str) -> str:
    """Return a text that leaves the direction of its surroundings alone."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a picture. What is filled in is cleaned, and isolated where it runs from right to left."""

    catalogue: Mapping[str, str]
    longest: int = _LONGEST
    """How many characters of a piece are written."""

    def __call__(self, key: str, /, **pieces: str) -> str:
        """Return the words of `picture_` and that key. A piece before a full stop does not bring a second one."""
        return self.shared(f"picture_{key}", **pieces)

    def shared(self, key: str, /, **pieces: str) -> str:
        """Return words that the text of the page has too."""
        words = self.catalogue[key]
        return words.format(**{name: _piece(words, name, clean(piece, self.longest)) for name, piece in pieces.items()})

    def count(self, key: str, number: int) -> str:
        """Return a number of things, in the singular or in the plural."""
        return self._count(f"picture_{key}", number)

    def duration(self, written: str) -> str:
        """Write `24h` as 24 hours."""
        found = numbers.duration(written)
        return self._count(*found) if found else written

    def _count(self, key: str, number: int) -> str:
        return numbers.form(self.catalogue[key], number).format(count=numbers.number(self.catalogue, number))

    def listed(self, names: Iterable[str], most: int) -> str:
        """Join names with commas; those beyond a number are counted."""
        known = [clean(name) for name in names]
        shown = ", ".join(isolated(name) for name in known[:most])
        return shown if len(known) <= most else f"{shown} {self.count('more', len(known) - most)}"


def _piece(words: str, name: str, piece: str) -> str:
    return isolated(piece.removesuffix(".") if f"{{{name}}}." in words else piece)


@dataclass(frozen=True, slots=True)
class Font:
    """How a line is set. `size` is in units of the picture."""

    size: int
    bold: bool = False
    mono: bool = False

    @property
    def leading(self) -> int:
        """Return the height of a line."""
        return round(self.size * 1.4)

    def width(self, text: str) -> float:
        """Return about how wide a text is at most, in the fonts that pages are set in."""
        ems = sum(_mono(ord(char)) if self.mono else _sans(char) for char in text)
        return ems * self.size * (1.14 if self.bold and not self.mono else 1)


#: Widths in em, a little above those of Arial, Segoe UI and Roboto.
_SANS: Final = {
    **dict.fromkeys("iljI|'.,:;!", 0.3),
    **dict.fromkeys(' ft()[]{}-"`/\\r', 0.38),
    **dict.fromkeys("mwMW@%", 0.94),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&\u2026+<>=", 0.72),
}
_OTHER_SANS: Final = 0.58
_COMBINING: Final = range(0x0300, 0x0370)
_FIRST_WIDE: Final = 0x1100
_INVISIBLE: Final = frozenset((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2068, 0x2069, 0xFE0F))
_PUNCTUATION: Final = range(0x2010, 0x2040)


def _sans(char: str) -> float:
    code = ord(char)
    if char in _SANS or code < _COMBINING.start:
        return _SANS.get(char, _OTHER_SANS if code < 0xC0 else 0.72)  # noqa: PLR2004  letters with accents
    return _beyond(code)


def _mono(code: int) -> float:
    return 0.61 if code < _COMBINING.start else _beyond(code)


def _beyond(code: int) -> float:
    if code in _COMBINING or code in _INVISIBLE:
        return 0
    if code in _PUNCTUATION:
        return 1 if code in (0x2014, 0x2026) else 0.61
    return 0.75 if code < _FIRST_WIDE else 1.1


def wrap(text: str, font: Font, width: float, most: int) -> tuple[str, ...]:
    """Break a text into at most so many lines of at most a width; an ellipsis stands for what has no place."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split(" "):
        longer = f"{line} {word}" if line else word
        if font.width(longer) <= width:
            line = longer
            continue
        *full, line = _pieces(word, font, width) if not line else (line, *_pieces(word, font, width))
        lines += full
        if len(lines) > most:
            break
    if line:
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], font, width)]
    return tuple(isolated(line) for line in lines)


def wrap_names(names: Sequence[str], font: Font, width: float, most: int) -> tuple[tuple[str, ...], int]:
    """Break a list of names into lines, as many names as there is room for, and return how many are left out."""
    known = [clean(name) for name in names]
    for shown in range(min(len(known), most * 8), 0, -1):
        room = most if shown == len(known) else most - 1
        lines = wrap(", ".join(known[:shown]), font, width, room + 1)
        if len(lines) <= room:
            return lines, len(known) - shown
    return (wrap(known[0], font, width, most - 1), len(known) - 1) if known else ((), 0)


def _cut(line: str, font: Font, width: float) -> str:
    while line and font.width(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip(" ,.;:") + ELLIPSIS


def _pieces(word: str, font: Font, width: float) -> tuple[str, ...]:
    """Break a word that is too long for a line, after a sign that parts it if there is one near the end."""
    pieces: list[str] = []
    while font.width(word) > width:
        end = 1
        while end < len(word) and font.width(word[: end + 1]) <= width:
            end += 1
        signs = [at for at in range(end, end // 3, -1) if word[at - 1] in _BREAKS_AFTER]
        end = signs[0] if signs else end
        pieces.append(word[:end])
        word = word[end:]
    return (*pieces, word) if word else tuple(pieces)
