"""What each kind of opt-out says, how it is carried out, and what is merely like it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import optouts
from telemetry_spec.language.opt_outs import KINDS
from telemetry_spec.optouts.base import Launch, World
from tests.lint.fragments import compiled
from tests.optouts.worlds import Box, opt_outs

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import OptOut

ALL = opt_outs()
#: Nobody but the program's own host knows of these; of commands, only the program that ran them does.
UNSEEN = ("code", "setting", "prompt", "command")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def made(**keys: Any) -> OptOut:  # noqa: ANN401  whatever a spec may say
    import json

    return compiled(f"opt_outs: {{it: {json.dumps({'disables': ['app'], **keys})}}}").opt_outs["it"]


def test_every_kind_of_the_language_is_one_here() -> None:
    assert set(optouts.names()) == set(KINDS)
    with pytest.raises(KeyError):
        optouts.get("decide")


@pytest.mark.parametrize("name", ALL)
def test_what_is_carried_out_is_off(name: str, box: Box) -> None:
    opt_out = ALL[name]
    kind = optouts.get(opt_out.kind)
    launch = kind.carry_out(opt_out, box.launch)
    if launch is None:
        assert opt_out.kind in UNSEEN or name in {"beacon.ini", "beacon.gpc"}
        return
    if opt_out.kind == "command":
        assert launch.before == (tuple(str(opt_out.settings["command"]).split()),)
        assert kind.state(opt_out, box.world(launch, {opt_out.id: True})) == "off"
        return
    assert kind.state(opt_out, box.world()) == "silent"
    assert kind.state(opt_out, box.world(launch)) == "off"


@pytest.mark.parametrize("name", ALL)
def test_the_contrary_is_on(name: str, box: Box) -> None:
    opt_out = ALL[name]
    kind = optouts.get(opt_out.kind)
    launch = kind.contrary(opt_out, box.launch)
    if launch is None:
        assert opt_out.kind in {*UNSEEN, "signal"} or name in {"beacon.ini", "nextjs.env"}
        return
    expected = "silent" if opt_out.kind == "command" else "on"
    assert kind.state(opt_out, box.world(launch)) == expected


@pytest.mark.parametrize("name", ALL)
def test_what_is_like_it_is_judged_to_the_letter(name: str, tmp_path: Path) -> None:
    opt_out = ALL[name]
    kind = optouts.get(opt_out.kind)
    tries = kind.near(opt_out)
    assert len({one.label for one in tries}) == len(tries)
    assert [one.opts_out for one in tries[:1]] == [True] * bool(tries)
    for number, one in enumerate(tries):
        folder = tmp_path / str(number)
        folder.mkdir()
        box = Box(folder)
        assert (kind.state(opt_out, box.world(one.change(box.launch))) == "off") is one.opts_out, one.label


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.kind in {"env", "signal", "flag", "config"}])
def test_guesses_hold_the_usual_ones(name: str) -> None:
    opt_out = ALL[name]
    tries = optouts.get(opt_out.kind).near(opt_out)
    if tries:
        assert sum(not one.opts_out for one in tries) >= 4 or opt_out.settings.get("values") == "any"


@pytest.mark.parametrize("name", ALL)
def test_people_are_told_what_to_do(name: str) -> None:
    opt_out = ALL[name]
    kind = optouts.get(opt_out.kind)
    assert opt_out.instruction.text in kind.by_hand(opt_out)
    assert kind.undo(opt_out).endswith(".")


@pytest.mark.parametrize(
    ("values", "value", "state"),
    [
        (["false"], None, "silent"),
        (["false"], "", "silent"),
        (["false"], "false", "off"),
        (["false"], "FALSE", "silent"),
        (["false"], " false", "silent"),
        (["false"], "0", "silent"),
        (["false"], "true", "on"),
        (["false"], "True", "silent"),
        (["1", "true"], "1", "off"),
        (["1", "true"], "0", "on"),
        (["1", "0"], "0", "off"),
        (["", "off"], "", "off"),
        ("any", "", "silent"),
        ("any", " ", "off"),
        ("any", "0", "off"),
    ],
)
def test_a_variable(values: object, value: str | None, state: str, box: Box) -> None:
    opt_out = made(kind="env", variable="A", values=values)
    launch = box.launch if value is None else box.launch.with_variable("A", value)
    assert optouts.get("env").state(opt_out, box.world(launch)) == state


@pytest.mark.parametrize(("value", "state"), [("1", "off"), ("0", "silent"), ("", "silent"), ("true", "silent")])
def test_a_signal_never_says_on(value: str, state: str, box: Box) -> None:
    signal = optouts.get("signal")
    assert (
        signal.state(
            made(kind="signal", signal="DO_NOT_TRACK"), box.world(box.launch.with_variable("DO_NOT_TRACK", value))
        )
        == state
    )
    browser = made(kind="signal", signal="GPC")
    assert signal.state(browser, box.world(answers={"it": True})) == "off"
    assert signal.state(browser, box.world(answers={"it": False})) == "silent"
    assert "header" in signal.undo(browser)


@pytest.mark.parametrize(
    ("flag", "arguments", "state"),
    [
        ("--enable-telemetry=false", [], "silent"),
        ("--enable-telemetry=false", ["--enable-telemetry=false"], "off"),
        ("--enable-telemetry=false", ["--enable-telemetry=False"], "silent"),
        ("--enable-telemetry=false", ["--enable-telemetry", "false"], "silent"),
        ("--enable-telemetry=false", ["--enable-telemetry=true"], "on"),
        ("--enable-telemetry=false", ["--enable-telemetry=false", "--enable-telemetry=true"], "on"),
        ("--enable-telemetry=false", ["--enable-telemetry=true", "run", "--enable-telemetry=false"], "off"),
        ("--telemetry off", ["x", "--telemetry", "off"], "off"),
        ("--telemetry off", ["--telemetry", "on"], "on"),
        ("--telemetry off", ["off", "--telemetry"], "silent"),
        ("--no-telemetry", ["--telemetry"], "on"),
        ("--no-telemetry", ["--telemetry", "--no-telemetry"], "off"),
        ("--disable-telemetry", ["--enable-telemetry"], "on"),
        ("-T", ["-T"], "off"),
        ("-T", ["-t"], "silent"),
        ("telemetry=off", ["telemetry=off"], "off"),
    ],
)
def test_an_argument(flag: str, arguments: list[str], state: str, box: Box) -> None:
    launch = box.launch.with_arguments(*arguments)
    assert optouts.get("flag").state(made(kind="flag", flag=flag), box.world(launch)) == state


@pytest.mark.parametrize(("answer", "state"), [(None, "silent"), (True, "off"), (False, "on")])
@pytest.mark.parametrize("name", ["beacon.code", "beacon.setting", "beacon.prompt", "beacon.command"])
def test_what_only_the_program_knows(name: str, answer: bool | None, state: str, box: Box) -> None:
    opt_out = ALL[name]
    assert optouts.get(opt_out.kind).state(opt_out, box.world(answers={opt_out.id: answer})) == state


def test_a_command_has_an_undo_or_says_so() -> None:
    kind = optouts.get("command")
    assert kind.undo(ALL["beacon.command"]) == "Type `beacon telemetry enable`."
    alone = made(kind="command", command="it's off")  # an open quote, which no shell would take
    assert kind.undo(alone) == "The spec declares no command that turns it on again."
    assert kind.contrary(alone, Launch(argv=("p",))) is None
    carried = kind.carry_out(alone, Launch(argv=("p",)))
    assert carried is not None
    assert carried.before == (("it's", "off"),)


@pytest.mark.parametrize(
    ("keys", "consents"),
    [
        ({"kind": "env", "variable": "A", "values": ["false"]}, True),
        ({"kind": "env", "variable": "A", "values": ["1"]}, False),
        ({"kind": "flag", "flag": "--telemetry=off"}, True),
        ({"kind": "flag", "flag": "--no-telemetry"}, True),
        ({"kind": "flag", "flag": "--no-telemetry=true"}, False),
        ({"kind": "flag", "flag": "x"}, False),
        ({"kind": "config", "file": "a.json", "key": "telemetry", "value": False}, True),
        ({"kind": "config", "file": "a.json", "key": "noTelemetry", "value": True}, False),
        ({"kind": "config", "file": "a.json", "key": "level", "value": "off"}, True),
        ({"kind": "signal", "signal": "DO_NOT_TRACK"}, False),
        ({"kind": "setting", "where": "here"}, True),
    ],
)
def test_not_disabling_is_no_consent(keys: dict[str, Any], consents: bool) -> None:
    opt_out = made(**keys)
    assert optouts.get(opt_out.kind).consents(opt_out) is consents


MADE = [
    *({"kind": "flag", "flag": flag} for flag in ("--telemetry off", "--no-telemetry", "telemetry=off", "-T", "word")),
    *(
        {"kind": "config", "file": f"a.{ending}", "key": key, "value": value}
        for ending in ("yml", "json", "toml", "ini", "properties", "env")
        for key in ("telemetry", "telemetry.level")
        for value in (False, "off", 0, 5)
    ),
    {"kind": "config", "file": "a.toml", "key": "telemetry", "value": None},
]


@pytest.mark.parametrize("keys", MADE, ids=str)
def test_every_form_can_be_carried_out_and_guessed_at(keys: dict[str, Any], tmp_path: Path) -> None:
    opt_out = made(**keys)
    kind = optouts.get(opt_out.kind)
    for number, one in enumerate(kind.near(opt_out)):
        folder = tmp_path / str(number)
        folder.mkdir()
        box = Box(folder)
        assert (kind.state(opt_out, box.world(one.change(box.launch))) == "off") is one.opts_out, one.label
    box = Box(tmp_path)
    carried, contrary = kind.carry_out(opt_out, box.launch), kind.contrary(opt_out, box.launch)
    assert (carried is None) is (keys.get("value", "") is None), "TOML has no null"
    if carried is not None:
        assert kind.state(opt_out, box.world(carried)) == "off"
    if contrary is not None:
        assert kind.state(opt_out, box.world(contrary)) == "on"


WORDS = st.sampled_from(["1", "0", "true", "false", "yes", "no", "on", "off", "none", "x", "", " ", "TRUE", "Off"])


@given(values=st.one_of(st.just("any"), st.lists(WORDS, min_size=1, max_size=3, unique=True)), value=st.none() | WORDS)
def test_a_variable_opts_out_exactly_where_it_is_declared_to(values: str | list[str], value: str | None) -> None:
    opt_out = made(kind="env", variable="A", values=values)
    kind = optouts.get("env")
    here = World.here()
    world = World(environ={} if value is None else {"A": value}, home=here.home, cwd=here.cwd)
    declared = bool(value) if values == "any" else value in values
    assert (kind.state(opt_out, world) == "off") is declared
    launch = kind.contrary(opt_out, Launch(argv=("p",)))
    if launch is not None:
        assert kind.state(opt_out, World(environ=launch.environ, home=here.home, cwd=here.cwd)) == "on"


def test_here_is_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["program", "--flag"])
    gone.rmdir()
    world = World.here({"a": True})
    assert (world.argv, world.home, world.answers, world.environ) == (("--flag",), tmp_path, {"a": True}, os.environ)
