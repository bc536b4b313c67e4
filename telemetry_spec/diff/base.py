"""What rules get: two versions of a spec as pairs of parts. What is removed is left out of both."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from telemetry_spec.diff.pairs import Pair, paired, paired_fields
from telemetry_spec.model.selector import join
from telemetry_spec.model.shape import Field, Shape
from telemetry_spec.model.spec import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from telemetry_spec.diff.pairs import Sides
    from telemetry_spec.model.shape import Path
    from telemetry_spec.model.spec import Destination, Option, OptOut, Promise, Source, Spec, ThirdParty

RULES = "telemetry_spec.diff.rules"

Part = TypeVar("Part")

_EMPTY: Final = Shape(type="object", kind="object")


class Shapes(NamedTuple):
    """A shape as it was and as it is, and the part that it belongs to. `prefix` leads to it from there: `items.`."""

    owner: Pair[Any]
    prefix: str
    old: Shape
    new: Shape


class View:
    """Two versions of a spec as rules look at them. Lists are made once and shared."""

    def __init__(self, old: Spec, new: Spec) -> None:
        self.old = old
        self.new = new

    @cached_property
    def whole(self) -> Pair[Spec]:
        """The spec itself. Its selector is empty."""
        return Pair("", self.old, self.new)

    @cached_property
    def promises(self) -> tuple[Pair[Promise], ...]:
        """Every promise, known by its words, or by what it forbids where that is unique."""
        was, now = ({one.description: one for one in spec.never_collected} for spec in (self.old, self.new))
        lost = {one.forbids: words for words, one in was.items() if words not in now and one.forbids}
        for words, promise in now.items():
            if words not in was and promise.forbids in lost:
                was = {words if key == lost[promise.forbids] else key: one for key, one in was.items()}
                del lost[promise.forbids]
        places = {one.description: index for index, one in enumerate(self.old.never_collected)}
        places |= {one.description: index for index, one in enumerate(self.new.never_collected)}
        return tuple(Pair(f"never_collected.{places[key]}", one, other) for key, one, other in paired(was, now))

    @cached_property
    def destinations(self) -> tuple[Pair[Destination], ...]:
        """Every destination that something is sent to."""
        was, now = (
            {name: one for name, one in spec.destinations.items() if name in _used(spec)}
            for spec in (self.old, self.new)
        )
        return tuple(Pair(join("destinations", name), one, other) for name, one, other in paired(was, now))

    @cached_property
    def opt_outs(self) -> tuple[Pair[OptOut], ...]:
        """Every opt-out that works."""
        was, now = (_live(spec.opt_outs) for spec in (self.old, self.new))
        return tuple(Pair(join("opt_outs", name), one, other) for name, one, other in paired(was, now))

    @cached_property
    def third_parties(self) -> tuple[Pair[ThirdParty], ...]:
        """Every service that the product can be set up to send to."""
        was, now = (_live(spec.third_parties) for spec in (self.old, self.new))
        return tuple(Pair(join("third_parties", name), one, other) for name, one, other in paired(was, now))

    @cached_property
    def options(self) -> tuple[Pair[Option], ...]:
        """Every setting."""
        pairs = paired(self.old.options, self.new.options)
        return tuple(Pair(join("options", name), one, other) for name, one, other in pairs)

    @cached_property
    def sources(self) -> tuple[Pair[Source], ...]:
        """Every source that sends."""
        was, now = (_live(spec.sources) for spec in (self.old, self.new))
        return tuple(Pair(join(name), one, other) for name, one, other in paired(was, now))

    @cached_property
    def events(self) -> tuple[Pair[Event], ...]:
        """Every event that is sent, of the sources that both versions have."""
        return tuple(pair for pair in self._collected if isinstance(pair.now, Event))

    @cached_property
    def fields(self) -> tuple[Pair[Field], ...]:
        """Every field of what both versions have: a field that came or went stands for what is in it."""
        return tuple(pair for pair in self._collected if isinstance(pair.now, Field))

    @cached_property
    def shapes(self) -> tuple[Shapes, ...]:
        """Every shape that both versions have: of envelopes and whole payloads, of fields and what is in them."""
        found = []
        for source in self.sources:
            if source.both is not None:
                old, new = (_envelope(one) for one in source.both)
                found.append(Shapes(source, "", old, new))
        for event in self.events:
            if event.both is not None:
                old, new = (one.payload for one in event.both)
                found.append(Shapes(event, "", old, new))
        for field in self.fields:
            if field.both is not None:
                old, new = (one.shape for one in field.both)
                found += _nested(field, "", old, new)
        return tuple(found)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each selector in the order of the newer spec."""
        named: tuple[Pair[Any], ...] = (
            *self.promises,
            *self.destinations,
            *self.opt_outs,
            *self._collected,
            *self.third_parties,
        )
        selectors = ("", "notice", *(pair.selector for pair in (*named, *self.options)))
        return {selector: place for place, selector in enumerate(dict.fromkeys(selectors))}

    @cached_property
    def _collected(self) -> tuple[Pair[Any], ...]:
        return tuple(pair for source in self.sources for pair in _of_source(source))


