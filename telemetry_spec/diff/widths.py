"""Whether a shape lets more through than another one, read from the one table of constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Hashable

    from telemetry_spec.model.shape import ConstraintValue, Json, Shape

_PYTHON: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
}


def direction(narrower: bool, wider: bool) -> bool | None:  # noqa: FBT001  two answers to one question
    """Return whether something widens, given whether it lets less through and whether it lets more through."""
    return wider if narrower != wider else None


def limit_widens(name: str, old: ConstraintValue | None, new: ConstraintValue | None) -> bool | None:
    """Say whether a limit that is now another one lets more through. None for a limit stands for no limit."""
    if old is None or new is None:
        return new is None
    narrows = CONSTRAINTS[name].narrows
    return direction(bool(narrows(new, old)), bool(narrows(old, new)))


def type_widens(old: Shape, new: Shape) -> bool | None:
    """Say whether a shape that is now another one lets more through.

    Where neither accepts all of the other, a text that nobody bounds tells more than a number, and that more than one
    of a few values.
    """
    wider, narrower = accepts(new, old), accepts(old, new)
    if wider or narrower:
        return direction(narrower, wider)
    return direction(_freedom(new) < _freedom(old), _freedom(new) > _freedom(old))


def accepts(outer: Shape, inner: Shape) -> bool:
    """Say whether a shape surely accepts all that another one accepts, but for null."""
    if inner.kind == "union":
        return all(accepts(outer, member) for member in inner.members)
    if outer.kind == "union":
        return any(accepts(member, inner) for member in outer.members)
    values = _finite(inner)
    if values is not None:
        return all(_holds(outer, value) for value in values)
    if outer.kind != inner.kind and (outer.kind, inner.kind) != ("number", "integer"):
        return False
    return all(_keeps(name, limit, inner) for name, limit in outer.constraints.items()) and _accepts_inside(
        outer, inner
    )


def _accepts_inside(outer: Shape, inner: Shape) -> bool:
    for one, other in ((outer.items, inner.items), (outer.keys, inner.keys), (outer.values, inner.values)):
        if one is not None and other is not None and not (_null_fits(one, other) and accepts(one, other)):
            return False
    if outer.kind != "object":
        return outer.kind not in ("entries", "variants") or sketch(outer) == sketch(inner)
    known = {member.name: member for member in outer.fields}
    sent = {member.name: member for member in inner.fields}
    if (inner.open and not outer.open) or not (sent.keys() <= known.keys() or outer.open):
        return False
    if any(not member.optional and (name not in sent or sent[name].optional) for name, member in known.items()):
        return False
    shared = ((known[name].shape, sent[name].shape) for name in known if name in sent)
    return all(_null_fits(one, other) and accepts(one, other) for one, other in shared)


def _null_fits(outer: Shape, inner: Shape) -> bool:
    return outer.nullable or not inner.nullable


def _finite(shape: Shape) -> list[Json] | None:
    """Return the values of a shape that has a few only."""
    if "enum" in shape.constraints:
        return list(shape.constraints["enum"])  # type: ignore[arg-type]
    if "const" in shape.constraints:
        return [shape.constraints["const"]]  # type: ignore[list-item]
    return [False, True] if shape.kind == "boolean" else None


def _holds(shape: Shape, value: Any) -> bool:  # noqa: ANN401  a JSON value
    if isinstance(value, bool) or shape.kind == "boolean":
        fits = isinstance(value, bool) and shape.kind == "boolean"
    else:
        fits = isinstance(value, _PYTHON.get(shape.kind, ()))
    return fits and all(CONSTRAINTS[name].holds(value, limit) for name, limit in shape.constraints.items())


def _keeps(name: str, limit: ConstraintValue, inner: Shape) -> bool:
    """Say whether all that a shape accepts keeps within a limit."""
    own = inner.constraints.get(name)
    if own is None:
        return name.startswith("min_") and limit == 0
    return bool(CONSTRAINTS[name].narrows(own, limit))


def _freedom(shape: Shape) -> int:
    """Return how much a value can tell: 0 for one of a few, 1 for numbers and texts of a form, 2 for any text."""
    if _finite(shape) is not None:
        return 0
    if shape.kind == "string":
        return 1 if "pattern" in shape.constraints else 2
    if shape.open:
        return 2
    inner = [child for child in (shape.items, shape.keys, shape.values, *shape.members) if child is not None]
    inner += [member.shape for member in (*shape.fields, *shape.entries)]
    return max([*map(_freedom, inner), int(shape.kind in ("integer", "number", "array", "map"))])


def sketch(shape: Shape) -> Hashable:
    """Return what a shape accepts as data that compares equal in two versions of a spec: without places and words."""
    return (
        shape.type,
        shape.kind,
        shape.nullable,
        tuple(sorted((name, repr(limit)) for name, limit in shape.constraints.items())),
        tuple(sketch(inner) if inner is not None else None for inner in (shape.items, shape.keys, shape.values)),
        tuple((member.name, member.optional, sketch(member.shape)) for member in shape.fields),
        tuple((member.name, sketch(member.shape)) for member in shape.entries),
        tuple(map(sketch, shape.members)),
        (bool(shape.open), shape.tag, shape.tags, shape.value_name),
    )
