"""Values of classes that a spec promises never to collect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.check.places import free_texts
from telemetry_spec.model.pointer import write
from telemetry_spec.model.selector import covers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Spec


class Forbidden:
    """The promises of a spec, as searches in texts."""

    def __init__(self, spec: Spec) -> None:
        self.promises = [promise for promise in spec.never_collected if promise.forbids]

    def classes(self, selector: str) -> tuple[str, ...]:
        """Return the value classes that a part of the spec must not hold."""
        names = (
            name
            for promise in self.promises
            if not any(covers(exempt, selector) for exempt in promise.exempt)
            for name in promise.forbids
        )
        return tuple(dict.fromkeys(names))

    def found(self, shape: Shape, value: Json, selectors: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """Yield pointer, value class and text of every forbidden value; `selectors` names the fields of pointers."""
        if not self.promises:
            return
        for steps, text in free_texts(shape, value):
            place = write(list(steps))
            for name in self.classes(nearest(place, selectors)):
                if valueclasses.get(name).finds(text):
                    yield place, name, text


def nearest(place: str, selectors: Mapping[str, str]) -> str:
    """Return the selector of a pointer, or of the nearest place around it that has one."""
    while place not in selectors and place:
        place = place.rpartition("/")[0]
    return selectors.get(place, "")
