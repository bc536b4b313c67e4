"""Which of several shapes a value goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json, Kind, Shape

_KINDS: Final[dict[type, tuple[Kind, ...]]] = {
    bool: ("boolean",),
    str: ("string",),
    int: ("integer", "number"),
    float: ("integer", "number"),  # 1.0 is a whole number in JSON
    list: ("array",),
    dict: ("object", "map", "entries", "variants"),
}


def chosen(shape: Shape, value: Json) -> Shape:
    """Return the member of a union, or of variants told apart by a field, that a value goes by; else the shape."""
    if shape.kind == "union":
        kinds = next((kinds for kind, kinds in _KINDS.items() if isinstance(value, kind)), ())
        return next((chosen(member, value) for member in shape.members if member.kind in kinds), shape)
    if shape.kind == "variants" and shape.tag and isinstance(value, dict) and value.get(shape.tag) in shape.tags:
        return shape.members[shape.tags.index(str(value[shape.tag]))]
    return shape
