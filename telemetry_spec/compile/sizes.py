"""How much a shape holds with all named types and groups filled in, counted without filling them in.

Counted twice: what is declared, and what a payload with every field holds at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

from telemetry_spec import patterns
from telemetry_spec.compile.fields import UNKNOWN_TYPE

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Shape

#: Values may lie in so many others, and a spec may have so many of them, with all types and groups filled in.
MAX_DEPTH: Final = 64
MAX_VALUES: Final = 100_000
#: A payload with every field may need so many characters beside as many values, when each is as short as it may be.
MAX_CHARACTERS: Final = 20_000_000


class Size(NamedTuple):
    """How many values a shape stands for, itself included, and how deep they are nested."""

    values: int
    depth: int


_SINGLE: Final = Size(1, 0)


class Sizes:
    """Measures shapes. Each is measured once, so that types that use each other many times cost no more than one."""

    def __init__(self) -> None:
        # The shape is kept so that no other one can get its identity.
        self._known: dict[int, tuple[Shape, Size]] = {}

    def of(self, shape: Shape) -> Size:
        """Return the size of a shape."""
        if shape.type == UNKNOWN_TYPE:
            return _SINGLE
        children = [member.shape for member in (*shape.fields, *shape.removed, *shape.entries)]
        children += [child for child in (shape.items, shape.keys, shape.values, *shape.members) if child is not None]
        if not children:
            return _SINGLE
        known = self._known.get(id(shape))
        if known is None:
            sizes = [self.of(child) for child in children]
            size = Size(1 + sum(inner.values for inner in sizes), 1 + max(inner.depth for inner in sizes))
            known = self._known[id(shape)] = (shape, size)
        return known[1]


class Least(NamedTuple):
    """What a payload with every field holds at least: values, itself included, and characters in texts."""

    values: int
    characters: int


class Leasts:
    """Measures what payloads hold at least. Each shape is measured once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Shape, Least]] = {}

    def of(self, shape: Shape) -> Least:
        """Return what a value of a shape holds at least, where there is a choice in the larger case."""
        known = self._known.get(id(shape))
        if known is None:
            known = self._known[id(shape)] = (shape, self._of(shape))
        return known[1]

    def _of(self, shape: Shape) -> Least:
        if shape.kind == "string":
            return Least(1, _characters(shape))
        found = [self.of(member.shape) for member in shape.fields]
        for choice in (shape.members, [entry.shape for entry in shape.entries]):
            of_choice = [self.of(member) for member in choice]
            found.append(Least(*(max(numbers) for numbers in zip(*of_choice, strict=True))) if choice else _NOTHING)
        for inner, number in ((shape.items, "min_items"), (shape.keys, "min_entries"), (shape.values, "min_entries")):
            if inner is not None:
                times = max(1, int(cast("int", shape.constraints.get(number, 1))))
                found.append(Least(*(times * number for number in self.of(inner))))
        return Least(1 + sum(one.values for one in found), sum(one.characters for one in found))


_NOTHING: Final = Least(0, 0)


def _characters(shape: Shape) -> int:
    limits = shape.constraints
    if "pattern" in limits:
        least = patterns.length_bounds(patterns.parse_linear(str(limits["pattern"])))[0]
        return max(least, cast("int", limits.get("min_length", 0)))
    known = limits.get("enum", (limits.get("const", ""),))
    longest = max(len(str(one)) for one in known) if isinstance(known, tuple) else 0
    return max(longest, cast("int", limits.get("min_length", 0)))
