"""Names in payloads, as reports may show them: keys are data too, and data is private.

Shown are the names that the spec declares, and others that look like a field's name and like nothing that a person or
a machine is called. The keys of a map are values, whatever they look like. Instead of what is not shown stands `*`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec import valueclasses
from telemetry_spec.check.places import below, unfold
from telemetry_spec.model.pointer import steps as read
from telemetry_spec.model.pointer import write

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json, Shape

HIDDEN: Final = "*"
_NAME: Final = re.compile(r"[A-Za-z_$@][A-Za-z0-9_.$:-]{0,63}", re.ASCII)


def shown(name: str) -> str:
    """Return a name that no spec declares, or `*` where it may be private."""
    if _NAME.fullmatch(name) is None or any(valueclasses.get(one).finds(name) for one in valueclasses.names()):
        return HIDDEN
    return name


def shown_pointer(pointer: str, shape: Shape, value: Json) -> str:
    """Return a JSON pointer into a value of a shape, with `*` for each step that may be private."""
    steps = []
    inner: Shape | None = shape
    for key in read(pointer):
        place = unfold(inner, value) if inner is not None else None
        if isinstance(value, list):
            inner = place.items if place is not None else None
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
            steps.append(key)
            continue
        declared = below(place, value) if place is not None and isinstance(value, dict) else {}
        value = value.get(key) if isinstance(value, dict) else None
        if key in declared:
            steps.append(key)
            inner = declared[key]
        else:
            listed = place is not None and place.keys is not None and key in place.keys.constraints.get("enum", ())  # type: ignore[operator]  # an `enum` is a tuple
            is_map = place is not None and place.kind == "map"
            steps.append(key if listed or (not is_map and shown(key) == key) else HIDDEN)
            inner = place.values if place is not None else None
    return write(steps)
