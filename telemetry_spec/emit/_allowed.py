"""Whether a shape allows a value: the verdict alone, for values that a spec offers as examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telemetry_spec.model.shape import ConstraintValue, Field, Json, Shape


def fits(value: Json, limits: Mapping[str, ConstraintValue]) -> bool:
    """Say whether a value of the right JSON type satisfies constraints."""
    return all(CONSTRAINTS[name].holds(value, limit) for name, limit in limits.items())


def allowed(shape: Shape, value: Json) -> bool:
    """Say whether a shape allows a value."""
    if value is None:
        return shape.nullable
    return _KINDS[shape.kind](shape, value)


def _scalar(shape: Shape, value: Json) -> bool:
    if isinstance(value, bool) != (shape.kind == "boolean"):
        return False
    if shape.kind == "integer" and isinstance(value, float) and not value.is_integer():
        return False
    return isinstance(value, _TYPES[shape.kind]) and fits(value, shape.constraints)


def _union(shape: Shape, value: Json) -> bool:
    return any(allowed(member, value) for member in shape.members)


def _array(shape: Shape, value: Json) -> bool:
    if not isinstance(value, list) or shape.items is None or not fits(value, shape.constraints):
        return False
    items = shape.items
    return all(allowed(items, item) for item in value)


def _map(shape: Shape, value: Json) -> bool:
    if not isinstance(value, dict) or shape.keys is None or shape.values is None:
        return False
    keys, values = shape.keys, shape.values
    return fits(value, shape.constraints) and all(allowed(keys, key) and allowed(values, value[key]) for key in value)


def _object(shape: Shape, value: Json) -> bool:
    return isinstance(value, dict) and _has_fields(shape, shape.fields, value)


def _has_fields(shape: Shape, fields: tuple[Field, ...], value: Mapping[str, Json]) -> bool:
    known = {member.name: member for member in fields}
    if any(member.name not in value for member in fields if not member.optional):
        return False
    if any(name not in known and not shape.open for name in value):
        return False
    if any(member.name in value for member in shape.removed):
        return False
    return all(allowed(known[name].shape, inner) for name, inner in value.items() if name in known)


def _entries(shape: Shape, value: Json) -> bool:
    if not isinstance(value, dict) or not {shape.tag, shape.value_name} <= value.keys():
        return False
    entry = next((entry for entry in shape.entries if entry.name == value[shape.tag]), None)
    rest = {name: inner for name, inner in value.items() if name not in (shape.tag, shape.value_name)}
    return (
        entry is not None and allowed(entry.shape, value[shape.value_name]) and _has_fields(shape, shape.fields, rest)
    )


def _variants(shape: Shape, value: Json) -> bool:
    if not isinstance(value, dict):
        return False
    members = dict(zip(shape.tags, shape.members, strict=True))
    if shape.tag:
        member = members.get(str(value.get(shape.tag)))
        return member is not None and allowed(member, value)
    return len(value) == 1 and all(name in members and allowed(members[name], value[name]) for name in value)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": (int, float),
    "number": (int, float),
    "boolean": bool,
}
_KINDS: dict[str, Callable[[Shape, Json], bool]] = {
    "array": _array,
    "boolean": _scalar,
    "entries": _entries,
    "integer": _scalar,
    "map": _map,
    "number": _scalar,
    "object": _object,
    "string": _scalar,
    "union": _union,
    "variants": _variants,
}
