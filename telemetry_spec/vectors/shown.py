"""What vectors can show of one constraint: that something breaks it alone, and that its bound is allowed."""

from __future__ import annotations

from enum import Enum, auto
from itertools import takewhile
from typing import TYPE_CHECKING

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.vectors.edit import Place
from telemetry_spec.vectors.editor import Editor
from telemetry_spec.vectors.operators import faults
from telemetry_spec.vectors.parts import MAX_ITEMS
from telemetry_spec.vectors.steady import steady
from telemetry_spec.vectors.texts import LONGEST_FORMED, of_form

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Spec

_PLACE = Place("it")
_LARGEST = {"min_items": MAX_ITEMS, "max_items": MAX_ITEMS, "min_entries": MAX_ITEMS, "max_entries": MAX_ITEMS}
_SCALARS = ("string", "integer", "number", "boolean")


class Shown(Enum):
    """Whether vectors can show a constraint. `UNKNOWN` is for what is too large to make, or contradicts itself."""

    FULLY = auto()
    NEVER_BROKEN = auto()
    NEVER_REACHED = auto()
    UNKNOWN = auto()


def shown(spec: Spec, shape: Shape, name: str) -> Shown:
    """Say what vectors can show of a constraint of a shape."""
    if _is_empty(shape):
        return Shown.UNKNOWN
    make = steady(spec)
    value = make.value(shape)
    if _is_too_large(shape, name) or not _is_right(shape, value):
        return Shown.UNKNOWN
    keyword = CONSTRAINTS[name].keyword
    edits = takewhile(lambda edit: edit.place == _PLACE, Editor(make).edits(shape, value, _PLACE))
    found = [edit for edit in edits if edit.concern == keyword]
    if all(edit.valid for edit in found):
        return Shown.NEVER_BROKEN
    reached = not name.startswith("m") or any(edit.operator == "at" for edit in found)
    return Shown.FULLY if reached else Shown.NEVER_REACHED


def nearest_length(shape: Shape, name: str) -> int:
    """Return the length that a bound on lengths really stands for: the next that a text of the pattern has."""
    limit, pattern = shape.constraints[name], str(shape.constraints["pattern"])
    step = 1 if name == "min_length" else -1
    length = int(limit)  # type: ignore[arg-type]  # the bound of a length is a number
    while of_form(pattern, length) is None:
        length += step
    return length


def _is_empty(shape: Shape) -> bool:
    """Say whether a shape holds events of which none is sent any more: there is nothing to make."""
    inner = (shape.items, shape.values, *shape.members, *(one.shape for one in (*shape.fields, *shape.entries)))
    return (shape.kind == "variants" and not shape.members) or any(_is_empty(one) for one in inner if one is not None)


def _is_too_large(shape: Shape, name: str) -> bool:
    limit = shape.constraints[name]
    largest = _LARGEST.get(name, LONGEST_FORMED if "pattern" in shape.constraints else None)
    return isinstance(limit, int) and name.startswith(("min_", "max_")) and largest is not None and limit >= largest


def _is_right(shape: Shape, value: Json) -> bool:
    return shape.kind not in _SCALARS or (value is not None and not faults(shape, value))
