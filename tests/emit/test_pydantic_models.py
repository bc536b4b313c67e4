"""The emitted pydantic modules: accepted by the tools of the trade, and of one mind with the other engines."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from telemetry_spec.compile import require
from telemetry_spec.emit import emit
from telemetry_spec.emit._code.declare import declarations
from telemetry_spec.emit._code.names import Names, camel
from telemetry_spec.emit._code.prose import one_line
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.pydantic_models import source
from telemetry_spec.emit.pydantic_models.attributes import attributes
from telemetry_spec.emit.pydantic_models.prelude import HELPERS
from telemetry_spec.emit.pydantic_models.types import PARAMETERS
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from tests.emit.modules import GOLDEN, NAMES, PATHS, PRODUCTS, ROOT, VALID, emitted, hostile, load, trap

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from tests.conftest import Golden

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
    ("there", {"x": 1, "y": 1}),
    ("route", []),
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
    ("smaller", 6),
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
    ("here", None),
    ("here", {"y": 1}),
    ("here", {"x": 1, "y": None}),
    ("there", {"x": 1, "z": 1}),
    ("route", [None]),
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


def complaints(*command: object) -> str:
    """Return what a program says when it is not content, or ""."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd=ROOT)
    return "" if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("product", PRODUCTS)
def test_golden(product: str, golden: Golden) -> None:
    spec = require(ROOT / "schemas" / f"{product}.telemetry.yaml")
    [(path, content)] = emit(spec, "pydantic-models", Options())
    assert path == f"{product}/models.py"
    assert golden(GOLDEN / path, content)


def test_every_constraint_has_its_parameter() -> None:
    assert {constraint.keyword for constraint in CONSTRAINTS.values()} == set(PARAMETERS) | {"const", "enum"}


def test_ruff_is_content(folder: Path) -> None:
    # What is ignored is not the module's doing: the folder has no __init__.py, and a text may hold any letter.
    rules = ("--config", ROOT / "pyproject.toml", "--no-cache")
    assert (
        complaints(sys.executable, "-m", "ruff", "check", *rules, "--extend-ignore", "INP001,RUF001,RUF002", folder)
        == ""
    )


def test_ruff_would_format_nothing(folder: Path) -> None:
    assert (
        complaints(
            sys.executable, "-m", "ruff", "format", "--config", ROOT / "pyproject.toml", "--no-cache", "--diff", folder
        )
        == ""
    )


@pytest.mark.parametrize("plugin", ["", "plugins = pydantic.mypy"])
def test_mypy_is_content(folder: Path, tmp_path: Path, plugin: str) -> None:
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = True\npython_version = 3.11\n{plugin}\n", encoding="utf-8")
    assert (
        complaints(sys.executable, "-m", "mypy", "--config-file", config, "--cache-dir", tmp_path / "cache", folder)
        == ""
    )


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_samples_are_accepted_and_written_as_they_were(path: Path, tmp_path: Path) -> None:
    spec = require(path)
    module, found = load(source(spec), tmp_path / "models.py"), declarations(spec)
    for source_, event in spec.live_events():
        for sample in event.samples:
            names = found.rows if sample.stored else found.payloads
            adapter: TypeAdapter[Any] = TypeAdapter(getattr(module, names[source_.id, event.id]))
            read = adapter.validate_python(sample.value)
            assert adapter.dump_python(read, mode="json", exclude_unset=True) == sample.value


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_every_type_that_is_promised_is_there(path: Path, tmp_path: Path) -> None:
    spec = require(path)
    module, found = load(source(spec), tmp_path / "models.py"), declarations(spec)
    live = {(source_.id, event.id) for source_, event in spec.live_events()}
    assert set(found.payloads) == set(found.rows) == live
    assert set(found.requests) == {source_.id for source_ in spec.live_sources()}
    for name in (*found.payloads.values(), *found.rows.values(), *found.requests.values()):
        assert TypeAdapter(getattr(module, name)).json_schema()
    for name in found.requests.values():
        assert issubclass(getattr(module, name), BaseModel)


