"""The one mechanism that breaks values: every way to change a right value in one place, to a wrong or to a right one.

Vectors come from the edits of one steady value, the payloads of the one verdict from those of random values.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from telemetry_spec.emit._values import Maker
from telemetry_spec.model.selector import join
from telemetry_spec.vectors.edit import Edit, Place, filler, itself, right, wrong
from telemetry_spec.vectors.parts import (
    WORDS,
    Names,
    choice,
    is_choice,
    is_kind,
    keys,
    kind_name,
    new_name,
    scalar,
    sizes,
    types,
    undeclared,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.vectors.edit import Put, Value


class Editor:
    """Finds the edits of values.

    `make` makes what a value lacks: optional fields, the other members of a union. With `events` false, edits stop
    where an event begins: what is left is the envelope's own.
    """

    def __init__(self, make: Maker, *, events: bool = True) -> None:
        self.make: Maker = replace(make, null=0.0)
        self.events = events

    def edits(self, shape: Shape, value: Json, place: Place) -> Iterator[Edit]:
        """Yield every edit of a right value of a shape, each name once."""
        seen = set()
        for edit in self._edits(shape, value, place, itself):
            if edit.id not in seen:
                seen.add(edit.id)
                yield edit

    def _edits(
        self, shape: Shape, value: Value, place: Place, put: Put, *, typed: bool = True, taken: str = ""
    ) -> Iterator[Edit]:
        """Yield edits: with `typed` false none of the type, and none of the field that `taken` names."""
        if value is None:
            value = self.make.value(shape)
        if typed:
            yield from types(shape, value, place, put)
        if shape.nullable:
            yield right(place, "nullable", "null", "is null, as is allowed", None, put)
        if shape.type == "event" and not self.events and shape.kind != "variants":
            return
        structure = _STRUCTURES.get(shape.kind)
        if structure is None:
            yield from scalar(shape, value, place, put)
        else:
            yield from structure(self, shape, value, place, put, taken)

    # ------------------------------------------------------------ objects

    def object(self, shape: Shape, value: Value, place: Place, put: Put, taken: str) -> Iterator[Edit]:
        """Yield the edits of an object with declared fields."""
        for member in shape.fields:
            if member.name != taken:
                yield from self._field(member, value, place, put)
        yield from undeclared(shape, value, place, put)

    def _field(self, member: Field, value: Value, place: Place, put: Put) -> Iterator[Edit]:
        here = place.field(member)
        if member.optional:
            yield right(here, "optional", "absent", "is absent, as is allowed", _without(value, member.name), put)
        else:
            yield _absent(here, place, member.name, value, put)
        inner = value[member.name] if member.name in value else self.make.field(member)
        yield from self._edits(member.shape, inner, here, filler(put, value, member.name))

    def entries(self, shape: Shape, value: Value, place: Place, put: Put, taken: str) -> Iterator[Edit]:
        """Yield the edits of an object in which a key decides what the value may be."""
        key, held = place.named(shape.tag), place.named(shape.value_name)
        yield _absent(key, place, shape.tag, value, put)
        yield _absent(held, place, shape.value_name, value, put)
        names = tuple(entry.name for entry in shape.entries)
        yield from choice(names, value[shape.tag], key, filler(put, value, shape.tag))
        for entry in shape.entries:
            inner = value[shape.value_name] if value[shape.tag] == entry.name else self.make.field(entry)
            fill = filler(put, {**value, shape.tag: entry.name}, shape.value_name)
            here = place.below(shape.value_name, entry.id, step=shape.value_name)
            yield right(key, "entry", is_choice(entry.name), "is one of the declared keys", inner, fill)
            yield from self._edits(entry.shape, inner, here, fill)
        yield from self.object(shape, value, place, put, taken)

    def variants(self, shape: Shape, value: Value, place: Place, put: Put, _: str) -> Iterator[Edit]:
        """Yield the edits of one of several objects."""
        told = self._told_by_field if shape.tag else self._told_by_key
        yield from told(shape, value, place, put)

    def _told_by_field(self, shape: Shape, value: Value, place: Place, put: Put) -> Iterator[Edit]:
        key = place.named(shape.tag)
        yield _absent(key, place, shape.tag, value, put)
        yield from choice(shape.tags, value[shape.tag], key, filler(put, value, shape.tag))
        for tag, member in zip(shape.tags, shape.members, strict=True):
            inner = value if value[shape.tag] == tag else self.make.value(member)
            yield right(key, "variant", is_choice(tag), "is one of the declared events", inner, put)
            if self.events:
                yield from self._edits(member, inner, place.within(join(tag)), put, typed=False, taken=shape.tag)

    def _told_by_key(self, shape: Shape, value: Value, place: Place, put: Put) -> Iterator[Edit]:
        first = next(iter(value))
        stranger = new_name(shape.tags)
        yield wrong(place, "minProperties", "none", "holds no event", {}, put)
        words, at = "holds an event that is not declared", place.named(stranger).pointer
        yield wrong(place, "additionalProperties", "undeclared", words, {stranger: value[first]}, put, at=at)
        for tag, member in zip(shape.tags, shape.members, strict=True):
            inner = value[tag] if tag in value else self.make.value(member)
            if tag != first:
                yield wrong(place, "maxProperties", "two", "holds two events", {**value, tag: inner}, put)
            yield right(place, "variant", is_choice(tag), "holds one of the declared events", {tag: inner}, put)
            if self.events:
                yield from self._edits(member, inner, place.named(tag), filler(put, {}, tag))

    # ------------------------------------------------------------ lists, maps and unions

    def array(self, shape: Shape, value: Value, place: Place, put: Put, _: str) -> Iterator[Edit]:
        """Yield the edits of a list."""
        items = cast("Shape", shape.items)
        item = next((one for one in value if one is not None), None)
        item = self.make.value(items) if item is None else item
        yield from sizes(shape, ("min_items", "max_items"), lambda size: [item] * size, place, put)
        least, most = _bounds(shape, "min_items", "max_items")
        if not most:
            return
        # The broken item is the last of two: what looks at the first one only does not see it.
        others = value[1:] or [item] * (max(least, min(most, 2)) - 1)
        here = place.within("items", len(others))
        yield from self._edits(items, item, here, lambda new: put([*others, new]))

    def map(self, shape: Shape, value: Value, place: Place, put: Put, _: str) -> Iterator[Edit]:
        """Yield the edits of an object with open keys."""
        values, names = cast("Shape", shape.values), cast("Shape", shape.keys)
        made = Names(self.make, names, tuple(value))
        inner = next((held for held in value.values() if held is not None), None)
        inner = self.make.value(values) if inner is None else inner
        yield from sizes(shape, ("min_entries", "max_entries"), lambda size: made.entries(size, inner), place, put)
        least, most = _bounds(shape, "min_entries", "max_entries")
        filled = made.entries(max(least, min(most, 2)), inner) or made.entries(min(most, 1), inner)
        if not filled:
            return
        last = list(filled)[-1]
        others = _without(filled, last)
        here = Place(f"{place.selector}.*", (*place.steps, last), place.mark)
        yield from self._edits(values, inner, here, filler(put, others, last))
        yield from keys(names, last, place.within("keys"), lambda new: put({**others, new: inner}))

    def union(self, shape: Shape, value: Value, place: Place, put: Put, _: str) -> Iterator[Edit]:
        """Yield the edits of a value of one of several types."""
        for member in shape.members:
            name = kind_name(member)
            inner = value if is_kind(member, value) else self.make.value(member)
            yield right(place, "member", name, f"{WORDS[name]}, as is allowed", inner, put)
            # A value of another JSON type may be another member's.
            yield from self._edits(member, inner, place.within(name), put, typed=False)


def _without(value: dict[str, Json], name: str) -> dict[str, Json]:
    return {other: inner for other, inner in value.items() if other != name}


def _absent(place: Place, holder: Place, name: str, value: dict[str, Json], put: Put) -> Edit:
    return wrong(place, "required", "absent", "is absent", _without(value, name), put, at=holder.pointer)


def _bounds(shape: Shape, low: str, high: str) -> tuple[int, int]:
    """Return the bounds of a size; without an upper one, two are enough to tell the last from the first."""
    least = int(cast("int", shape.constraints.get(low, 0)))
    return least, int(cast("int", shape.constraints.get(high, max(least, 2))))


_STRUCTURES: dict[str, Callable[[Editor, Any, Any, Place, Any, str], Iterator[Edit]]] = {
    "object": Editor.object,
    "entries": Editor.entries,
    "variants": Editor.variants,
    "array": Editor.array,
    "map": Editor.map,
    "union": Editor.union,
}


def breaks(shape: Shape, value: Json, rng: random.Random) -> Iterator[Edit]:
    """Yield every way to break a right value of a shape in one place, what it lacks drawn at random."""
    yield from (edit for edit in Editor(Maker(rng)).edits(shape, value, Place("")) if not edit.valid)
