"""The editor schema: current, and of the same opinion as the compiler about what may be written."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from telemetry_spec import fieldtypes, valueclasses
from telemetry_spec.compile import compile_spec
from telemetry_spec.language.editor import editor_schema, editor_schema_text
from telemetry_spec.reading.load import load_text
from telemetry_spec.reading.tree import bare, plain
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Golden

FILES = [file for path in spec_paths() for file in (sorted(path.iterdir()) if path.is_dir() else [path])]


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    schema = editor_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def read(text: str) -> object:
    node, findings = load_text(text, "spec.yaml")
    assert findings == []
    assert node is not None
    return bare(plain(node))


def test_the_committed_schema_is_current(root: Path, golden: Golden) -> None:
    assert golden(root / "schemas" / "telemetry-spec.schema.json", editor_schema_text())


def test_it_can_be_printed(root: Path) -> None:
    command = [sys.executable, "-m", "telemetry_spec.language.editor"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout
    assert printed == editor_schema_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_every_spec_is_right_by_it(validator: Draft7Validator, file: Path) -> None:
    assert [error.message for error in validator.iter_errors(read(file.read_text("utf-8")))] == []


SPEC = """
telemetry_spec: 1
product: demo
title: Demo
version: "1"
consent: opt-out
notice: {summary: A demo.}
opt_outs: {off: {kind: env, variable: DEMO_OFF, values: ["1"], disables: [app]}}
sources: {app: {events: {start: {fields: {name: {type: string, max_length: 20}}}}}}
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("max_length: 20", "max_lenght: 20"),
        ("max_length: 20", "max_length: many"),
        ("max_length: 20", "max_length: null"),
        ("consent: opt-out", "consent: maybe"),
        ("telemetry_spec: 1", "telemetry_spec: 2"),
        ("kind: env", "kind: environment"),
        ('values: ["1"], ', ""),
        ("events:", "event:"),
        ("title: Demo", "title: [Demo]"),
        ("start:", '"a.b":'),
        ('version: "1"', "version: 1"),
    ],
)
def test_it_refuses_what_the_compiler_refuses(
    validator: Draft7Validator, tmp_path: Path, right: str, wrong: str
) -> None:
    assert validator.is_valid(read(SPEC))
    changed = SPEC.replace(right, wrong)
    assert changed != SPEC
    assert not validator.is_valid(read(changed))
    file = tmp_path / "demo.telemetry.yaml"
    file.write_text(changed)
    assert compile_spec(file).spec is None


def keys(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for part in (schema, *schema["definitions"].values()):
        for key, described in part.get("properties", {}).items():
            yield part["title"], key, described


def test_every_part_has_a_title_and_a_description() -> None:
    for name, part in editor_schema()["definitions"].items():
        if "properties" in part:
            assert part["title"].replace("`", "").replace(" ", "-") == name
            assert part["description"].endswith(".")
            assert part["additionalProperties"] is False


def test_every_key_is_described() -> None:
    schema = editor_schema()
    for title, key, described in keys(schema):
        named = schema["definitions"].get(described.get("$ref", "").rsplit("/", 1)[-1], {})
        assert (described.get("description") or named.get("description", "")).rstrip("`")[-1] in ".:", f"{title}.{key}"
        assert "title" not in described, f"{title}.{key}"


def test_only_values_of_the_product_may_be_null() -> None:
    nullable = {(title, key) for title, key, described in keys(editor_schema()) if '"null"' in json.dumps(described)}
    assert nullable == {
        ("condition", "equals"),
        ("opt-out of kind `config`", "value"),
        ("option", "default"),
        ("option", "recommended"),
    }


def test_draft_7_holds_nothing_but_a_description_beside_a_reference() -> None:
    def walk(schema: object) -> Iterator[dict[str, Any]]:
        if isinstance(schema, dict):
            yield schema
        for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
            yield from walk(inner)

    references = [found for found in walk(editor_schema()) if isinstance(found.get("$ref"), str)]
    assert references
    assert all(found.keys() <= {"$ref", "description"} for found in references)
    assert not [found for found in walk(editor_schema()) if "$defs" in found or "oneOf" in found]


def test_types_and_value_classes_are_suggested() -> None:
    definitions = editor_schema()["definitions"]
    suggested, free = definitions["type-name"]["anyOf"]
    assert suggested["enum"] == list(fieldtypes.names())
    assert suggested["enumDescriptions"] == [fieldtypes.get(name).description for name in fieldtypes.names()]
    assert set(free) == {"type", "pattern", "maxLength"}
    assert definitions["value-class"]["enum"] == list(valueclasses.names())
    field = definitions["field"]["properties"]["type"]
    assert field["$ref"] == "#/definitions/type-name"


@pytest.mark.parametrize("written", ["uuid", "uuid[]", "my_own", "boolean[][]"])
def test_own_types_and_lists_stay_allowed(validator: Draft7Validator, written: str) -> None:
    assert validator.is_valid(read(SPEC.replace("type: string, max_length: 20", f'type: "{written}"')))