def test_valid(trapped: ModuleType) -> None:
    body = [VALID, {"event": "other", "a": 1}]
    assert isinstance(trapped.AllEvent.model_validate(VALID), trapped.AllEvent)
    assert isinstance(trapped.CoreRequest.model_validate(body), trapped.CoreRequest)


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_right(trapped: ModuleType, name: str, value: object) -> None:
    payload = {**VALID, name: value}
    assert isinstance(trapped.AllEvent.model_validate(payload), trapped.AllEvent)
    assert isinstance(trapped.CoreRequest.model_validate([payload]), trapped.CoreRequest)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong(trapped: ModuleType, name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        trapped.AllEvent.model_validate({**VALID, name: value})
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


def test_events_told_apart_by_key(trapped: ModuleType) -> None:
    right = {"error": {"a": 1}}
    trapped.KeyedRequest.model_validate(right)
    two = {"error": {"a": 1}, "a_rather_long_name_of_an_event": {"a": 1}}
    wrongs: list[object] = [
        {},
        two,
        {"error": None},
        {"error": {}},
        {"errors": {"a": 1}},
        {**right, "more": 1},
        [right],
    ]
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            trapped.KeyedRequest.model_validate(wrong)


def test_a_named_object_is_one_class(trapped: ModuleType) -> None:
    fields, point = trapped.AllEvent.model_fields, trapped.Point
    assert fields["here"].annotation is point
    assert get_args(fields["there"].annotation) == (point, type(None))
    assert get_args(fields["route"].annotation) == (point,)
    assert point.__doc__ == "A point."


def test_a_row_is_what_the_receiver_makes_of_a_payload(tmp_path: Path) -> None:
    spec = require(ROOT / "tests" / "shapes" / "client-hashes.telemetry.yaml")
    module = load(source(spec), tmp_path / "models.py")
    [sample] = [sample.value for sample in spec.sources["cli"].events["run"].samples if sample.stored]
    assert isinstance(sample, dict)
    module.RunRow.model_validate(sample)
    for wrong in ({**sample, "address": "registry.example.com"}, {**sample, "token": "retry-2"}):
        with pytest.raises(ValidationError):
            module.RunRow.model_validate(wrong)


def test_a_name_is_given_once() -> None:
    names = Names()
    assert [names.take("Ping") for _ in range(3)] == ["Ping", "Ping2", "Ping3"]
    assert names.take("Ping", "CorePing") == "CorePing"
    assert [names.take(word) for word in ("1x", "", "Field", "ParseError")] == [
        "Value1x",
        "Value",
        "Field2",
        "ParseErrorValue",
    ]
    assert len({names.take("A" * 80) for _ in range(12)}) == 12


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NEXT_CLI_SESSION", "NextCliSession"),
        ("nextCliSession", "NextCliSession"),
        ("_logged-x", "LoggedX"),
        ("\u00fcber", "Uber"),
        ("arg:dry-run", "ArgDryRun"),
    ],
)
def test_names_of_types(written: str, name: str) -> None:
    assert camel(written) == name


def test_a_field_that_may_be_absent_is_none_and_not_written(trapped: ModuleType) -> None:
    read = trapped.AllEvent.model_validate(VALID)
    assert read.maybe is None
    assert "maybe" not in read.model_dump(exclude_unset=True)


def test_what_is_said_of_a_field_is_in_the_model(tmp_path: Path) -> None:
    spec = require(ROOT / "schemas" / "flowforge.telemetry.yaml")
    module = load(source(spec), tmp_path / "models.py")
    field = module.PingEvent.model_fields["instanceId"]
    assert field.description == "An identifier of this FlowForge instance, different for each."
    assert field.examples == ["5db51f99-c6fb-4340-9c19-78adce58cc1b"]
    assert field.json_schema_extra == {"x-telemetry-sensitivity": "identifier"}
    assert issubclass(module.PingRow, module.PingEvent)


def test_json_text_gets_the_same_verdict(trapped: ModuleType) -> None:
    text = trapped.AllEvent.model_validate(VALID).model_dump_json(exclude_unset=True)
    assert trapped.AllEvent.model_validate_json(text).model_dump(exclude_unset=True) == VALID
    for wrong in ("NaN", "Infinity", "-Infinity", "1e999", "true", '"1"'):
        with pytest.raises(ValidationError):
            trapped.AllEvent.model_validate_json(text.replace('"real":0.5', f'"real":{wrong}'))
    trapped.AllEvent.model_validate_json(text.replace('"whole":-3', '"whole":1e2'))


