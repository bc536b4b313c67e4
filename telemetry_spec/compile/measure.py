"""What can be said of a shape without filling it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Shape

#: So many fields may a spec have with all types and groups filled in.
MAX_FIELDS = 100_000


def json_kinds(shape: Shape) -> tuple[str, ...]:
    """Return the JSON types that a shape's values have; an integer is a number."""
    if shape.kind == "union":
        return tuple(kind for member in shape.members for kind in json_kinds(member))
    names = {"map": "object", "entries": "object", "variants": "object", "integer": "number"}
    return (names.get(shape.kind, shape.kind),)


def count_fields(shape: Shape, known: dict[int, int]) -> int:
    """Return how many fields a shape has with everything filled in, without filling it in."""
    if id(shape) not in known:
        total = sum(1 + count_fields(member.shape, known) for member in (*shape.fields, *shape.entries))
        inner = [child for child in (shape.items, shape.values, *shape.members) if child is not None]
        known[id(shape)] = total + sum(count_fields(child, known) for child in inner)
    return known[id(shape)]
