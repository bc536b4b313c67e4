"""Sentences of the public page: the words of the catalogue, filled in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from telemetry_spec.emit.docs.markdown import cell, code, safe, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from telemetry_spec.model.shape import Json

_LONGEST_VALUE = 200
#: Longer texts are not taken for JSON by mistake.
_LONGEST_JSON = 40
_DURATION = re.compile(r"([0-9]+)(ms|[smhdw])")


@dataclass(frozen=True, slots=True)
class Say:
    """Fills in the words of a catalogue. What is filled in is escaped, unless it is Markdown already."""

    words: Mapping[str, str]

    def __call__(self, key: str, /, **pieces: object) -> Markup:
        """Return the words of that key. A piece that ends in a full stop does not bring a second one."""
        words = self.words[key]
        return safe(words).format(**{name: _piece(words, name, piece) for name, piece in pieces.items()})

    def has(self, key: str) -> bool:
        """Say whether the catalogue has words for a key."""
        return key in self.words

    def plain(self, key: str, /, **pieces: str) -> str:
        """Return the words of that key as text, to be escaped where it is shown."""
        return self.words[key].format(**pieces)

    def count(self, key: str, number: int) -> Markup:
        """Return a number of things, in the singular or in the plural."""
        one, several = self.words[key].split("|")
        return safe((one if number == 1 else several).format(count=number))

    def duration(self, written: str) -> Markup:
        """Write `24h` as 24 hours, and `1h` as 1 hour."""
        found = _DURATION.fullmatch(written)
        return self.count(found[2], int(found[1])) if found else text(written)


def _piece(words: str, name: str, piece: object) -> Markup:
    if isinstance(piece, Markup):
        return piece
    written = str(piece)
    if f"{{{name}}}." in words:
        written = written.removesuffix(".")
    return text(written) if words.startswith(f"{{{name}}}") else cell(written)


def sentence(parts: Iterable[object]) -> Markup:
    """Join phrases to a sentence: with commas, a capital at the start and a full stop at the end."""
    joined = listed(parts)
    return joined if not joined else safe(joined[0].upper() + joined[1:] + ".")


def closed(value: str) -> Markup:
    """Write a text of the spec as a sentence of its own: with a full stop, if it has no end."""
    written = text(value.strip())
    return written if not written or value.strip()[-1] in ".!?:\u2026" else written + safe(".")


def listed(parts: Iterable[object], between: str = ", ") -> Markup:
    """Join texts; each is escaped, unless it is Markdown already."""
    return safe(between.join(text(part) for part in parts))


def shown(value: Json) -> Markup:
    """Write a value as code: a text as it is, unless it could be taken for something else, and any other as JSON."""
    if isinstance(value, str) and value and value == value.strip() and not _is_json(value):
        written = value
    else:
        written = json.dumps(value, ensure_ascii=False)
    return code(written if len(written) <= _LONGEST_VALUE else written[: _LONGEST_VALUE - 1] + "\u2026")


def _is_json(value: str) -> bool:
    try:
        json.loads(value[:_LONGEST_JSON])
    except ValueError:
        return False
    return True