def test_attributes_keep_the_names_on_the_wire_where_they_can() -> None:
    expected = {
        "userId": "userId",
        "fields": "fields",
        "model_name": "model_name",
        "a_b": "a_b",
        "a.b": "a_b_",
        "a b": "a_b_2",
        "json": "json_",
        "copy": "copy_",
        "model_config": "model_config_",
        "model_dump_x": "field_model_dump_x",
        "class": "class_",
        "str": "str_",
        "All": "All_",
        "_x": "x",
        "\u00e9 t": "e_t",
        "l": "l_",
        "1": "field_1",
        "\u4e2d": "field",
        "x" * 60: "x" * 40,
        "x" * 61: "x" * 40 + "_",
    }
    assert _attributes([(name, "0") for name in expected]) == expected


def test_the_name_in_the_spec_comes_second() -> None:
    assert _attributes([("$lib", "library"), ("All", "all"), ("x", "y")]) == {"$lib": "library", "All": "all", "x": "x"}


def test_the_field_that_tells_events_apart_chooses_first() -> None:
    names = [("a_b", "a_b"), ("a.b", "0")]
    assert _attributes(names, first="a.b") == {"a.b": "a_b", "a_b": "a_b_"}


def _attributes(names: list[tuple[str, str]], first: str = "") -> dict[str, str]:
    [member, *_] = trap().sources["core"].events["all"].payload.fields
    return attributes([replace(member, name=name, id=id_) for name, id_ in names], {"All"}, {}, first)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=60)
@given(text=TEXTS, name=TEXTS, values=st.lists(TEXTS, min_size=1, max_size=4, unique=True))
def test_any_text_is_data(text: str, name: str, values: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    assume(name not in _names_in_trap())
    spec = hostile(text, name, tuple(values))
    written = source(spec)
    tree = ast.parse(written)
    assert {type(node) for node in tree.body} <= _STATEMENTS
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert functions <= {"_whole_number", "_true_or_false", "_not_null", "_nothing"}
    module = load(written, tmp_path_factory.mktemp("any", numbered=True) / "models.py")
    named = next(
        field for field in module.AllEvent.model_fields.values() if field.alias == name or field.examples == [text]
    )
    assert get_args(named.annotation) == tuple(values)
    assert one_line(named.description).startswith(one_line(text))
    entry = {"key": values[-1], "value": text}
    payload = {**VALID, name: values[0], "nested": {"inner": text, "more": 1}, "entry": entry}
    read = module.AllEvent.model_validate(payload)
    assert read.model_dump(mode="json", exclude_unset=True) == payload
    for wrong in ({**payload, name: "".join(values)}, {**payload, "entry": {**entry, "key": "".join(values) + text}}):
        if len(values) > 1:
            with pytest.raises(ValidationError):
                module.AllEvent.model_validate(wrong)


_STATEMENTS = {ast.Expr, ast.ImportFrom, ast.Assign, ast.FunctionDef, ast.ClassDef}


def _names_in_trap() -> set[str]:
    return {member.name for member in trap().sources["core"].events["all"].payload.fields} | {"nested", "entry"}


@pytest.mark.parametrize("target", ["pydantic-models", "typescript"])
def test_the_same_spec_gives_the_same_bytes(target: str) -> None:
    program = (
        "import sys\n"
        "from telemetry_spec.compile import require\n"
        "from telemetry_spec.emit import emit\n"
        "from telemetry_spec.emit.base import Options\n"
        "[(_, content)] = emit(require(sys.argv[1]), sys.argv[2], Options())\n"
        "sys.stdout.buffer.write(content)\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program, ROOT / "tests" / "shapes" / "every-type.telemetry.yaml", target],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
    assert len(found.pop()) > 1000


def test_helpers_are_there_only_where_they_are_used() -> None:
    texts = [source(trap()), *(source(require(path)) for path in PATHS)]
    for helper in HELPERS:
        having = [text for text in texts if f"\n{helper} = " in text or f"\nclass {helper}(" in text]
        assert having
        assert all(text.count(helper) > 1 for text in having)
    assert "WholeNumber" not in source(require(ROOT / "tests" / "captures" / "dagster.telemetry.yaml"))
