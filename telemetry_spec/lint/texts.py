"""The texts in an example or a sample, each with the field that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Field, Json, Shape


class Text(NamedTuple):
    """A text in a value: the selector of its field, and its place in the value (RFC 6901)."""

    selector: str
    pointer: str
    text: str


def texts(shape: Shape | None, value: Json, selector: str, pointer: str = "") -> Iterator[Text]:
    """Yield the texts in a value. Where the value does not fit the shape, the steps of the value name the place."""
    if isinstance(value, str):
        yield Text(selector, pointer, value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(_items(shape), item, selector, f"{pointer}/{index}")
    elif isinstance(value, dict):
        yield from _in_object(_member(shape, "object"), value, selector, pointer)


def _in_object(shape: Shape | None, value: dict[str, Json], selector: str, pointer: str) -> Iterator[Text]:
    fields: dict[str, Field] = {} if shape is None else {member.name: member for member in shape.fields}
    is_map = shape is not None and shape.kind == "map"
    for key, inner in value.items():
        here = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        if is_map:
            yield Text(selector, here, key)
            yield from texts(shape.values if shape else None, inner, f"{selector}.*", here)
            continue
        entry = _entry(shape, key, value)
        if entry is not None and shape is not None:
            yield from texts(entry.shape, inner, f"{selector}.{join(shape.value_name, entry.id)}", here)
            continue
        member = fields.get(key)
        name = join(member.id if member else key)
        yield from texts(member.shape if member else None, inner, f"{selector}.{name}", here)


def _entry(shape: Shape | None, key: str, value: dict[str, Json]) -> Field | None:
    """Return what the tag says of the value under `key`, where the object is a key and value pair."""
    if shape is None or shape.kind != "entries" or key != shape.value_name:
        return None
    return next((entry for entry in shape.entries if entry.name == value.get(shape.tag)), None)


def _items(shape: Shape | None) -> Shape | None:
    found = _member(shape, "array")
    return found.items if found is not None else None


def _member(shape: Shape | None, wanted: str) -> Shape | None:
    """Return the shape itself, or the member of a union that a list or an object can be of."""
    if shape is None or shape.kind != "union":
        return shape
    kinds = ("array",) if wanted == "array" else ("object", "map", "entries")
    return next((member for member in shape.members if member.kind in kinds), None)
