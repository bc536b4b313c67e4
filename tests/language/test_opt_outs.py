"""Opt-outs: the exact thing to type or to click for each kind, and what a program gets to carry it out."""

from __future__ import annotations

import json
import tomllib
from typing import Any, get_args

import pytest
import yaml
from pydantic import TypeAdapter

from telemetry_spec.language.opt_outs import KINDS, OptOutBase, OptOutSpec, likely_kind
from telemetry_spec.optouts.config_text import FormatName, config_text

ADAPTER: TypeAdapter[OptOutBase] = TypeAdapter(OptOutSpec)


def made(**keys: Any) -> OptOutBase:  # noqa: ANN401  whatever a spec may say
    return ADAPTER.validate_python({"disables": ["app"], **keys})


ENVIRONMENT = "the environment of the program"
BROWSER = "the browser's privacy settings, which send this header"


@pytest.mark.parametrize(
    ("keys", "text", "language", "where"),
    [
        ({"kind": "env", "variable": "A", "values": ["0", "no"]}, "export A=0", "shell", ENVIRONMENT),
        ({"kind": "env", "variable": "A", "values": "any"}, "export A=1", "shell", ENVIRONMENT),
        ({"kind": "env", "variable": "A", "values": ["$(x) y"]}, "export A='$(x) y'", "shell", ENVIRONMENT),
        ({"kind": "flag", "flag": "-a"}, "-a", "shell", "the command line"),
        ({"kind": "flag", "flag": "-a", "command": "app run"}, "app run -a", "shell", "the command line of app run"),
        ({"kind": "config", "file": "a.yml", "key": "a.b", "value": False}, "a:\n  b: false", "yaml", "a.yml"),
        ({"kind": "command", "command": "app off"}, "app off", "shell", "a terminal"),
        ({"kind": "code", "symbol": "off", "language": "js", "snippet": "off()\n"}, "off()", "js", "your code"),
        ({"kind": "setting", "where": "Settings"}, "Turn telemetry off", "", "Settings"),
        ({"kind": "setting", "where": "Settings", "value": "No"}, "No", "", "Settings"),
        ({"kind": "prompt", "where": "setup"}, "Decline to share telemetry", "", "setup"),
        ({"kind": "prompt", "where": "setup", "answer": "No"}, "No", "", "setup"),
        ({"kind": "signal", "signal": "DO_NOT_TRACK"}, "export DO_NOT_TRACK=1", "shell", ENVIRONMENT),
        ({"kind": "signal", "signal": "GPC"}, "Sec-GPC: 1", "http", BROWSER),
        ({"kind": "signal", "signal": "DNT", "values": "any"}, "DNT: 1", "http", BROWSER),
    ],
)
def test_what_to_type(keys: dict[str, Any], text: str, language: str, where: str) -> None:
    instruction = made(**keys).instruction()
    assert (instruction.text, instruction.language, instruction.where) == (text, language, where)


def test_settings_are_the_keys_of_the_kind() -> None:
    assert made(kind="env", variable="A", values=["0"], note="x").settings() == {"variable": "A", "values": ["0"]}
    config = made(kind="config", file="~/.a/b.JSON", key="a.b", value=None)
    assert config.settings() == {"file": "~/.a/b.JSON", "format": "json", "key": "a.b", "value": None}
    assert list(made(kind="code", symbol="s", language="js", snippet="x").settings()) == [
        "symbol",
        "language",
        "snippet",
    ]


def test_own_keys_are_keys_of_the_kind() -> None:
    for kind, part in KINDS.items():
        assert set(part.own) <= set(part.model_fields) - set(OptOutBase.model_fields), kind


@pytest.mark.parametrize(
    ("keys", "stays"),
    [
        ({"kind": "env", "variable": "A", "values": "any"}, False),
        ({"kind": "flag", "flag": "-a"}, False),
        ({"kind": "signal", "signal": "GPC"}, False),
        ({"kind": "command", "command": "app off"}, True),
        ({"kind": "setting", "where": "x"}, True),
        ({"kind": "flag", "flag": "-a", "persists": True}, True),
        ({"kind": "command", "command": "app off", "persists": False}, False),
    ],
)
def test_some_kinds_stay_in_force(keys: dict[str, Any], stays: bool) -> None:
    assert made(**keys).stays() is stays


def test_the_base_is_no_opt_out() -> None:
    with pytest.raises(TypeError, match="abstract"):
        OptOutBase.model_validate({"kind": "env", "disables": []})


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a.yml", "yaml"),
        ("a.YAML", "yaml"),
        ("a.toml", "toml"),
        (".env", "env"),
        ("a.ini", "ini"),
        ("a.properties", "properties"),
        ("a", "yaml"),
    ],
)
def test_a_format_is_told_from_the_ending(file: str, expected: str) -> None:
    assert made(kind="config", file=file, key="a", value=1).settings()["format"] == expected
    assert made(kind="config", file=file, key="a", value=1, format="json").settings()["format"] == "json"


VALUES = [False, 0, 1.5, "no", 'a "b" \\ é', None]


@pytest.mark.parametrize("value", VALUES)
def test_the_lines_mean_what_was_meant(value: Any) -> None:  # noqa: ANN401  any single value
    expected = {"a": {"b": {"c": value}}}
    assert yaml.safe_load(config_text("yaml", "a.b.c", value)) == expected
    assert json.loads(config_text("json", "a.b.c", value)) == expected
    if value is not None:  # TOML has no null
        assert tomllib.loads(config_text("toml", "a.b.c", value)) == expected


@pytest.mark.parametrize(
    ("file_format", "key", "value", "expected"),
    [
        ("toml", "a", False, "a = false"),
        ("ini", "a.b", "no", "[a]\nb = no"),
        ("ini", "a", False, "a = false"),
        ("properties", "a.b", 0, "a.b=0"),
        ("env", "A", "off", "A=off"),
    ],
)
def test_lines_of_formats_without_a_parser(file_format: FormatName, key: str, value: Any, expected: str) -> None:  # noqa: ANN401  any single value
    assert config_text(file_format, key, value) == expected


def test_every_format_can_be_written() -> None:
    assert all(config_text(file_format, "a.b", "x") for file_format in get_args(FormatName))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"kind": "flg"}, "flag"),
        ({"kind": "environment"}, "env"),
        ({"kind": "x", "variable": "A"}, "env"),
        ({"kind": 5, "snippet": "x"}, "code"),
        ({"knd": "prompt"}, "prompt"),
        ({"disables": []}, None),
        ("env", None),
        ({"kind": "y" * 100_000}, None),
    ],
)
def test_a_kind_can_be_guessed(written: object, kind: str | None) -> None:
    assert likely_kind(written) == kind
