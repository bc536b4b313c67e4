"""Opt-outs in configuration files: where the file is, and what its value says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import optouts
from telemetry_spec.optouts._paths import place_of
from telemetry_spec.optouts.base import Launch, World
from tests.lint.fragments import compiled

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import OptOut


def made(value: object, file: str = "app.json") -> OptOut:
    keys = {"kind": "config", "file": file, "key": "telemetry", "value": value, "disables": ["app"]}
    return compiled(f"opt_outs: {{it: {json.dumps(keys)}}}").opt_outs["it"]


@pytest.mark.parametrize(
    ("declared", "there", "state"),
    [
        (False, "false", "off"),
        (False, "true", "on"),
        (False, "0", "silent"),
        (False, '"false"', "silent"),
        (False, "null", "silent"),
        (True, "true", "off"),
        (True, "1", "silent"),
        (0, "0", "off"),
        (0, "0.0", "off"),
        (0, "false", "silent"),
        (0, "1", "on"),
        (5, "5", "off"),
        (5, "0", "silent"),
        ("off", '"off"', "off"),
        ("off", '"on"', "on"),
        ("off", '"OFF"', "silent"),
        ("minimal", '"full"', "silent"),
        (None, "null", "off"),
        (None, "1", "silent"),
    ],
)
def test_a_value_counts_to_the_letter(declared: object, there: str, state: str, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(f'{{"telemetry": {there}}}')
    world = World(environ={}, home=tmp_path, cwd=tmp_path)
    assert optouts.get("config").state(made(declared), world) == state


@pytest.mark.parametrize(("text", "state"), [("", "silent"), ("{}", "silent"), ("{", "off"), ("[]", "off")])
def test_a_file_that_cannot_be_read_may_opt_out(text: str, state: str, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(text)
    seen = optouts.get("config").look(made(value=False), World(environ={}, home=tmp_path, cwd=tmp_path))
    assert seen.state == state
    assert "app.json" in seen.what


def test_a_file_that_is_changed_is_read_again(tmp_path: Path) -> None:
    world = World(environ={}, home=tmp_path, cwd=tmp_path)
    states = []
    for text in ('{"telemetry": true}', '{"telemetry": false}', '{"telemetry": true}'):
        (tmp_path / "app.json").write_text(text)
        states.append(optouts.get("config").state(made(value=False), world))
    assert states == ["on", "off", "on"]


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("~/.a/b.json", "home/.a/b.json"),
        ("a.yml", "cwd/a.yml"),
        ("$APP/a.yml", "app/a.yml"),
        ("${APP}/a.yml", "app/a.yml"),
        ("%APP%/a.yml", "app/a.yml"),
        ("$XDG_CONFIG_HOME/a.yml", "home/.config/a.yml"),
        ("$HOME/a.yml", "home/a.yml"),
        ("$NONE/a.yml", None),
        ("$EMPTY/a.yml", None),
    ],
)
def test_where_a_file_is(file: str, place: str | None, tmp_path: Path) -> None:
    world = World(environ={"APP": str(tmp_path / "app"), "EMPTY": ""}, home=tmp_path / "home", cwd=tmp_path / "cwd")
    assert place_of(file, world) == (tmp_path / place if place else None)
    if place is None:
        assert optouts.get("config").state(made(value=False, file=file), world) == "silent"
        assert optouts.get("config").carry_out(made(value=False, file=file), Launch(argv=("p",))) is None


def test_no_program_writes_into_the_system() -> None:
    kind = optouts.get("config")
    opt_out = made(value=False, file="/etc/app.json")
    assert (kind.carry_out(opt_out, Launch(argv=("p",))), kind.near(opt_out)) == (None, [])
    assert "set it to `true`" in kind.undo(opt_out)
    assert kind.undo(made(value=5)) == "Take `telemetry` out of app.json."
