"""Which declared fields were never seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.check.places import ONLY, fields_in
from telemetry_spec.model.selector import covers, event_selector, join, split
from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from telemetry_spec.model.shape import Json, Path, Shape
    from telemetry_spec.model.spec import Event, Source

Key = tuple[str, "Path"]
"""A declared field: its event's name on the wire ("" for the envelope) and its path."""


class Coverage:
    """The declared fields under a shape, and which of them payloads held. `selectors` maps each to its name."""

    def __init__(self, shape: Shape, selectors: Mapping[Key, str]) -> None:
        self.shape = shape
        self.selectors = selectors
        self.unseen = dict.fromkeys(selectors)

    def note(self, value: Json) -> None:
        """Take note of the fields that a payload holds."""
        for place in fields_in(self.shape, value):
            self.unseen.pop((place.event, place.path), None)

    def selector(self, key: Key) -> str:
        """Return the selector of a place or of the nearest around it; "" where there is none."""
        event, path = key
        while path and (event, path) not in self.selectors:
            path = path[:-1]
        return self.selectors.get((event, path), "")


def unseen(declared: Collection[str], seen: Collection[str]) -> list[str]:
    """Return what is declared and was never seen, an event or a source for all its fields where none was, sorted."""
    missing = [name for name in declared if name not in seen]
    if not missing:
        return []
    held = {part for name in seen for part in _around(name)}
    return sorted({next((part for part in _around(name) if part not in held), name) for name in missing})


def without_events(sources: Collection[Source], seen: Collection[str]) -> bool:
    """Say whether whole requests held no event for sure: each has a field that is always sent, and none was seen."""
    if not sources:
        return False
    for source in sources:
        for event in source.live_events():
            always = any(not member.optional for member in event.payload.fields)
            if not always or any(covers(event_selector(source, event), name) for name in seen):
                return False
    return True


def _around(selector: str) -> tuple[str, ...]:
    """Return the source and the event that a field lies in."""
    steps = split(selector)
    return tuple(join(*steps[:depth]) for depth in (1, 2) if depth < len(steps))


def of_source(source: Source) -> Coverage:
    """Return the coverage of whole request bodies of a source."""
    selectors: dict[Key, str] = {}
    for path, _ in walk(source.request.body, events=False):
        selectors["", path] = join(source.id, "request", *path)
    live = source.live_events()
    told_apart = source.by_key or len(live) > 1
    for event in live:
        name = event.name if told_apart else ONLY
        _add(event, join(source.id, event.id), name, selectors)
    return Coverage(source.request.body, selectors)


def of_lines(source: Source) -> Coverage:
    """Return the coverage of events of a source that come one by one, without the list around them."""
    whole = of_source(source)
    assert whole.shape.items is not None  # noqa: S101  only a list of events is sent line by line
    return Coverage(whole.shape.items, whole.selectors)


def of_shape(shape: Shape, selector: str) -> Coverage:
    """Return the coverage of an event by itself, as a payload or as a row."""
    selectors: dict[Key, str] = {}
    for path, _ in walk(shape):
        selectors["", path] = f"{selector}.{join(*path)}"
    return Coverage(shape, selectors)


def _add(event: Event, selector: str, name: str, selectors: dict[Key, str]) -> None:
    for path, _ in walk(event.payload):
        selectors[name, path] = f"{selector}.{join(*path)}"
