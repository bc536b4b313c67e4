"""How much a shape holds with all named types and groups filled in, counted without filling them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.compile.fields import UNKNOWN_TYPE

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Shape

#: Values may lie in so many others, and a spec may have so many of them, with all types and groups filled in.
MAX_DEPTH: Final = 64
MAX_VALUES: Final = 100_000


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
