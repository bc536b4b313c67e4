"""Which declared fields were never seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from telemetry_spec.check.places import ONLY, Place, fields_in
from telemetry_spec.model.selector import join
from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.shape import Json, Path, Shape
    from telemetry_spec.model.spec import Event, Source

#: With so few names left to look for, searching the bytes is cheaper than reading each payload.
_FEW = 24

Key = tuple[str, "Path"]


class Coverage:
    """The declared fields under a shape, and which of them payloads held. `selectors` maps each to its name."""

    def __init__(self, shape: Shape, selectors: Mapping[Key, str], names: Mapping[Key, str]) -> None:
        self.shape = shape
        self.selectors = selectors
        self.unseen = dict.fromkeys(selectors)
        self._needles = {key: json.dumps(name).encode() for key, name in names.items()}

    def worth_reading(self, raw: bytes) -> bool:
        """Say whether some bytes may hold a field that has not been seen."""
        if not self.unseen:
            return False
        if len(self.unseen) > _FEW:
            return True
        return any(self._needles[key] in raw for key in self.unseen) or b"\\u" in raw

    def note(self, value: Json) -> None:
        """Take note of the fields that a payload holds."""
        for place in fields_in(self.shape, value):
            self.unseen.pop((place.event, place.path), None)

    def selector(self, place: Place) -> str:
        """Return the selector of a place, "" when it names nothing."""
        return self.selectors.get((place.event, place.path), "")


def of_source(source: Source) -> Coverage:
    """Return the coverage of whole request bodies of a source."""
    selectors: dict[Key, str] = {}
    names: dict[Key, str] = {}
    for path, member in walk(source.request.body, events=False):
        selectors["", path] = join(source.id, "request", *path)
        names["", path] = member.name
    live = [event for event in source.events.values() if not event.removed]
    for event in live:
        name = event.name if source.discriminator or source.by_key else ONLY
        _add(event, join(source.id, event.id), name, selectors, names)
    return Coverage(source.request.body, selectors, names)


def of_shape(shape: Shape, selector: str) -> Coverage:
    """Return the coverage of an event by itself, as a payload or as a row."""
    selectors: dict[Key, str] = {}
    names: dict[Key, str] = {}
    for path, member in walk(shape):
        selectors["", path] = f"{selector}.{join(*path)}"
        names["", path] = member.name
    return Coverage(shape, selectors, names)


def _add(event: Event, selector: str, name: str, selectors: dict[Key, str], names: dict[Key, str]) -> None:
    for path, member in walk(event.payload):
        selectors[name, path] = f"{selector}.{join(*path)}"
        names[name, path] = member.name
