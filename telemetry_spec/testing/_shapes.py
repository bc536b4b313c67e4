"""From a shape to a strategy.

A shape becomes a tree of ways to come by a value, and one strategy walks it: a number says which way is taken, and what
lies there is drawn. The first way is the simplest (absent, null, the first member), so that values shrink towards it.
This asks hypothesis for far fewer draws than `one_of` and `fixed_dictionaries` do, inside one another as payloads are.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from hypothesis import strategies as st

from telemetry_spec.check.fast import Place
from telemetry_spec.check.places import ONLY
from telemetry_spec.emit._values import Maker
from telemetry_spec.testing._scalars import scalar, undeclared

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from telemetry_spec.check.coverage import Key
    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.valueclasses.base import ValueClass

    Values = SearchStrategy[Any]
    Classes = tuple[ValueClass, ...]

#: Of a payload with more leaves than this, so many are drawn, and the rest is as small as it may be: hypothesis gives
#: up on examples that hold very much.
_MUCH: Final = 200
_SOME: Final = 50
#: Lists of no more items than this are also drawn at their full length.
_FULL_LISTS: Final = 20
#: So many ways may stand beside absent and null; more of them share a place, lest they crowd these out.
_CROWD: Final = 3


class _Absent:
    """Stands for a field that is not sent."""


_ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A value that is always the same."""

    value: Any


@dataclass(frozen=True, slots=True)
class _Rest:
    """Fields that an open object does not declare."""

    values: Values


@dataclass(frozen=True, slots=True)
class _Leaf:
    """Where something has to be drawn: the ways to do it, its number in the tree, and its smallest value."""

    ways: _Ways
    index: int
    least: Any


@dataclass(frozen=True, slots=True)
class _Object:
    members: tuple[tuple[str, _Node], ...]


_Node: TypeAlias = "_Fixed | _Leaf | _Object | _Rest"
_Way: TypeAlias = "_Fixed | _Object | Values | _Ways"
_Ways: TypeAlias = tuple["_Way", ...]


def _walk(draw: DrawFn, way: Any, chosen: Collection[int] | None) -> Any:  # noqa: ANN401  JSON, by one of the ways
    """Come by a value. With `chosen`, only the leaves of these numbers are drawn."""
    while isinstance(way, tuple):
        way = way[draw(_which(len(way)))] if len(way) > 1 else way[0]
    if isinstance(way, _Fixed):
        return way.value
    if not isinstance(way, _Object):
        return draw(way)
    found: dict[str, Any] = {}
    for name, node in way.members:
        if isinstance(node, _Leaf):
            taken = chosen is None or node.index in chosen
            value = _walk(draw, node.ways, chosen) if taken else copy.deepcopy(node.least)
            if not isinstance(value, _Absent):
                found[name] = value
        elif isinstance(node, _Rest):
            found.update(copy.deepcopy(draw(node.values)))
        else:
            found[name] = _walk(draw, node, chosen)
    return found


@cache
def _which(count: int) -> SearchStrategy[int]:
    return st.integers(0, count - 1)


@st.composite
def _all_drawn(draw: DrawFn, ways: _Ways) -> Any:  # noqa: ANN401  any JSON value
    return _walk(draw, ways, None)


@st.composite
def _some_drawn(draw: DrawFn, ways: _Ways, leaves: int) -> Any:  # noqa: ANN401  any JSON value
    chosen = draw(st.lists(st.sampled_from(range(leaves)), max_size=_SOME, unique=True))
    return _walk(draw, ways, frozenset(chosen))


def _first(fixed: Any, ways: _Ways) -> _Ways:  # noqa: ANN401  null, or the sign of absence
    """Put a simpler way before others."""
    return (_Fixed(fixed), *ways) if len(ways) <= _CROWD else (_Fixed(fixed), ways)


def strategy(shape: Shape, forbidden: Callable[[Key], Classes], place: Place | None = None) -> Values:
    """Return the values of a shape. `forbidden` returns the value classes that a place must not hold."""
    builder = _Builder(forbidden)
    ways = builder.ways(shape, place or Place(), ())
    if builder.leaves > _MUCH:
        return _some_drawn(ways, builder.leaves)
    if len(ways) == 1 and not isinstance(ways[0], _Fixed | _Object | tuple):
        return ways[0]
    return _all_drawn(ways)


