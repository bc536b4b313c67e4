"""Mutants of an emitted JSON Schema: each says something else in one place, so that some vector should tell it apart.

A mutant that says the same in other words is an equivalent; `tests/vectors/equivalents.py` declares those with a
reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.vectors.loosened import pattern_mutants

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = Any
Path = tuple[str | int, ...]

TYPES = ("null", "string", "integer", "number", "boolean", "array", "object")
BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
#: Keywords that hold no schemas, and say nothing else when they are gone but that they are gone.
PLAIN = (*BOUNDS, "type", "const", "enum", "pattern", "propertyNames", "items")


@dataclass(frozen=True)
class Mutant:
    """A changed schema: at `path` in the whole it holds `changed` for `node`; `what` says it in words."""

    path: Path
    keyword: str
    what: str
    node: Schema
    changed: Schema
    schema: Schema

    def __str__(self) -> str:
        return f"#/{'/'.join(map(str, self.path))}: {self.what}"


def mutants(whole: Schema) -> Iterator[Mutant]:
    """Yield every mutant of a schema."""
    for path, node in nodes(whole):
        for keyword, what, changed in changes(node):
            yield Mutant(path, keyword, what, node, changed, replaced(whole, path, changed))


def nodes(schema: Schema, path: Path = ()) -> Iterator[tuple[Path, Schema]]:
    """Yield every schema within a schema, itself first, with the way to it."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from nodes(inner, (*path, "properties", name))
    for keyword in ("items", "additionalProperties", "propertyNames", "if", "then"):
        if keyword in schema:
            yield from nodes(schema[keyword], (*path, keyword))
    for keyword in ("anyOf", "allOf"):
        for index, inner in enumerate(schema.get(keyword, ())):
            yield from nodes(inner, (*path, keyword, index))


def replaced(whole: Schema, path: Path, new: Schema) -> Schema:
    """Return a copy of a schema with another one in a place. What is not changed is shared."""
    if not path:
        return new
    first, *rest = path
    if isinstance(whole, list):
        return [replaced(inner, tuple(rest), new) if index == first else inner for index, inner in enumerate(whole)]
    return {**whole, first: replaced(whole[first], tuple(rest), new)}


def changes(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Yield every change of one schema: the keyword, the change in words, and the changed schema."""
    for keyword in PLAIN:
        if keyword in node:
            yield keyword, f"{keyword} dropped", without(node, keyword)
    for change in (_bounds, _types, _values, _patterns, _objects, _branches):
        yield from change(node)


def without(node: Schema, *keywords: str) -> Schema:
    return {name: inner for name, inner in node.items() if name not in keywords}


def _bounds(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    for keyword in BOUNDS:
        limit = node.get(keyword)
        for step in (-1, 1) if limit is not None else ():
            if limit + step >= 0 or keyword in ("minimum", "maximum"):
                yield keyword, f"{keyword} moved by {step:+}", {**node, keyword: limit + step}


def _types(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    if "type" not in node:
        return
    types = node["type"] if isinstance(node["type"], list) else [node["type"]]
    for other in TYPES:
        if other not in types and not (other == "integer" and "number" in types):
            yield "type", f"type widened by {other}", {**node, "type": [*types, other]}
    for one in types if len(types) > 1 else ():
        yield "type", f"type narrowed by {one}", {**node, "type": [other for other in types if other != one]}
    if "number" in types:
        yield (
            "type",
            "number narrowed to integer",
            {**node, "type": ["integer" if one == "number" else one for one in types]},
        )


def _values(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    for value in node.get("enum", ()):
        rest = [other for other in node["enum"] if other is not value]
        if rest:
            yield "enum", f"enum without {value!r}", {**node, "enum": rest}
    if "const" in node:
        value = node["const"]
        other = not value if isinstance(value, bool) else f"{value}x" if isinstance(value, str) else value + 1
        yield "const", "const another value", {**node, "const": other}


def _patterns(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    for what, pattern in pattern_mutants(node["pattern"]) if "pattern" in node else ():
        yield "pattern", what, {**node, "pattern": pattern}


def _objects(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    properties, required = node.get("properties", {}), node.get("required", [])
    for name in required:
        yield "required", f"{name!r} not required", {**node, "required": [other for other in required if other != name]}
    for name, inner in properties.items():
        if name not in required and inner is not False:
            yield "required", f"{name!r} required", {**node, "required": [*required, name]}
        yield "properties", f"{name!r} not declared", {**node, "properties": without(properties, name)}
    if node.get("additionalProperties") is False:
        yield "additionalProperties", "opened", without(node, "additionalProperties")
    elif "additionalProperties" in node:
        yield "additionalProperties", "values of any kind", without(node, "additionalProperties")
    if "x-telemetry-open" in node:
        yield "additionalProperties", "closed", {**node, "additionalProperties": False}


def _branches(node: Schema) -> Iterator[tuple[str, str, Schema]]:
    for keyword in ("anyOf", "allOf"):
        inner = node.get(keyword, [])
        for index in range(len(inner)):
            rest = [*inner[:index], *inner[index + 1 :]]
            changed = {**node, keyword: rest} if rest else without(node, keyword)
            yield keyword, f"{keyword} without branch {index}", changed
    if "if" in node:
        yield "if", "for every value", {**node, "if": True}
