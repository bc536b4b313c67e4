"""JSON Schema 2020-12 for every payload, stored row and request body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.emit.base import Options, json_bytes
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.selector import event_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.model.shape import Field, Shape
    from telemetry_spec.model.spec import Event, Source, Spec

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:  # noqa: ARG001  every output has this signature
    """Yield one file for each payload, each row and each request body."""
    folder = f"{spec.product}/json-schema"
    for source in spec.live_sources():
        yield f"{folder}/{source.id}.request.schema.json", json_bytes(request_schema(spec, source))
    for source, event in spec.live_events():
        name = f"{folder}/{source.id}.{event.id}"
        yield f"{name}.payload.schema.json", json_bytes(payload_schema(spec, source, event))
        yield f"{name}.row.schema.json", json_bytes(row_schema(spec, source, event))


def payload_schema(spec: Spec, source: Source, event: Event) -> Schema:
    """Return the schema of an event as it is sent, without the envelope."""
    return _document(spec, event_selector(source, event), "payload", event.description, shape_schema(event.payload))


def row_schema(spec: Spec, source: Source, event: Event) -> Schema:
    """Return the schema of an event as it is stored."""
    return _document(spec, event_selector(source, event), "row", event.description, shape_schema(event.row))


def request_schema(spec: Spec, source: Source) -> Schema:
    """Return the schema of a whole request body of a source."""
    return _document(spec, source.id, "request", source.description, shape_schema(source.request.body))


def _document(spec: Spec, selector: str, part: str, description: str, schema: Schema) -> Schema:
    head: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:telemetry-spec:{spec.product}:{selector}:{part}",
        "title": f"{spec.title}: {selector} ({part})",
    }
    if description:
        head["description"] = description
    head["x-telemetry-spec-version"] = spec.version
    return {**head, **schema}


def shape_schema(shape: Shape) -> Schema:
    """Return the schema of a shape. It stands for itself: it refers to nothing outside."""
    schema = _KINDS.get(shape.kind, _scalar)(shape)
    if shape.type != shape.kind and shape.type in fieldtypes.names() and fieldtypes.get(shape.type).implied:
        # Not `format`: some engines assert it, each in its own way, and then say no where the pattern says yes.
        schema["x-telemetry-type"] = shape.type
    return _nullable(schema) if shape.nullable else schema


def _nullable(schema: Schema) -> Schema:
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return {**schema, "type": [schema["type"], "null"]}


def keywords(shape: Shape) -> Schema:
    """Return the constraints of a shape as keywords: what holds beside its JSON type."""
    found: Schema = {}
    for name, constraint in CONSTRAINTS.items():
        if name in shape.constraints:
            limit = shape.constraints[name]
            if name == "pattern":
                limit = patterns.to_ecma(str(limit))
            found[constraint.keyword] = list(limit) if isinstance(limit, tuple) else limit
    return found


def _scalar(shape: Shape) -> Schema:
    return {"type": shape.kind, **keywords(shape)}


def _array(shape: Shape) -> Schema:
    assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
    return {"type": "array", "items": shape_schema(shape.items), **keywords(shape)}


def _map(shape: Shape) -> Schema:
    assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
    assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
    return {
        "type": "object",
        "propertyNames": shape_schema(shape.keys),
        "additionalProperties": shape_schema(shape.values),
        **keywords(shape),
    }


def _union(shape: Shape) -> Schema:
    return {"anyOf": [shape_schema(member) for member in shape.members]}


def _object(shape: Shape) -> Schema:
    schema: Schema = {"type": "object"}
    schema["properties"] = {member.name: field_schema(member) for member in shape.fields}
    required = [member.name for member in shape.fields if not member.optional]
    if required:
        schema["required"] = required
    if shape.open:
        schema["properties"] |= {member.name: False for member in shape.removed}
        schema["x-telemetry-open"] = shape.open
    else:
        schema["additionalProperties"] = False
    return schema


def _entries(shape: Shape) -> Schema:
    schema = _object(shape)
    schema["properties"][shape.tag] = {"type": "string", "enum": [entry.name for entry in shape.entries]}
    schema["properties"][shape.value_name] = True
    schema["required"] = [*schema.get("required", ()), shape.tag, shape.value_name]
    schema["allOf"] = [
        _when(shape.tag, entry.name, {"properties": {shape.value_name: field_schema(entry)}}) for entry in shape.entries
    ]
    return schema


def _variants(shape: Shape) -> Schema:
    schemas = [shape_schema(member) for member in shape.members]
    if not shape.tag:
        return {
            "type": "object",
            "properties": dict(zip(shape.tags, schemas, strict=True)),
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
    branches = [_when(shape.tag, tag, schema) for tag, schema in zip(shape.tags, schemas, strict=True)]
    if shape.nullable:  # what is no object has any value in any field, as far as `if` is concerned
        branches = [{**branch, "if": {"type": "object", **branch["if"]}} for branch in branches]
    return {
        "type": "object",
        "properties": {shape.tag: {"type": "string", "enum": list(shape.tags)}},
        "required": [shape.tag],
        "allOf": branches,
    }


def _when(name: str, value: str, then: Schema) -> Schema:
    """Say what holds where a field has a value. Unlike `oneOf`, this blames the right branch."""
    return {"if": {"properties": {name: {"const": value}}, "required": [name]}, "then": then}


_KINDS: dict[str, Callable[[Shape], Schema]] = {
    "array": _array,
    "map": _map,
    "union": _union,
    "object": _object,
    "entries": _entries,
    "variants": _variants,
}


def field_schema(member: Field) -> Schema:
    """Return the schema of a field, with what the spec says about it as annotations."""
    schema = shape_schema(member.shape)
    if member.description:
        schema["description"] = member.description
    if member.examples:
        schema["examples"] = list(member.examples)
    if member.deprecated:
        schema["deprecated"] = True
    for key, value in _annotations(member):
        if value:
            schema[f"x-telemetry-{key}"] = value
    return schema


def _annotations(member: Field) -> Iterator[tuple[str, object]]:
    yield "sensitivity", member.sensitivity
    yield "lifetime", member.lifetime
    yield "unit", member.unit
    yield "origin", member.origin
    yield "retention", member.retention
    yield "since", member.since
    yield "deprecated-since", member.deprecated
    yield "note", member.note
    steps = [
        {
            key: value
            for key in ("kind", "at", "algorithm", "mode", "size", "of")
            if (value := getattr(step, key)) and (key != "mode" or step.kind == "hash")
        }
        for step in member.transforms
    ]
    yield "transforms", steps
