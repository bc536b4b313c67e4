"""What vectors have to show of a shape: all that it asks for broken once, and all that it allows done once.

This list comes from the shape and the constraint table alone. It shares no code with the edits, so that it can be held
against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.selector import join
from telemetry_spec.vectors.edit import Place
from telemetry_spec.vectors.parts import kind_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from telemetry_spec.model.shape import Shape
    from telemetry_spec.vectors.vector import Vector

    Rest = Callable[..., Iterator["Obligation"]]

#: Constraints whose bound is a value that is allowed itself.
_BOUNDS = frozenset(name for name in CONSTRAINTS if name.startswith("m"))


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing to show at a place: without an `operator` that something breaks it, with one that this is allowed."""

    place: str
    concern: str
    operator: str = ""

    def __str__(self) -> str:
        return f"{self.place}/{self.concern}" + (f"/{self.operator}" if self.operator else "")


def unmet(shape: Shape, select: str, vectors: Iterable[Vector], *, events: bool = True) -> list[Obligation]:
    """Return what some vectors of a shape do not show. `select` is the selector that their ids begin with."""
    vectors = list(vectors)
    broken = {vector.id.rpartition("/")[0] for vector in vectors if not vector.valid}
    allowed = {vector.id for vector in vectors if vector.valid}
    return [
        one
        for one in obligations(shape, Place(select), events=events)
        if str(one) not in (allowed if one.operator else broken)
    ]


def obligations(shape: Shape, place: Place, *, events: bool = True, typed: bool = True) -> Iterator[Obligation]:
    """Yield everything that there is to show of a shape. With `events` false, not what lies within an event."""
    if typed:
        yield Obligation(place.id, "type")
    if shape.nullable:
        yield Obligation(place.id, "nullable", "null")
    if shape.type == "event" and not events and shape.kind != "variants":
        return
    for name in shape.constraints:
        keyword = CONSTRAINTS[name].keyword
        yield Obligation(place.id, keyword)
        if name in _BOUNDS:
            yield Obligation(place.id, keyword, "at")
    for value in shape.constraints.get("enum", ()):  # type: ignore[union-attr]  # a list of values
        yield Obligation(place.id, "enum", f"is-{join(str(value))}")
    structure = _STRUCTURES.get(shape.kind)
    if structure is not None:
        yield from structure(shape, place, partial(obligations, events=events))


def _object(shape: Shape, place: Place, rest: Rest) -> Iterator[Obligation]:
    for member in shape.fields:
        here = place.field(member)
        yield Obligation(here.id, "optional", "absent") if member.optional else Obligation(here.id, "required")
        yield from rest(member.shape, here)
    yield Obligation(place.id, "open", "undeclared") if shape.open else Obligation(place.id, "additionalProperties")
    yield from (Obligation(place.field(member).id, "additionalProperties") for member in shape.removed)


def _entries(shape: Shape, place: Place, rest: Rest) -> Iterator[Obligation]:
    key = place.named(shape.tag).id
    yield from (Obligation(key, concern) for concern in ("required", "type", "enum"))
    yield Obligation(place.named(shape.value_name).id, "required")
    for entry in shape.entries:
        yield Obligation(key, "entry", f"is-{join(entry.name)}")
        yield from rest(entry.shape, place.below(shape.value_name, entry.id, step=shape.value_name))
    yield from _object(shape, place, rest)


def _variants(shape: Shape, place: Place, _: Rest) -> Iterator[Obligation]:
    """Yield what tells events apart. What lies within them has vectors of its own."""
    if shape.tag:
        key = place.named(shape.tag).id
        yield from (Obligation(key, concern) for concern in ("required", "type", "enum"))
    else:
        key = place.id
        yield from (Obligation(key, concern) for concern in ("minProperties", "additionalProperties"))
        if len(shape.tags) > 1:
            yield Obligation(key, "maxProperties")
    yield from (Obligation(key, "variant", f"is-{join(tag)}") for tag in shape.tags)


def _array(shape: Shape, place: Place, rest: Rest) -> Iterator[Obligation]:
    if shape.items is not None and shape.constraints.get("max_items") != 0:
        yield from rest(shape.items, place.within("items"))


def _map(shape: Shape, place: Place, rest: Rest) -> Iterator[Obligation]:
    if shape.keys is not None and shape.values is not None and shape.constraints.get("max_entries") != 0:
        yield from rest(shape.keys, place.within("keys"), typed=False)
        yield from rest(shape.values, Place(f"{place.selector}.*", mark=place.mark))


def _union(shape: Shape, place: Place, rest: Rest) -> Iterator[Obligation]:
    for member in shape.members:
        yield Obligation(place.id, "member", kind_name(member))
        yield from rest(member, place.within(kind_name(member)), typed=False)


_STRUCTURES: dict[str, Callable[[Shape, Place, Rest], Iterator[Obligation]]] = {
    "object": _object,
    "entries": _entries,
    "variants": _variants,
    "array": _array,
    "map": _map,
    "union": _union,
}
