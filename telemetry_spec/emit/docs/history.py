"""The history in a reader's words: what a release changed, a line for each thing that can be said in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: A first clause that is longer is no name.
_LONGEST_NAME: Final = 60
#: Names, and events, that are listed one by one.
_MOST_NAMES: Final = 20
_MOST_PLACES: Final = 3
_CLAUSE_ENDS: Final = re.compile(r"[.;:!?]+(?:\s|$)|,\s|\s\(|\s[\u2013\u2014-]\s")
#: First words that are written with a capital only because a sentence begins.
_SMALL: Final = frozenset(
    [
        "a",
        "all",
        "an",
        "any",
        "each",
        "every",
        "how",
        "if",
        "in",
        "is",
        "its",
        "number",
        "of",
        "that",
        "the",
        "these",
        "this",
        "those",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "who",
        "why",
        "anzahl",
        "das",
        "der",
        "die",
        "ein",
        "eine",
        "name",
        "ob",
        "welche",
        "welcher",
        "welches",
        "wie",
    ]
)
_NAMED_BY_DESCRIPTION: Final = (
    "field-",
    "type-",
    "limit-",
    "open-",
    "presence-",
    "unit-",
    "transform-",
    "sensitivity-",
)


@dataclass(frozen=True, slots=True)
class Name:
    """What a part is called: words, or with `code` true a name of the spec or of the wire."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history: an entry of the catalogue, and what is filled in.

    `key` is the entry. `what` fills `{what}`; `pieces` fills the rest, each with a name; `names` are pairs for
    `{names}`: what it was and what it is. `places` are the titles of source and event, or of the source alone.
    `widens` is that of the changes.
    """

    key: str
    what: tuple[Name, ...]
    pieces: tuple[tuple[str, Name], ...] = ()
    names: tuple[tuple[Name, Name], ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    widens: bool | None = None
