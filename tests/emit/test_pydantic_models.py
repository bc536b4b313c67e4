"""The emitted pydantic modules: readable, accepted by the tools of the trade, and of one mind with the other engines."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from telemetry_spec.compile import require
from telemetry_spec.emit import emit
from telemetry_spec.emit._declare import declarations
from telemetry_spec.emit._pydantic_prelude import HELPERS
from telemetry_spec.emit._pydantic_types import PARAMETERS
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.pydantic_models import source
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from tests.emit.modules import GOLDEN, NAMES, PATHS, PRODUCTS, ROOT, emitted, hostile, load, trap

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from tests.conftest import Golden

VALID: dict[str, Any] = {
    "event": "all",
    "one": 1,
    "yes": True,
    "no": False,
    "level": 2,
    "word": "a",
    "whole": -3,
    "small": 9,
    "least": 1,
    "real": 0.5,
    "share": 1,
    "flag": True,
    "text": "abc",
    "digits": "012",
    "id": "5db51f99-c6fb-4340-9c19-78adce58cc1b",
    "list": [1],
    "map": {"a": 1},
    "mixed": True,
    "null_or": None,
    "closed": {"a": 1},
    "loose": {"a": 1, "more": [None]},
    "pair": {"key": "x", "value": 1},
}
RIGHT = [
    ("one", 1.0),
    ("level", 2.0),
    ("whole", 1.0),
    ("whole", 2**53 - 1),
    ("whole", -(2**53) + 1),
    ("small", 9.0),
    ("least", 3),
    ("real", 3),
    ("real", -1e300),
    ("share", 0),
    ("text", "\U0001f600\U0001f600\U0001f600"),
    ("list", [1.0, 2]),
    ("mixed", 1),
    ("mixed", 1.0),
    ("mixed", []),
    ("maybe", 1),
    ("either", None),
    ("either", 1),
    ("map", {"\U0001f600\U0001f600": 0}),
    ("pair", {"key": "y", "value": "1"}),
    ("loose", {"a": 1}),
]
WRONG = [
    ("one", True),
    ("one", 2),
    ("one", "1"),
    ("yes", 1),
    ("yes", 1.0),
    ("yes", False),
    ("no", 0),
    ("no", None),
    ("level", True),
    ("level", 1.5),
    ("word", "c"),
    ("word", ["a"]),
    ("whole", True),
    ("whole", "1"),
    ("whole", 1.5),
    ("whole", 2**53),
    ("whole", float(2**53)),
    ("whole", -(2**53)),
    ("whole", 1e300),
    ("whole", float("inf")),
    ("whole", float("nan")),
    ("whole", None),
    ("small", 10),
    ("least", 0),
    ("least", 4),
    ("real", True),
    ("real", "1.5"),
    ("real", float("inf")),
    ("real", float("nan")),
    ("share", 1.01),
    ("flag", 1),
    ("flag", "true"),
    ("text", ""),
    ("text", "abcd"),
    ("text", 1),
    ("digits", "1\n"),
    ("digits", "\n1"),
    ("digits", "\u0661"),
    ("digits", "1x"),
    ("id", "5db51f99-c6fb-4340-9c19-78adce58cc1b\n"),
    ("id", "{5db51f99-c6fb-4340-9c19-78adce58cc1b}"),
    ("list", []),
    ("list", [1, 2, 3]),
    ("list", [True]),
    ("list", {"0": 1}),
    ("list", [None]),
    ("map", {}),
    ("map", {"abc": 1}),
    ("map", {"a": 10}),
    ("map", {"a": 1, "b": 2, "c": 3}),
    ("map", [1]),
    ("mixed", None),
    ("mixed", 1.5),
    ("mixed", "a"),
    ("mixed", [1]),
    ("null_or", True),
    ("maybe", None),
    ("either", "1"),
    ("closed", {}),
    ("closed", {"a": 1, "b": 1}),
    ("closed", {"a": None}),
    ("closed", []),
    ("closed", None),
    ("loose", {"more": 1}),
    ("loose", {"a": 1, "gone": 1}),
    ("loose", {"a": 1, "gone": None}),
    ("pair", {"key": "x", "value": "1"}),
    ("pair", {"key": "y", "value": 1}),
    ("pair", {"key": "z", "value": 1}),
    ("pair", {"key": ["x"], "value": 1}),
    ("pair", {"key": "x"}),
    ("pair", {"value": 1}),
    ("pair", {"key": "x", "value": 1, "more": 1}),
    ("event", "other"),
    ("event", None),
    ("unknown", 1),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every emitted module in it."""
    path = tmp_path_factory.mktemp("emitted")
    for name, text in emitted().items():
        (path / f"{name}.py").write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return load(source(trap()), tmp_path_factory.mktemp("trap") / "trap.py")


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("product", PRODUCTS)
def test_golden(product: str, golden: Golden) -> None:
    spec = require(ROOT / "schemas" / f"{product}.telemetry.yaml")
    [(path, content)] = emit(spec, "pydantic-models", Options())
    assert path == f"{product}/models.py"
    golden(GOLDEN / path, content)


def test_every_constraint_has_its_parameter() -> None:
    assert {constraint.keyword for constraint in CONSTRAINTS.values()} == set(PARAMETERS) | {"const", "enum"}