def _of_source(source: Pair[Source]) -> Iterator[Pair[Any]]:
    """Yield a source, the fields of its requests, and its events, each with its fields."""
    yield source
    if source.both is None:
        return
    was, now = source.both
    place: Pair[Any] = Pair(join(now.id, "request"), None, None, (now.title,), "envelope")
    yield from _of_object(place, (), _envelope(was), _envelope(now))
    for side in ("headers", "query"):
        place = Pair(join(now.id, "request", side), None, None, (now.title,), side)
        yield from _listed(place, getattr(was.request, side), getattr(now.request, side))
    for name, old, new in paired(_live(was.events), _live(now.events)):
        event = Pair(join(now.id, name), old, new, (now.title,))
        yield event
        if event.both is not None:
            yield from _of_event(event, *event.both, {was.discriminator, now.discriminator} - {""})


def _of_event(event: Pair[Event], was: Event, now: Event, tags: set[str]) -> Iterator[Pair[Field]]:
    """Yield the fields of an event. The field that tells events apart is a matter of the source."""
    within = (*event.within, now.title)
    for pair in _of_object(replace(event, within=within, side="payload"), (), was.payload, now.payload):
        sides = [side for side in (pair.old, pair.new) if side is not None]
        if not all(side.id in tags and side.shape.type == "const" for side in sides):
            yield pair
    yield from _listed(replace(event, within=within, side="received"), was.received, now.received)


def _listed(place: Pair[Any], old: tuple[Field, ...], new: tuple[Field, ...]) -> Iterator[Pair[Field]]:
    """Yield fields that lie in no object: headers, query values, received fields; removed ones among them."""
    was, now = (tuple(member for member in members if not member.removed) for members in (old, new))
    yield from _of_fields(place, (), paired_fields(was, now))


def _of_object(place: Pair[Any], path: Path, old: Shape, new: Shape) -> Iterator[Pair[Field]]:
    """Yield the fields under two shapes, parents before what is in them. Events are paired by themselves."""
    if "event" in (old.type, new.type):
        return
    yield from _of_fields(place, path, paired_fields(old.fields, new.fields))
    value_name = new.value_name or old.value_name
    yield from _of_fields(place, (*path, value_name), paired_fields(old.entries, new.entries))
    for steps, inner in (((), "items"), (("*",), "values")):
        was, now = getattr(old, inner), getattr(new, inner)
        if was is not None and now is not None:
            yield from _of_object(place, (*path, *steps), was, now)
    for was, now in _members(old, new):
        yield from _of_object(place, path, was, now)


def _of_fields(place: Pair[Any], path: Path, pairs: Iterable[Sides[Field]]) -> Iterator[Pair[Field]]:
    for old, new in pairs:
        pair = Pair(place.selector, old, new, place.within, place.side)
        here = (*path, pair.now.id)
        if not _holds_events(pair.now.shape):
            yield replace(pair, selector=f"{place.selector}.{join(*here)}")
        if old is not None and new is not None and old.shape.type == new.shape.type:
            yield from _of_object(place, here, old.shape, new.shape)


def _nested(owner: Pair[Any], prefix: str, old: Shape, new: Shape) -> Iterator[Shapes]:
    """Yield two shapes, and those within them that are no fields, for as long as they are of one type."""
    yield Shapes(owner, prefix, old, new)
    if old.type != new.type:
        return
    for inner in ("items", "keys", "values"):
        was, now = getattr(old, inner), getattr(new, inner)
        if was is not None and now is not None:
            yield from _nested(owner, f"{prefix}{inner}.", was, now)
    for was, now in _members(old, new):
        yield from _nested(owner, f"{prefix}{now.kind}.", was, now)


def _members(old: Shape, new: Shape) -> list[tuple[Shape, Shape]]:
    """Pair the members of two unions, no two of which share a JSON type."""
    was = {member.kind: member for member in old.members}
    return [(was[member.kind], member) for member in new.members if member.kind in was]


def _envelope(source: Source) -> Shape:
    """Return what lies around the events of a request: an object without fields where nothing does."""
    body = source.request.body
    return _EMPTY if _holds_events(body) else body


def _holds_events(shape: Shape) -> bool:
    return shape.type == "event" or (shape.items is not None and _holds_events(shape.items))


def _live(parts: Mapping[str, Part]) -> dict[str, Part]:
    return {name: part for name, part in parts.items() if not getattr(part, "removed", "")}


def _used(spec: Spec) -> set[str]:
    return {name for _, event in spec.live_events() for name in event.destinations}
