"""The history in a reader's words: what a release changed, a line for each thing that can be said in one.

The key of a change is `change_KIND`, with the part or the direction (`more`, `less`, `other`, `none` where nothing is
said any more; `true` or `false` where it is the one or the other now) behind it where that makes a difference:
`change_field-added_received`, `change_limit-changed_more`. A key that ends in `_how` has a place for from what to what,
and counts where that can be said in a few words. The most exact key that there is counts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.emit.docs.changed import Look, every, how
from telemetry_spec.emit.docs.phrases import Name, Phrase, counted, filled, is_field, listed, path_of, plain
from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.model.change import WORDING
from telemetry_spec.model.selector import SECTIONS, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from telemetry_spec.model.change import Change, Release
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Spec

__all__ = ["Line", "Name", "lines", "phrases", "told"]

#: A first clause that is longer is no name.
_LONGEST_NAME: Final = 60
#: Names, and events, that are listed one by one.
_MOST_NAMES: Final = 20
_MOST_PLACES: Final = 3
#: Where a promise is only named, what it says is cut here.
_LONGEST_PROMISE: Final = 80
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
        "das",
        "der",
        "die",
        "ein",
        "eine",
        "ob",
        "welche",
        "welcher",
        "welches",
        "wie",
    ]
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history: an entry of the catalogue, and what is filled in.

    `key` is the entry. `what` fills `{what}`; `pieces` fills the rest, each with a phrase; `names` are pairs for
    `{names}`: what it was and what it is. `places` are the titles of source and event, or of the source alone.
    `widens` is that of the changes.
    """

    key: str
    what: tuple[Name, ...]
    pieces: tuple[tuple[str, Phrase], ...] = ()
    names: tuple[tuple[Name, Name], ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    widens: bool | None = None


def lines(release: Release, spec: Spec, words: Mapping[str, str], *, since: bool = True) -> tuple[str, ...]:
    """Return what a release changed as sentences of plain text.

    Such as: Since 3: also the number of devices (Core telemetry: Ping).

    Args:
        release: The release.
        spec: The current spec, for what ids stand for.
        words: The catalogue.
        since: Whether each sentence begins with the version. Without it, it begins with a capital.
    """
    return tuple(map(plain, phrases(release, spec, words, since=since)))


def phrases(release: Release, spec: Spec, words: Mapping[str, str], *, since: bool = False) -> tuple[Phrase, ...]:
    """Return the sentences of `lines` with the names in them told from the words."""
    return tuple(_sentence(line, release, words, since=since) for line in told(release, spec, words))


def told(release: Release, spec: Spec, words: Mapping[str, str]) -> tuple[Line, ...]:
    """Return what a release changed as lines to be filled in. Fields of one event that changed alike share a line."""
    look = Look(spec, words)
    together: dict[tuple[object, ...], list[Change]] = {}
    found: dict[tuple[object, ...], _Entry] = {}
    for change in release.changes:
        if change.kind != WORDING:
            entry = _entry(change, look)
            # A promise is a sentence of its own.
            own = change.selector if change.kind.startswith("promise-") else ""
            same = (words[entry.key], entry.pieces, _place(change, words[entry.key]), own)
            found.setdefault(same, entry)
            together.setdefault(same, []).append(change)
    return tuple(_merged((_line(changes, found[same], words) for same, changes in together.items()), words))


class _Entry(NamedTuple):
    """The entry of the catalogue for a change, and what is filled in besides names."""

    key: str
    pieces: tuple[tuple[str, Phrase], ...]


def _entry(change: Change, look: Look) -> _Entry:
    said = how(change, look)
    key = _key(change, look.words, told=bool(said))
    return _Entry(key, tuple(_pieces(change, look.words[key], said, look)))


def _key(change: Change, words: Mapping[str, str], *, told: bool) -> str:
    """Return the most exact entry for a change. `told` says whether it is known from what to what."""
    part = str(change.after) if change.kind == "consent-changed" else change.part.rsplit(".", 1)[-1]
    direction = {True: "more", False: "less", None: "other"}[change.widens]
    endings = [f"_{part}_{direction}", f"_{part}", f"_{direction}", ""]
    if told:
        endings = [*(f"{ending}_how" for ending in endings), *endings]
    if change.after is None or isinstance(change.after, bool):
        endings.insert(0, f"_{part}_{'none' if change.after is None else str(change.after).lower()}")
    return next((key for end in endings if (key := f"change_{change.kind}{end}") in words), f"change_{change.kind}")


def _line(changes: list[Change], entry: _Entry, words: Mapping[str, str]) -> Line:
    first = changes[0]
    template = words[entry.key]
    names: tuple[tuple[Name, Name], ...] = ()
    if "{names}" in template:
        names = tuple((Name(str(one.before), code=True), Name(str(one.after), code=True)) for one in changes)
    return Line(
        key=entry.key,
        what=tuple(_names(changes, words)) if "{what}" in template else (),
        pieces=entry.pieces,
        names=names,
        places=(place,) if (place := _place(first, template)) else (),
        widens=first.widens,
    )


def _place(change: Change, template: str) -> tuple[str, ...]:
    """Return the titles that say where: those of a part itself, if the entry does not name it."""
    if "{what}" in template or not change.title or not change.selector or split(change.selector)[0] in SECTIONS:
        return change.within
    return (*change.within, change.title) if change.kind == "consent-changed" else change.within


def _merged(lines_of: Iterable[Line], words: Mapping[str, str]) -> Iterator[Line]:
    """Make one line of those that say the same of several events."""
    found: dict[tuple[object, ...], Line] = {}
    for line in lines_of:
        same = (words[line.key], line.what, line.pieces, line.names)
        other = found.get(same)
        places = line.places if other is None else (*other.places, *line.places)
        found[same] = replace(other or line, places=tuple(dict.fromkeys(places)))
    yield from found.values()


# ---------------------------------------------------------------- names


def _names(changes: list[Change], words: Mapping[str, str]) -> Iterator[Name]:
    """Name the parts of changes, each once; those that would be called alike by their place in the payload."""
    called = {change.selector: _name(change) for change in changes}
    alike = Counter(name.text.casefold() for name in called.values())
    counts = {change.selector: change.values for change in changes}
    for selector, name in called.items():
        own = name if alike[name.text.casefold()] == 1 else path_of(selector)
        # A count goes with words only: a name in code stands alone.
        many = not own.code and counts[selector] > 1
        yield Name(plain(counted(words, "change_values", counts[selector], (own,)))) if many else own


def _name(change: Change) -> Name:
    title = change.title.strip()
    if change.kind.startswith("promise-"):
        return Name(_promise(title.rstrip("."), whole=change.kind != "promise-changed"))
    if change.selector.startswith(("destinations.", "options.")):
        return Name(title, code=True)
    if change.selector.startswith("opt_outs.") and title:
        return Name(title)
    clause = _CLAUSE_ENDS.split(title, maxsplit=1)[0] if is_field(change.selector) else title
    if not clause or len(clause) > _LONGEST_NAME:
        return path_of(change.selector)
    first = clause.split(" ", 1)[0]
    small = is_field(change.selector) and first.lower() in _SMALL
    return Name(first.lower() + clause[len(first) :] if small else clause)


def _promise(title: str, *, whole: bool) -> str:
    if whole or len(title) <= _LONGEST_PROMISE:
        return title
    return f"{title[: _LONGEST_PROMISE - 1].rstrip()}\u2026"


def _pieces(change: Change, template: str, said: Phrase, look: Look) -> Iterator[tuple[str, Phrase]]:
    """Yield what else an entry asks for."""
    if "{how}" in template:
        yield "how", said
    if "{when}" in template:
        yield "when", _when(change, look)
    for side in ("before", "after"):
        if f"{{{side}}}" in template:
            yield side, (_value(change, getattr(change, side), look),)


def _when(change: Change, look: Look) -> Phrase:
    trigger = change.before if change.after is None else change.after
    interval = every(trigger.get("every"), look) if isinstance(trigger, dict) else ()
    return interval or (Name(look.words[f"on_{change.part}"]),)


def _value(change: Change, value: Json, look: Look) -> Name:
    if value is None:
        return Name(look.words["change_nobody"])
    written = value if isinstance(value, str) else repr_json(value)
    if change.kind.startswith("sent-to-"):
        known = look.spec.destinations.get(written)
        return Name(known.url if known else written, code=True)
    return Name(written.rstrip("."), code=change.part == "url")


# ---------------------------------------------------------------- sentences


def _sentence(line: Line, release: Release, words: Mapping[str, str], *, since: bool) -> Phrase:
    pairs = [filled(words["change_names"], before=(was,), after=(now,)) for was, now in line.names]
    pieces = {
        "what": listed([(name,) for name in line.what], words, _MOST_NAMES),
        "names": listed(pairs, words, _MOST_NAMES),
        **dict(line.pieces),
    }
    said = filled(words[line.key], **pieces)
    if line.places:
        said = filled(words["change_where"], change=said, where=_where(line.places, words))
    if since:
        return filled(words["change_since"], version=(Name(release.version),), change=said)
    first = said[0]
    # A name in code is written as it is, also where a sentence begins.
    begins = first if first.code else Name(f"{first.text[0].upper()}{first.text[1:]}")
    return (begins, *said[1:], Name("."))


def _where(places: tuple[tuple[str, ...], ...], words: Mapping[str, str]) -> Phrase:
    if len(places) > _MOST_PLACES:
        return counted(words, "change_places", len(places))
    written = (
        plain(filled(words["change_place"], source=(Name(place[0]),), event=(Name(place[1]),)))
        if len(place) > 1
        else place[0]
        for place in places
    )
    return (Name(", ".join(written)),)
