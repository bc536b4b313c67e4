"""What the receiver's transforms make of a field on its way into storage."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from telemetry_spec import fieldtypes
from telemetry_spec.compile.constraints import OF_LISTS
from telemetry_spec.model.shape import MAX_SAFE_INTEGER, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.shape import ConstraintValue, Field, Transform

_OF_MAPS: Final = ("min_entries", "max_entries")


def stored(member: Field) -> Field | None:
    """Return a field as it is stored, or None when the receiver drops it."""
    steps = [step for step in member.transforms if step.at == "receiver"]
    if any(step.kind == "drop" for step in steps):
        return None
    shape = member.shape
    for step in steps:
        shape = after(step, shape)
    optional = member.optional
    if not steps:
        optional = optional or _may_vanish(shape)
        shape = stored_shape(shape)
        if _is_nothing(shape):
            return None
    if shape is member.shape:
        return member
    # What was an example of the value before is none of the value after.
    return replace(member, shape=shape, optional=optional, examples=() if steps else member.examples)


def _may_vanish(shape: Shape) -> bool:
    """Say whether a value may be dropped with what it holds: a key says what it was that was dropped beside it."""
    if shape.kind == "union":
        return any(map(_may_vanish, shape.members))
    return any(stored(entry) is None for entry in shape.entries)


def _is_nothing(shape: Shape) -> bool:
    """Say whether nothing is left of a stored shape: whatever it held is dropped."""
    return (shape.kind == "entries" and not shape.entries) or (shape.kind == "union" and not shape.members)


def after(step: Transform, shape: Shape) -> Shape:
    """Return what a transform other than `drop` makes of the values of a shape. Null stays null.

    It lets every value through that `transforms.apply` gives, whichever value of the shape it is given.
    """
    if step.kind == "hash":
        name = step.algorithm or "sha256"
        hashed = fieldtypes.get(name)
        return Shape(type=name, kind=hashed.kind, constraints=hashed.implied, nullable=shape.nullable)
    if shape.kind == "union":
        return replace(shape, members=tuple(after(step, member) for member in shape.members), alias="")
    if step.kind == "truncate":
        return _truncated(step.size, shape) if shape.kind == "string" else shape
    return _rounded(step.size, shape) if step.size else shape


def _truncated(size: int, shape: Shape) -> Shape:
    longest = min(size, int(cast("int", shape.constraints.get("max_length", size))))
    return Shape(type="string", kind="string", constraints={"max_length": longest}, nullable=shape.nullable)


def _rounded(size: int, shape: Shape) -> Shape:
    if shape.kind == "string":
        # Digits only get fewer. A text that is no number stays as it is.
        kept = {name: limit for name, limit in shape.constraints.items() if name != "min_length"}
        return replace(shape, constraints=kept, alias="")
    if shape.kind not in ("integer", "number"):
        return shape
    if "const" in shape.constraints or "enum" in shape.constraints:
        values = cast("tuple[int, ...]", shape.constraints.get("enum") or (shape.constraints["const"],))
        steps = sorted({step for value in values for step in _around(value, size) if _is_safe(step)})
        return Shape(type="enum", kind="integer", constraints={"enum": tuple(steps)}, nullable=shape.nullable)
    return replace(shape, constraints=_outward(size, shape.constraints), alias="")


def _outward(size: int, limits: Mapping[str, ConstraintValue]) -> Mapping[str, ConstraintValue]:
    """Return bounds that let the steps on either side of a number through: not everybody rounds towards zero."""
    found = dict(limits)
    for name, side in (("minimum", 0), ("maximum", 1)):
        limit = cast("float", limits.get(name, 0))
        bound = _around(limit, size)[side]
        if name in limits and _is_safe(bound):
            found[name] = bound
        elif name in limits and abs(bound) < abs(limit):  # beyond the safe range a limit has no exact step beside it
            del found[name]
    return found


def _is_safe(number: int) -> bool:
    return abs(number) <= MAX_SAFE_INTEGER


def _around(value: float, size: int) -> tuple[int, int]:
    """Return the multiples of a step next to a number, below and above it. Both are the number if it is one."""
    below, above = math.floor(value), math.ceil(value)
    return below - below % size, above + -above % size


def stored_shape(shape: Shape) -> Shape:
    """Return a shape as it is stored: the receiver's transforms applied to every field within."""
    fields = _stored_fields(shape.fields)
    entries = _stored_fields(shape.entries)
    items = stored_shape(shape.items) if shape.items is not None else None
    values = stored_shape(shape.values) if shape.values is not None else None
    members = tuple(stored_shape(member) for member in shape.members)
    if shape.kind == "union":
        members = tuple(member for member in members if not _is_nothing(member))
    same = (
        fields is shape.fields
        and entries is shape.entries
        and items is shape.items
        and values is shape.values
        and len(members) == len(shape.members)
        and all(left is right for left, right in zip(members, shape.members, strict=True))
    )
    if same:
        return shape
    limits = shape.constraints
    for inner, kept, fewest, most in ((shape.items, items, *OF_LISTS), (shape.values, values, *_OF_MAPS)):
        if inner is not None and _may_vanish(inner):
            none = {most: 0} if kept is not None and _is_nothing(kept) else {}
            limits = {name: limit for name, limit in limits.items() if name != fewest} | none
    return replace(
        shape, constraints=limits, fields=fields, entries=entries, items=items, values=values, members=members
    )


def _stored_fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    kept = tuple(member for before in fields if (member := stored(before)) is not None)
    same = len(kept) == len(fields) and all(left is right for left, right in zip(kept, fields, strict=True))
    return fields if same else kept
