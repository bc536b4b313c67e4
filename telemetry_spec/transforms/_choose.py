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
    dict: ("object", "map", "entries"),
}


def chosen(shape: Shape, value: Json) -> Shape:
    """Return the member of a union that a value goes by; of all other shapes the shape itself."""
    if shape.kind == "union":
        kinds = next((kinds for kind, kinds in _KINDS.items() if isinstance(value, kind)), ())
        return next((chosen(member, value) for member in shape.members if member.kind in kinds), shape)
    return shape
