"""Names that every object in JavaScript has are no names of keys."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from telemetry_spec.compile import compile_text
from telemetry_spec.compile.wire_names import ON_EVERY_OBJECT
from tests.lint.fragments import complete


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: it knows what every object has")
def test_they_are_those_of_javascript() -> None:
    script = "console.log(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)))"
    done = subprocess.run(["node", "-e", script], capture_output=True, check=True, text=True)
    assert set(json.loads(done.stdout)) == ON_EVERY_OBJECT


@pytest.mark.parametrize("name", sorted(ON_EVERY_OBJECT))
@pytest.mark.parametrize("form", ["{%s: {type: boolean}}", "{it: {name: %s, type: boolean, removed: '1'}}"])
def test_no_field_is_sent_under_one(name: str, form: str) -> None:
    [finding] = compile_text(complete(f"fields: {form % name}\n")).findings
    assert finding.code == "javascript-name"
    assert f"`{name}`" in finding.message


def test_values_may_be_called_so() -> None:
    fields = "{a: {enum: [constructor, toString]}, b: {entries: {of: {valueOf: {type: boolean}}}}}"
    assert compile_text(complete(f"fields: {fields}\n")).findings == ()
