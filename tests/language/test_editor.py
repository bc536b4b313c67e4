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
    golden(root / "schemas" / "telemetry-spec.schema.json", editor_schema_text())


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
    for name, part in (*schema["definitions"].items(), ("SpecFile", schema)):
        for key, described in part["properties"].items():
            yield name, key, described


def test_every_key_is_described_and_none_offers_an_empty_value() -> None:
    for name, key, described in keys(editor_schema()):
        if key != "kind":
            assert described.get("description"), f"{name}.{key}"
        assert "title" not in described, f"{name}.{key}"
        assert "$ref" not in described or len(described) == 1, f"{name}.{key}"
        nothing = {"type": "null"} in described.get("anyOf", [])
        assert nothing == (
            (name, key)
            in {
                ("OptionSpec", "default"),
                ("OptionSpec", "recommended"),
                ("ConfigOptOut", "value"),
                ("WhenSpec", "equals"),
            }
        ), f"{name}.{key}"
    assert "$defs" not in json.dumps(editor_schema())


def test_types_and_value_classes_are_suggested() -> None:
    definitions = editor_schema()["definitions"]
    suggested, free = definitions["FieldSpec"]["properties"]["type"]["anyOf"]
    assert suggested["enum"] == list(fieldtypes.names())
    assert len(suggested["enumDescriptions"]) == len(suggested["enum"])
    assert free == {"minLength": 1, "type": "string"}
    assert definitions["PromiseSpec"]["properties"]["forbids"]["items"]["enum"] == list(valueclasses.names())