@dataclass(slots=True)
class _Builder:
    """Makes the tree of one strategy."""

    forbidden: Callable[[Key], Classes]
    leaves: int = 0

    def ways(self, shape: Shape, place: Place, examples: Sequence[Json]) -> _Ways:
        """Return the ways to come by a value of a shape."""
        if shape.type == "event" and shape.kind != "variants":
            place = Place(ONLY)
        structure = _STRUCTURES.get(shape.kind)
        found = structure(self, shape, place) if structure else scalar(shape, examples, self.forbidden(place.key))
        return _first(None, found) if shape.nullable else found

    def object(self, shape: Shape, place: Place) -> _Ways:
        """Return objects with declared fields."""
        return (_Object(tuple(self._members(shape, place))),)

    def entries(self, shape: Shape, place: Place) -> _Ways:
        """Return objects in which a key decides the type of a value."""
        own = tuple(self._members(shape, place))
        found = []
        for entry in shape.entries:
            value = self._node(entry.shape, place.below(shape.value_name, entry.id), entry.examples)
            found.append(_Object((*own, (shape.tag, _Fixed(entry.name)), (shape.value_name, value))))
        return tuple(found)

    def variants(self, shape: Shape, place: Place) -> _Ways:
        """Return one of several objects."""
        del place
        found: list[_Way] = []
        for tag, member in zip(shape.tags, shape.members, strict=True):
            if shape.tag:
                found.append(self.ways(member, Place(tag), ()))
            else:
                found.append(_Object(((tag, self._node(member, Place(tag), ())),)))
        return tuple(found)

    def union(self, shape: Shape, place: Place) -> _Ways:
        """Return values of one of several JSON types."""
        return tuple(self.ways(member, place, ()) for member in shape.members)

    def array(self, shape: Shape, place: Place) -> _Ways:
        """Return lists."""
        assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
        items = strategy(shape.items, self.forbidden, place)
        low, high = _counts(shape, "items")
        found = st.lists(items, min_size=low, max_size=high)
        if shape.items.kind in _STRUCTURES or high is None or not low < high <= _FULL_LISTS:
            return (found,)
        return found, st.lists(items, min_size=high, max_size=high)

    def map(self, shape: Shape, place: Place) -> _Ways:
        """Return objects with keys of their own choice."""
        assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
        assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
        keys, values = (strategy(one, self.forbidden, place.below("*")) for one in (shape.keys, shape.values))
        low, high = _counts(shape, "entries")
        return (st.dictionaries(keys, values, min_size=low, max_size=high),)

    def _members(self, shape: Shape, place: Place) -> Iterator[tuple[str, _Node]]:
        for member in shape.fields:
            yield member.name, self._member(member, place.below(member.id))
        if shape.open:
            taken = {member.name for member in (*shape.fields, *shape.removed)} | {shape.tag, shape.value_name}
            yield "", _Rest(undeclared(taken, self.forbidden(place.key)))

    def _member(self, member: Field, place: Place) -> _Node:
        if not member.optional:
            return self._node(member.shape, place, member.examples)
        return self._leaf(_first(_ABSENT, self.ways(member.shape, place, member.examples)), _ABSENT)

    def _node(self, shape: Shape, place: Place, examples: Sequence[Json]) -> _Node:
        """Return how a value that is always there comes about."""
        ways = self.ways(shape, place, examples)
        if len(ways) == 1 and isinstance(ways[0], _Fixed | _Object):
            return ways[0]
        finds = tuple(one.finds for one in self.forbidden(place.key))
        least = Maker(random.Random(0), optional=0, null=1, avoid=finds).value(shape)  # noqa: S311  test data, no secrets
        return self._leaf(ways, least)

    def _leaf(self, ways: _Ways, least: Any) -> _Leaf:  # noqa: ANN401  JSON, or the sign of absence
        self.leaves += 1
        return _Leaf(ways, self.leaves - 1, least)


def _counts(shape: Shape, noun: str) -> tuple[int, int | None]:
    low, high = shape.constraints.get(f"min_{noun}", 0), shape.constraints.get(f"max_{noun}")
    return int(cast("int", low)), None if high is None else int(cast("int", high))


_STRUCTURES: dict[str, Callable[[_Builder, Shape, Place], _Ways]] = {
    "object": _Builder.object,
    "entries": _Builder.entries,
    "variants": _Builder.variants,
    "union": _Builder.union,
    "array": _Builder.array,
    "map": _Builder.map,
}
