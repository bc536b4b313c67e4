"""What payloads are held against: the request body of a source, an event alone, or a stored row."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.check import coverage
from telemetry_spec.check.fast import Acceptor
from telemetry_spec.check.forbidden import Forbidden
from telemetry_spec.model.selector import event_selector
from telemetry_spec.model.shape import Shape

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Source, Spec
    from telemetry_spec.valueclasses.base import ValueClass


class Target:
    """One thing that a payload may be. `source` is where its requests come from; `name` is its selector."""

    def __init__(self, name: str, source: Source, shape: Shape, seen: coverage.Coverage, forbidden: Forbidden) -> None:
        self.name = name
        self.source = source
        self.shape = shape
        self.coverage = seen
        self.forbidden = forbidden

    @cached_property
    def acceptor(self) -> Acceptor:
        """Return the fast acceptor of the shape, made when it is first needed."""
        return Acceptor(self.shape, self._forbidden_at)

    def _forbidden_at(self, key: coverage.Key) -> tuple[ValueClass, ...]:
        return tuple(valueclasses.get(name) for name in self.forbidden.classes(self.coverage.selector(key)))

    @cached_property
    def headers(self) -> Shape:
        """Return the declared headers as an object, in lower case: their names have no case (RFC 9110, section 5.1)."""
        fields = tuple(replace(member, name=member.name.lower()) for member in self.source.request.headers)
        return Shape(type="object", kind="object", fields=fields)

    @cached_property
    def query(self) -> Shape:
        """Return the declared query values as an object."""
        return Shape(type="object", kind="object", fields=self.source.request.query)

    def seen(self) -> set[str]:
        """Return the selectors of the declared fields that payloads held."""
        keys = (self.coverage.selectors.keys() - self.coverage.unseen.keys()) | self.acceptor.seen
        return {self.coverage.selectors[key] for key in keys if key in self.coverage.selectors}


def targets_of(spec: Spec, select: str, *, stored: bool) -> list[Target]:
    """Return what a selector stands for: "" any source, a source its whole requests, an event its payloads alone.

    With `stored` it is rows: those of an event, of all events of a source, or of all. Raises KeyError for other names.
    """
    forbidden = Forbidden(spec)
    found = [
        Target(source.id, source, source.request.body, coverage.of_source(source), forbidden)
        for source in spec.live_sources()
        if select in ("", source.id) and not stored
    ]
    found += [
        Target(one.name, one.source, one.shape.items, coverage.of_lines(one.source), forbidden)
        for one in found
        if one.shape.items is not None and _sends_lines(one.source, spec)
    ]
    for source, event in spec.live_events():
        name = event_selector(source, event)
        if select == name or (stored and select in ("", source.id)):
            shape = event.row if stored else event.payload
            found.append(Target(name, source, shape, coverage.of_shape(shape, name), forbidden))
    if not found:
        raise KeyError(select)
    return found


def _sends_lines(source: Source, spec: Spec) -> bool:
    """Say whether the events of a source are sent as NDJSON, so that a line of a body is one of them."""
    names = {name for event in source.events.values() for name in event.destinations}
    return any(spec.destinations[name].encoding[0] == "ndjson" for name in names)
