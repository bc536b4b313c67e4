"""The history in a reader's words: what a release changed, a line for each thing that can be said in one.

The key of a change is `change_KIND`, with the part or the direction (`more`, `less`, `other`, `none` where nothing is
said any more) behind it where that makes a difference: `change_field-added_received`, `change_limit-changed_more`. The
most exact key that there is counts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.model.change import WORDING
from telemetry_spec.model.selector import SECTIONS, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from telemetry_spec.model.change import Change, Release
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Spec

__all__ = ["Line", "Name", "lines", "told"]

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


def lines(release: Release, spec: Spec, words: Mapping[str, str], *, since: bool = True) -> tuple[str, ...]:
    """Return what a release changed as sentences of plain text.

    Such as: Since 3: also the number of devices (Core telemetry: Ping).

    Args:
        release: The release.
        spec: The current spec, for what ids stand for.
        words: The catalogue; its keys that begin with `change_` count.
        since: Whether each sentence begins with the version. Without it, it begins with a capital.
    """
    return tuple(_sentence(line, release, words, since=since) for line in told(release, spec, words))


def told(release: Release, spec: Spec, words: Mapping[str, str]) -> tuple[Line, ...]:
    """Return what a release changed as lines to be filled in. Fields of one event that changed alike share a line."""
    together: dict[tuple[object, ...], list[Change]] = {}
    for change in release.changes:
        if change.kind != WORDING:
            key = _key(change, words)
            pieces = tuple(_pieces(change, words[key], spec, words))
            # A promise is a sentence of its own.
            own = change.selector if change.kind.startswith("promise-") else ""
            together.setdefault((words[key], pieces, _place(change, words[key]), own), []).append(change)
    made = (_line(changes, spec, words) for changes in together.values())
    return tuple(_merged(made, words))


def _key(change: Change, words: Mapping[str, str]) -> str:
    """Return the most exact entry for a change."""
    part = str(change.after) if change.kind == "consent-changed" else change.part.rsplit(".", 1)[-1]
    direction = {True: "more", False: "less", None: "other"}[change.widens]
    endings: tuple[str, ...] = (f"_{part}_{direction}", f"_{part}", f"_{direction}")
    if change.after is None:
        endings = (f"_{part}_none", *endings)
    return next((key for end in endings if (key := f"change_{change.kind}{end}") in words), f"change_{change.kind}")


def _line(changes: list[Change], spec: Spec, words: Mapping[str, str]) -> Line:
    first = changes[0]
    key = _key(first, words)
    names: tuple[tuple[Name, Name], ...] = ()
    if "{names}" in words[key]:
        names = tuple((Name(str(one.before), code=True), Name(str(one.after), code=True)) for one in changes)
    return Line(
        key=key,
        what=tuple(_names(changes, words)) if "{what}" in words[key] else (),
        pieces=tuple(_pieces(first, words[key], spec, words)),
        names=names,
        places=(place,) if (place := _place(first, words[key])) else (),
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
        own = name if alike[name.text.casefold()] == 1 else Name(_path(selector), code=True)
        # A count goes with words only: a name in code stands alone.
        yield (
            own if own.code or counts[selector] <= 1 else Name(_counted(words, "change_values", counts[selector], own))
        )


def _name(change: Change) -> Name:
    title = change.title.strip()
    if change.kind.startswith("promise-"):
        return Name(title.rstrip("."))
    if change.selector.startswith(("destinations.", "options.")):
        return Name(title, code=True)
    clause = _CLAUSE_ENDS.split(title, maxsplit=1)[0] if _is_field(change.selector) else title
    if not clause or len(clause) > _LONGEST_NAME:
        return Name(_path(change.selector), code=True)
    first = clause.split(" ", 1)[0]
    return Name(
        first.lower() + clause[len(first) :] if _is_field(change.selector) and first.lower() in _SMALL else clause
    )


def _is_field(selector: str) -> bool:
    steps = split(selector) if selector else ()
    return len(steps) > 2 and steps[0] not in SECTIONS  # noqa: PLR2004  a source, an event and a field


def _path(selector: str) -> str:
    """Return where a field lies in its payload, or the id of anything else."""
    steps = split(selector)
    if not _is_field(selector):
        return steps[-1]
    return ".".join(
        steps[3:] if steps[1] == "request" and steps[2] in ("headers", "query") and steps[3:] else steps[2:]
    )


def _pieces(change: Change, template: str, spec: Spec, words: Mapping[str, str]) -> Iterator[tuple[str, Name]]:
    """Yield what else an entry asks for."""
    if "{when}" in template:
        yield "when", Name(words[f"change_on_{change.part}"])
    for side in ("before", "after"):
        if f"{{{side}}}" in template:
            yield side, _value(change, getattr(change, side), spec, words)


def _value(change: Change, value: Json, spec: Spec, words: Mapping[str, str]) -> Name:
    if value is None:
        return Name(words["change_nobody"])
    written = value if isinstance(value, str) else repr_json(value)
    if change.kind == "sensitivity-changed":
        return Name(words[f"change_level_{written}"])
    if change.kind.startswith("sent-to-"):
        known = spec.destinations.get(written)
        return Name(known.url if known else written, code=True)
    return Name(written.rstrip("."), code=change.part == "url")


# ---------------------------------------------------------------- sentences


def _sentence(line: Line, release: Release, words: Mapping[str, str], *, since: bool) -> str:
    pieces = {name: piece.text for name, piece in line.pieces}
    pairs = [words["change_names"].format(before=was.text, after=now.text) for was, now in line.names]
    what = _listed([name.text for name in line.what], words)
    said = words[line.key].format(what=what, names=_listed(pairs, words), **pieces)
    if line.places:
        said = words["change_where"].format(change=said, where=_where(line.places, words))
    if since:
        return words["change_since"].format(version=release.version, change=said)
    return f"{said[0].upper()}{said[1:]}."


def _listed(names: list[str], words: Mapping[str, str]) -> str:
    if len(names) > _MOST_NAMES:
        rest = len(names) - _MOST_NAMES + 1
        names = [*names[: _MOST_NAMES - 1], _counted(words, "change_rest", rest, Name(""))]
    if len(names) < 2:  # noqa: PLR2004  nothing to join
        return "".join(names)
    return words["change_and"].format(first=", ".join(names[:-1]), last=names[-1])


def _where(places: tuple[tuple[str, ...], ...], words: Mapping[str, str]) -> str:
    if len(places) > _MOST_PLACES:
        return _counted(words, "change_places", len(places), Name(""))
    return ", ".join(
        words["change_place"].format(source=place[0], event=place[1]) if len(place) > 1 else place[0]
        for place in places
    )


def _counted(words: Mapping[str, str], key: str, count: int, what: Name) -> str:
    one, several = words[key].split("|")
    return (one if count == 1 else several).format(count=count, what=what.text)