def test_ruff_is_content(folder: Path) -> None:
    # What is ignored is not the module's doing: the folder has no __init__.py, and a text may hold any letter.
    settings = ("--config", ROOT / "pyproject.toml", "--no-cache")
    run(sys.executable, "-m", "ruff", "check", *settings, "--extend-ignore", "INP001,RUF001,RUF002", folder)


def test_ruff_would_format_nothing(folder: Path) -> None:
    run(sys.executable, "-m", "ruff", "format", "--config", ROOT / "pyproject.toml", "--no-cache", "--diff", folder)


@pytest.mark.parametrize("plugin", ["", "plugins = pydantic.mypy"])
def test_mypy_is_content(folder: Path, tmp_path: Path, plugin: str) -> None:
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = True\npython_version = 3.11\n{plugin}\n", encoding="utf-8")
    run(sys.executable, "-m", "mypy", "--config-file", config, "--cache-dir", tmp_path / "cache", folder)


@cache
def _module(path: Path, folder: Path) -> ModuleType:
    return load(source(require(path)), folder / f"{path.name.split('.')[0].replace('-', '_')}.py")


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_samples_are_accepted_and_written_as_they_were(path: Path, tmp_path: Path) -> None:
    spec = require(path)
    module, found = _module(path, tmp_path), declarations(spec)
    for source_, event in spec.live_events():
        for sample in event.samples:
            names = found.rows if sample.stored else found.payloads
            adapter: TypeAdapter[Any] = TypeAdapter(getattr(module, names[source_.id, event.id]))
            read = adapter.validate_python(sample.value)
            assert adapter.dump_python(read, mode="json", exclude_unset=True) == sample.value


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_every_type_that_is_promised_is_there(path: Path, tmp_path: Path) -> None:
    spec = require(path)
    module, found = _module(path, tmp_path), declarations(spec)
    live = {(source_.id, event.id) for source_, event in spec.live_events()}
    assert set(found.payloads) == set(found.rows) == live
    assert set(found.requests) == {source_.id for source_ in spec.live_sources()}
    for name in (*found.payloads.values(), *found.rows.values(), *found.requests.values()):
        TypeAdapter(getattr(module, name))
    for name in found.requests.values():
        assert issubclass(getattr(module, name), BaseModel)


def test_valid(trapped: ModuleType) -> None:
    trapped.All.model_validate(VALID)
    trapped.CoreRequest.model_validate([VALID, {"event": "other", "a": 1}])


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_right(trapped: ModuleType, name: str, value: object) -> None:
    trapped.All.model_validate({**VALID, name: value})
    trapped.CoreRequest.model_validate([{**VALID, name: value}])


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong(trapped: ModuleType, name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        trapped.All.model_validate({**VALID, name: value})
    with pytest.raises(ValidationError):
        trapped.CoreRequest.model_validate([{**VALID, name: value}])


@pytest.mark.parametrize("name", VALID)
def test_a_field_cannot_be_left_out(trapped: ModuleType, name: str) -> None:
    with pytest.raises(ValidationError):
        trapped.CoreRequest.model_validate([{key: value for key, value in VALID.items() if key != name}])


@pytest.mark.parametrize("body", [[], [VALID] * 3, VALID, (VALID,), None, [[VALID]], [{}], "", [None]])
def test_wrong_bodies(trapped: ModuleType, body: object) -> None:
    with pytest.raises(ValidationError):
        trapped.CoreRequest.model_validate(body)


def test_json_text_gets_the_same_verdict(trapped: ModuleType) -> None:
    text = trapped.All.model_validate(VALID).model_dump_json(exclude_unset=True)
    assert trapped.All.model_validate_json(text).model_dump(exclude_unset=True) == VALID
    for wrong in ("NaN", "Infinity", "-Infinity", "1e999", "true", '"1"'):
        with pytest.raises(ValidationError):
            trapped.All.model_validate_json(text.replace('"real":0.5', f'"real":{wrong}'))
    trapped.All.model_validate_json(text.replace('"whole":-3', '"whole":1e2'))


def test_attributes_keep_the_names_on_the_wire_where_they_can() -> None:
    spec = hostile("x", "model_dump", ("a",))
    core = spec.sources["core"]
    member = core.events["all"].payload.fields[-3]
    names = ["json", "copy", "model_name", "class", "str", "All", "userId", "fields", "_x", "é t", "a.b", "a_b", "l", "1"]
    assert names  # each of them has a different reason
    found = _attributes_of([(name, f"{number}") for number, name in enumerate(names)], member)
    assert found == {
        "json": "json_",
        "copy": "copy_",
        "model_name": "model_name_",
        "class": "class_",
        "str": "str_",
        "All": "All_",
        "userId": "userId",
        "fields": "fields",
        "_x": "x",
        "é t": "e_t",
        "a.b": "a_b_",
        "a_b": "a_b",
        "l": "l_",
        "1": "field_1",
    }


def _attributes_of(names: list[tuple[str, str]], member: Any) -> dict[str, str]:  # noqa: ANN401
    from dataclasses import replace

    from telemetry_spec.emit._attributes import attributes

    return attributes([replace(member, name=name, id=id_) for name, id_ in names], {"All"}, {})
