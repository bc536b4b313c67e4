"""From places in a payload to fields of the spec, and the fields that a payload holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.model.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Field, Json, Path


def unfold(shape: Shape, value: Json) -> Shape:
    """Return the shape that a value goes by: of a union the member of its JSON type, of variants the one it names."""
    if shape.kind == "union":
        return unfold(_member(shape, value), value)
    if shape.kind == "variants" and shape.tag and isinstance(value, dict):
        tag = value.get(shape.tag)
        if isinstance(tag, str) and tag in shape.tags:
            return shape.members[shape.tags.index(tag)]
    return shape


def _member(union: Shape, value: Json) -> Shape:
    """Return the member of a union that has a value's JSON type, or one that has nothing below it."""
    return next((member for member in union.members if _is_kind(member, value)), Shape(type="", kind="string"))


def _is_kind(shape: Shape, value: Json) -> bool:
    match value:
        case bool():
            return shape.kind == "boolean"
        case str():
            return shape.kind == "string"
        case int() | float():
            return shape.kind in ("integer", "number")
        case list():
            return shape.kind == "array"
        case dict():
            return shape.kind in ("object", "map", "entries", "variants")
    return False


#: Stands for the one event of a source that has only one.
ONLY = "*"


@dataclass(frozen=True, slots=True)
class Place:
    """A declared field in a payload: its event's name on the wire ("" for the envelope), its path, its JSON pointer."""

    event: str
    path: Path
    pointer: tuple[str, ...]


def fields_in(shape: Shape, value: Json, here: Place = Place("", (), ())) -> Iterator[Place]:
    """Yield every declared field that a value holds."""
    if shape.kind == "union":
        shape = _member(shape, value)
    if shape.type == "event":
        yield from _event_fields(shape, value, here)
    else:
        yield from _fields(shape, value, here)


def _event_fields(shape: Shape, value: Json, here: Place) -> Iterator[Place]:
    if shape.kind != "variants":
        yield from _fields(shape, value, Place(ONLY, (), here.pointer))
    elif isinstance(value, dict):
        for tag, member in zip(shape.tags, shape.members, strict=True):
            if shape.tag and value.get(shape.tag) == tag:
                yield from _fields(member, value, Place(tag, (), here.pointer))
            elif not shape.tag and tag in value:
                yield from _fields(member, value[tag], Place(tag, (), (*here.pointer, tag)))


def _fields(shape: Shape, value: Json, here: Place) -> Iterator[Place]:
    shape = unfold(shape, value)
    if isinstance(value, dict):
        if shape.kind == "map" and shape.values is not None:
            for key, inner in value.items():
                yield from fields_in(shape.values, inner, _below(here, "*", key=key))
            return
        for step, member in _members(shape, value):
            if member.name in value or step:
                name = shape.value_name if step else member.name
                place = _below(here, *((step, member.id) if step else (member.id,)), key=name)
                yield place
                yield from fields_in(member.shape, value[name], place)
    elif isinstance(value, list) and shape.items is not None:
        for index, inner in enumerate(value):
            yield from fields_in(shape.items, inner, Place(here.event, here.path, (*here.pointer, str(index))))


def _members(shape: Shape, value: dict[str, Json]) -> Iterator[tuple[str, Field]]:
    """Yield the fields of an object, and the entry that its key names, with the step that leads to entries."""
    for member in shape.fields:
        yield "", member
    if shape.kind == "entries" and shape.value_name in value:
        key = value.get(shape.tag)
        yield from ((shape.value_name, entry) for entry in shape.entries if entry.name == key)


def _below(here: Place, *steps: str, key: str) -> Place:
    return Place(here.event, (*here.path, *steps), (*here.pointer, key))


def free_texts(shape: Shape | None, value: Json, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text in a value, keys of objects included, with the steps to it.

    What the spec itself spells out is left out: names of fields, and values that an `enum` or a `const` allows.
    """
    shape = unfold(shape, value) if shape is not None else None
    if isinstance(value, str):
        if shape is None or not _spells_out(shape, value):
            yield steps, value
    elif isinstance(value, dict):
        declared = below(shape, value) if shape is not None else {}
        any_key = shape.values if shape is not None else None
        for key, inner in value.items():
            here = (*steps, key)
            if key not in declared and not (shape is not None and shape.keys and _spells_out(shape.keys, key)):
                yield here, key
            yield from free_texts(declared.get(key, any_key), inner, here)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from free_texts(shape.items if shape is not None else None, inner, (*steps, str(index)))


def _spells_out(shape: Shape, text: str) -> bool:
    """Say whether a shape lists a text."""
    allowed = shape.constraints.get("enum", ())
    return text == shape.constraints.get("const") or (isinstance(allowed, tuple) and text in allowed)


def below(shape: Shape, value: dict[str, Json]) -> dict[str, Shape]:
    """Return the shapes below an object by the names of their fields."""
    found = {member.name: member.shape for member in shape.fields}
    if shape.kind == "entries":
        names = tuple(entry.name for entry in shape.entries)
        found[shape.tag] = Shape(type="string", kind="string", constraints={"enum": names})
        found |= {step: member.shape for step, member in _members(shape, value) if step}
    elif shape.kind == "variants" and not shape.tag:
        found |= dict(zip(shape.tags, shape.members, strict=True))
    return found
