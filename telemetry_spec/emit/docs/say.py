"""Sentences of the public page: the words of the catalogue, filled in, in the docs format of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from telemetry_spec.emit.docs import numbers
from telemetry_spec.emit.docs.formats.base import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from telemetry_spec.emit.docs.formats.base import Format
    from telemetry_spec.model.shape import Json

_LONGEST_VALUE = 200
_MARKUP: Final = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`{}]+)`|\{(?P<piece>\w+)\}(?P<stop>\.?)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A place that is filled in: whether it begins the text, and whether a full stop follows."""

    name: str
    first: bool
    stops: bool


@dataclass(frozen=True, slots=True)
class _Strong:
    parts: tuple[Markup | _Piece | _Strong, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Fills in the words of a catalogue. What is filled in is escaped, unless it is finished already."""

    words: Mapping[str, str]
    format: Format
    _read: dict[str, tuple[Markup | _Piece | _Strong, ...]] = field(default_factory=dict, repr=False)

    def __call__(self, key: str, /, **pieces: object) -> Markup:
        """Return the words of that key. A piece that ends in a full stop does not bring a second one."""
        if key not in self._read:
            self._read[key] = tuple(self._parts(self.words[key]))
        return self._filled(self._read[key], pieces)

    def has(self, key: str) -> bool:
        """Say whether the catalogue has words for a key."""
        return key in self.words

    def plain(self, key: str, /, **pieces: str) -> str:
        """Return the words of that key as text, to be escaped where it is shown."""
        return self.words[key].format(**pieces)

    def count(self, key: str, number: int) -> Markup:
        """Return a number of things, in the singular or in the plural."""
        return self.format.cell(numbers.form(self.words[key], number).format(count=numbers.number(self.words, number)))

    def duration(self, written: str) -> Markup:
        """Write `24h` as 24 hours, and `1h` as 1 hour."""
        found = numbers.duration(written)
        return self.count(*found) if found else self.text(written)

    def fixed(self) -> SimpleNamespace:
        """Return the words that nothing is filled into, for templates."""
        return SimpleNamespace(**{key: self(key) for key, text in self.words.items() if "{" not in text})

    # ------------------------------------------------------------ texts of the spec

    def text(self, value: object) -> Markup:
        """Write a text on one line."""
        return self.format.text(value)

    def code(self, value: object) -> Markup:
        """Write a text as code."""
        return self.format.code(value)

    def closed(self, value: str) -> Markup:
        """Write a text of the spec as a sentence of its own: with a full stop, if it has no end."""
        written = self.text(value.strip())
        return written if not written or value.strip()[-1] in ".!?:\u2026" else written + safe(".")

    def listed(self, parts: Iterable[object], between: str = ", ") -> Markup:
        """Join texts; each is escaped, unless it is finished already."""
        return safe(between.join(self.text(part) for part in parts))

    def sentence(self, parts: Iterable[object]) -> Markup:
        """Join phrases to a sentence: with commas, a capital at the start and a full stop at the end."""
        joined = self.listed(parts)
        return joined and capital(joined) + safe(".")

    def shown(self, value: Json) -> Markup:
        """Write a value as code."""
        return self.code(numbers.value(value, _LONGEST_VALUE))

    # ------------------------------------------------------------ reading the catalogue

    def _parts(self, words: str, *, first: bool = True) -> Iterable[Markup | _Piece | _Strong]:
        at = 0
        for found in _MARKUP.finditer(words):
            yield self._literal(words[at : found.start()], first=first and at == 0)
            begins = first and found.start() == 0
            if found["strong"]:
                yield _Strong(tuple(self._parts(found["strong"], first=begins)))
            elif found["code"]:
                yield self.code(found["code"])
            else:
                yield _Piece(found["piece"], begins, bool(found["stop"]))
            at = found.end("piece") + 1 if found["piece"] else found.end()
        yield self._literal(words[at:], first=first and at == 0)

    def _literal(self, words: str, *, first: bool) -> Markup:
        """Write fixed words as they are, with the space around them."""
        body = words.strip()
        if not body:
            return safe(words)
        at = words.index(body[0])
        written = self.format.text(body) if first and at == 0 else self.format.cell(body)
        return safe(words[:at]) + written + safe(words[at + len(body) :])

    def _filled(self, parts: Iterable[Markup | _Piece | _Strong], pieces: Mapping[str, object]) -> Markup:
        found = []
        for part in parts:
            if isinstance(part, _Piece):
                found.append(self._piece(part, pieces[part.name]))
            elif isinstance(part, _Strong):
                found.append(self.format.strong(self._filled(part.parts, pieces)))
            else:
                found.append(part)
        return safe("".join(found))

    def _piece(self, place: _Piece, piece: object) -> Markup:
        if isinstance(piece, Markup):
            return piece
        written = str(piece)
        if place.stops:
            written = written.removesuffix(".")
        return self.format.text(written) if place.first else self.format.cell(written)


def capital(written: Markup) -> Markup:
    """Return a finished text with a capital at the start."""
    return safe(written[:1].upper() + written[1:])
