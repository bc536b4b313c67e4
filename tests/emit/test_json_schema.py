"""The emitted JSON Schemas: valid, self-contained, annotated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from telemetry_spec.check.explain import violations
from telemetry_spec.compile import require
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.json_schema import emit, shape_schema
from tests.lint.fragments import compiled
from tests.verdict.cases import PRODUCTS, spec_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.model.shape import Shape
    from tests.conftest import Golden


def shape_of(written: str) -> Shape:
    """Return the shape of a field, as a spec describes it."""
    event = compiled(f"fields:\n  it: {{{written}}}\n").sources["app"].events["start"]
    return event.payload.fields[0].shape


def emitted(path: Path) -> dict[str, dict[str, Any]]:
    return {name: json.loads(data) for name, data in emit(require(path), Options())}


def inside(schema: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a schema."""
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from inside(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from inside(inner)


def subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas within, so that each key is a keyword and not the name of a field."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("anyOf", ())]
    inner += [schema.get(key) for key in ("items", "propertyNames", "additionalProperties", "if", "then")]
    for part in inner:
        if isinstance(part, dict):
            yield from subschemas(part)


@pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
def test_each_schema_is_valid_and_stands_alone(path: Path) -> None:
    found = emitted(path)
    assert found
    for schema in found.values():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert not any("$ref" in part for part in inside(schema))
    assert len({schema["$id"] for schema in found.values()}) == len(found)


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_product_has_its_schemas(product: str, root: Path, golden: Golden) -> None:
    spec = require(root / "schemas" / f"{product}.telemetry.yaml")
    files = dict(emit(spec, Options()))
    assert len(files) == sum(1 + 2 * len(source.events) for source in spec.sources.values())
    for name, data in files.items():
        golden(root / "tests" / "golden" / name, data)


def test_annotations_say_what_the_spec_says(root: Path) -> None:
    schemas = emitted(root / "schemas" / "flowforge.telemetry.yaml")
    payload = schemas["flowforge/json-schema/platform.ping.payload.schema.json"]
    instance = payload["properties"]["instanceId"]
    assert instance["x-telemetry-type"] == "uuid"
    assert instance["x-telemetry-sensitivity"] == "identifier"
    assert instance["description"]
    assert instance["examples"] == ["5db51f99-c6fb-4340-9c19-78adce58cc1b"]
    row = schemas["flowforge/json-schema/platform.ping.row.schema.json"]
    assert row["properties"]["ip"]["pattern"] == "^(?:[0-9a-f]{64})$"
    assert row["properties"]["ip"]["x-telemetry-transforms"] == [
        {"kind": "hash", "at": "receiver", "algorithm": "sha256", "mode": "plain"}
    ]
    assert "ip" not in payload["properties"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timestamp", "2024-02-31T00:00:00Z"),
        ("timestamp", "2016-12-31T12:59:60Z"),
        ("date", "2023-02-30"),
    ],
)
def test_engines_that_assert_formats_say_the_same(name: str, value: str) -> None:
    shape = shape_of(f"type: {name}")
    schema = shape_schema(shape)
    assert violations(shape, value) == []
    assert Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)
    assert jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)
    assert schema["x-telemetry-type"] == name


@pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
def test_no_schema_has_a_keyword_that_one_engine_asserts_and_another_ignores(path: Path) -> None:
    keywords = {keyword for schema in emitted(path).values() for part in subschemas(schema) for keyword in part}
    assert "type" in keywords
    assert not keywords & {"format", "contentEncoding", "contentMediaType", "contentSchema"}


def test_the_type_is_told_where_json_has_no_such_type() -> None:
    assert shape_schema(shape_of("type: version"))["x-telemetry-type"] == "version"
    for plain in ("type: string", "type: integer", "enum: [a]", "const: 1", "values: {type: boolean}"):
        assert "x-telemetry-type" not in shape_schema(shape_of(plain))


def test_what_is_removed_is_in_no_schema(root: Path) -> None:
    schemas = emitted(root / "tests" / "shapes" / "lifecycle.telemetry.yaml")
    spec = require(root / "tests" / "shapes" / "lifecycle.telemetry.yaml")
    gone = {event.id for _, event in spec.events() if event.removed}
    gone_fields = {member.name for _, event in spec.live_events() for member in event.payload.removed}
    assert gone
    assert gone_fields
    assert not any(f".{event}." in name for name in schemas for event in gone)
    payloads = [schema for name, schema in schemas.items() if ".payload." in name]
    assert not any(gone_fields & set(schema.get("properties", {})) for schema in payloads)
