"""Phrases: words with names in them that a page marks up as code, put together from the entries of a catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from telemetry_spec.emit.docs.formats.base import safe
from telemetry_spec.emit.docs.numbers import form, number
from telemetry_spec.model.selector import SECTIONS, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say

_PIECE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Name:
    """What a part is called: words, or with `code` true a name of the spec or of the wire."""

    text: str
    code: bool = False


Phrase: TypeAlias = tuple[Name, ...]


def filled(template: str, **pieces: Phrase) -> Phrase:
    """Return the words of an entry with its pieces filled in."""
    found: list[Name] = []
    for place, part in enumerate(_PIECE.split(template)):
        # Words and names of pieces take turns.
        found += pieces[part] if place % 2 else [Name(part)]
    return tuple(run for run in found if run.text)


def counted(words: Mapping[str, str], key: str, count: int, what: Phrase = ()) -> Phrase:
    """Return an entry with a number in it, in the singular or in the plural."""
    return filled(form(words[key], count), count=(Name(number(words, count)),), what=what)


def listed(phrases: Sequence[Phrase], words: Mapping[str, str], most: int) -> Phrase:
    """Join phrases as in `a, b and c`. Of more than `most`, the rest is counted."""
    if len(phrases) > most:
        phrases = [*phrases[: most - 1], counted(words, "change_rest", len(phrases) - most + 1)]
    if len(phrases) < 2:  # noqa: PLR2004  nothing to join
        return tuple(run for phrase in phrases for run in phrase)
    first = tuple(run for place, phrase in enumerate(phrases[:-1]) for run in (*_comma(place), *phrase))
    return filled(words["change_and"], first=first, last=phrases[-1])


def _comma(place: int) -> Phrase:
    return (Name(", "),) if place else ()


def plain(phrase: Phrase) -> str:
    """Return a phrase as plain text."""
    return "".join(run.text for run in phrase)


def marked(phrase: Phrase, say: Say) -> Markup:
    """Return a phrase in the docs format of the page, names in code."""
    return safe("".join(_marked(phrase, say)))


def _marked(phrase: Phrase, say: Say) -> Iterator[Markup]:
    first = True
    for code, runs in groupby(phrase, key=lambda run: run.code):
        for text in [run.text for run in runs] if code else ["".join(run.text for run in runs)]:
            body = text.strip()
            # What begins a line could be taken for markup that is none elsewhere.
            write = say.code if code else say.format.text if first else say.format.cell
            before, _, after = text.partition(body)
            yield safe(" " * bool(before)) + (write(body) if body else safe("")) + safe(" " * bool(after))
            first = False


# ---------------------------------------------------------------- names of parts


def is_field(selector: str) -> bool:
    """Say whether a selector names a field: a source, an event and what is in it."""
    steps = split(selector) if selector else ()
    return len(steps) > 2 and steps[0] not in SECTIONS  # noqa: PLR2004  a source, an event and a field


def path_of(selector: str) -> Name:
    """Return where a field lies in its payload, or the id of anything else."""
    steps = split(selector)
    if not is_field(selector):
        return Name(steps[-1], code=True)
    listed_apart = steps[1] == "request" and steps[2] in ("headers", "query") and steps[3:]
    return Name(".".join(steps[3:] if listed_apart else steps[2:]), code=True)
