"""Right values broken in one place: what every validator must refuse.

Each break violates one obligation: a place in the value and a keyword of the constraint table there.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from telemetry_spec import fieldtypes
from telemetry_spec.emit._values import fits
from telemetry_spec.model.shape import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from telemetry_spec.model.shape import Field, Json, Shape

Steps = tuple[str | int, ...]
Payload = Any
"""A piece of a payload that its shape says more of than any type could."""

_ABSENT = object()
_WRONG: dict[str, tuple[Json, ...]] = {
    "string": ("text", ""),
    "integer": (7, 7.0),
    "number": (7.5,),
    "boolean": (True, False),
    "array": ([], [1]),
    "object": ({}, {"a": 1}),
    "null": (None,),
}
_JSON_KIND = {"map": "object", "entries": "object", "variants": "object"}


@dataclass(frozen=True, slots=True)
class Break:
    """One way to break a value: put `value` at `steps`, or take away what is there. `keyword` is what it violates."""

    steps: Steps
    keyword: str
    value: object

    def apply(self, payload: Json) -> Json:
        """Return a broken copy of a payload."""
        if not self.steps:
            return cast("Json", copy.deepcopy(self.value))
        broken: Any = copy.deepcopy(payload)
        holder = broken
        for step in self.steps[:-1]:
            holder = holder[step]
        if self.value is _ABSENT:
            del holder[self.steps[-1]]
        else:
            holder[self.steps[-1]] = copy.deepcopy(self.value)
        return cast("Json", broken)


def breaks(shape: Shape, value: Json, rng: random.Random, steps: Steps = ()) -> Iterator[Break]:
    """Yield every way to break a right value of a shape in one place, values chosen at random."""
    yield from _types(shape, rng, steps)
    if value is None:
        return
    if shape.kind == "union":
        member = next(member for member in shape.members if _accepts_kind(member, value))
        # At the union's own place another JSON type may be another member's: those breaks are the union's to make.
        yield from (
            found
            for found in breaks(member, value, rng, steps)
            if found.steps != steps or not _is_other_kind(member, found.value)
        )
        return
    structure = _STRUCTURES.get(shape.kind)
    if structure is not None:
        yield from structure(shape, value, rng, steps)
    yield from _limits(shape, value, steps)


def _kinds(shape: Shape) -> set[str]:
    if shape.kind == "union":
        found = set().union(*(_kinds(member) for member in shape.members))
    else:
        found = {_JSON_KIND.get(shape.kind, shape.kind)}
    if "number" in found:
        found.add("integer")
    return found | ({"null"} if shape.nullable else set())


def _accepts_kind(shape: Shape, value: Json) -> bool:
    return any(type(value) is type(sample) for kind in _kinds(shape) for sample in _WRONG[kind])


def _types(shape: Shape, rng: random.Random, steps: Steps) -> Iterator[Break]:
    allowed = _kinds(shape)
    for kind, samples in _WRONG.items():
        if kind in allowed or (kind == "number" and "integer" in allowed):
            continue
        yield Break(steps, "null" if kind == "null" else "type", rng.choice(samples))
    if "integer" in allowed and "number" not in allowed:
        yield Break(steps, "type", 1.5)


def _limits(shape: Shape, value: Json, steps: Steps) -> Iterator[Break]:
    limits = shape.constraints
    for name in limits:
        for wrong in _BEYOND[name](limits[name], value):
            if not fits(wrong, {name: limits[name]}) and not _is_other_kind(shape, wrong):
                yield Break(steps, name, wrong)
    known = fieldtypes.get(shape.type) if shape.type in fieldtypes.names() else None
    for wrong in known.near_misses if known is not None else ():
        if _is_other_kind(shape, wrong) or not fits(wrong, limits):
            yield Break(steps, "near miss", wrong)


def _is_other_kind(shape: Shape, value: object) -> bool:
    return not any(
        type(value) is type(sample) for sample in (*_WRONG[_JSON_KIND.get(shape.kind, shape.kind)],)
    ) and not (shape.kind == "number" and type(value) is int)


def _other_values(limit: Payload, value: Payload) -> list[Payload]:
    values = limit if isinstance(limit, tuple) else (limit,)
    if isinstance(values[0], bool):
        return [not values[0]]
    if isinstance(values[0], int):
        return [max(values) + 1, min(values) - 1]
    text = str(value)
    return [f"{text} ", text.swapcase(), f"{text}\n", "", text[:-1]]


def _not_matching(limit: Payload, value: Payload) -> list[Payload]:  # noqa: ARG001  breakers share a signature
    text = str(value)
    return [
        f"{text}\n",
        f"\n{text}",
        f"{text} ",
        "\u0663" + text[1:],
        f"{text}\u00e9",
        f"x{text}",
        "",
        text[:-1],
        text.swapcase(),
    ]


_BEYOND: dict[str, Callable[[Any, Any], list[Payload]]] = {
    "const": _other_values,
    "enum": _other_values,
    "pattern": _not_matching,
    "minimum": lambda limit, _: [limit - 1, limit - 0.5] if abs(limit) < MAX_SAFE_INTEGER else [limit - 1],
    "maximum": lambda limit, _: [limit + 1, limit + 0.5] if abs(limit) < MAX_SAFE_INTEGER else [limit + 1],
    "min_length": lambda limit, value: [value[: limit - 1]] if limit else [],
    "max_length": lambda limit, value: [value + "a" * (limit + 1 - len(value)), "\U0001f600" * (limit + 1)],
    "min_items": lambda limit, value: [value[: limit - 1]] if limit else [],
    "max_items": lambda limit, value: [(value * (limit + 1))[: limit + 1]] if value else [],
    "min_entries": lambda limit, value: [dict(list(value.items())[: limit - 1])] if limit else [],
    "max_entries": lambda limit, value: [_grown(value, limit + 1)] if value else [],
}


def _grown(value: dict[str, Any], size: int) -> dict[str, Any]:
    key, inner = next(iter(value.items()))
    return {**value, **{f"{key}{index}": inner for index in range(size - len(value))}}


def _object(shape: Shape, value: Payload, rng: random.Random, steps: Steps) -> Iterator[Break]:
    entries = {entry.name: entry for entry in shape.entries}
    for member in shape.fields:
        if member.name in value:
            yield from _member(member, value, rng, steps)
    if entries:
        yield from _entry(shape, value, rng, steps)
    for member in shape.removed:
        yield Break((*steps, member.name), "additionalProperties", rng.choice([1, None, "x", {}]))
    if not shape.open:
        yield Break((*steps, _new_name(value)), "additionalProperties", rng.choice([1, None, "x", {}]))


def _member(member: Field, value: Payload, rng: random.Random, steps: Steps) -> Iterator[Break]:
    here = (*steps, member.name)
    if not member.optional:
        yield Break(here, "required", _ABSENT)
    yield from breaks(member.shape, value[member.name], rng, here)


def _entry(shape: Shape, value: Payload, rng: random.Random, steps: Steps) -> Iterator[Break]:
    entry = next(entry for entry in shape.entries if entry.name == value[shape.tag])
    yield Break((*steps, shape.tag), "required", _ABSENT)
    yield Break((*steps, shape.value_name), "required", _ABSENT)
    yield Break((*steps, shape.tag), "enum", f"{entry.name} ")
    yield Break((*steps, shape.tag), "type", 1)
    yield from breaks(entry.shape, value[shape.value_name], rng, (*steps, shape.value_name))


def _variants(shape: Shape, value: Payload, rng: random.Random, steps: Steps) -> Iterator[Break]:
    tag = value[shape.tag] if shape.tag else next(iter(value))
    member = shape.members[shape.tags.index(tag)]
    if shape.tag:
        yield from (found for found in breaks(member, value, rng, steps) if found.steps != steps)
        return
    yield Break(steps, "minProperties", {})
    yield Break((*steps, _new_name(value)), "additionalProperties", value[tag])
    for other in shape.tags:
        if other != tag:
            yield Break((*steps, other), "maxProperties", value[tag])
    yield from breaks(member, value[tag], rng, (*steps, tag))


def _array(shape: Shape, value: Payload, rng: random.Random, steps: Steps) -> Iterator[Break]:
    if value and shape.items is not None:
        index = rng.randrange(len(value))
        yield from breaks(shape.items, value[index], rng, (*steps, index))


def _map(shape: Shape, value: Payload, rng: random.Random, steps: Steps) -> Iterator[Break]:
    if not value or shape.values is None or shape.keys is None:
        return
    key = rng.choice(list(value))
    yield from breaks(shape.values, value[key], rng, (*steps, key))
    for wrong in breaks(shape.keys, key, rng):
        if isinstance(wrong.value, str):
            others = {name: inner for name, inner in value.items() if name != key}
            yield Break(steps, "propertyNames", {**others, wrong.value: value[key]})


def _new_name(value: dict[str, Json]) -> str:
    name = "undeclared"
    while name in value:
        name += "_"
    return name


_STRUCTURES: dict[str, Callable[[Any, Any, random.Random, Steps], Iterator[Break]]] = {
    "object": _object,
    "entries": _object,
    "variants": _variants,
    "array": _array,
    "map": _map,
}
