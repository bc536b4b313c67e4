"""Whether something is sent, against tables written by hand from the four products' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.model.selector import event_selector
from telemetry_spec.optouts.base import World
from telemetry_spec.optouts.decide import concerns, conditions, decide, overridden
from tests.lint.fragments import compiled
from tests.optouts.worlds import Box, specs

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.shape import Json

MODE = "console.action.console_mode"
VARIABLE = "HASURA_GRAPHQL_ENABLE_TELEMETRY"
FLAG = "--enable-telemetry=false"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


# "You can turn off telemetry on the server and on the console hosted by the server by setting the env variable
# HASURA_GRAPHQL_ENABLE_TELEMETRY=false or the flag --enable-telemetry=false on the server." And: "on the CLI and on the
# console served by the CLI by setting the env variable [...] on the machine running the CLI. You can also set
# "enable_telemetry": false in the JSON config file created by the CLI at ~/.hasura/config.json".
HASURA = [
    # variable, flag, config; then: server, console of the server, console of the CLI, CLI
    (None, False, None, (True, True, True, True)),
    ("false", False, None, (False, False, False, False)),
    ("true", False, None, (True, True, True, True)),
    ("0", False, None, (True, True, True, True)),
    (None, True, None, (False, False, True, True)),
    (None, False, "false", (True, True, False, False)),
    (None, False, "true", (True, True, True, True)),
    ("true", True, None, (False, False, True, True)),
    ("true", False, "false", (True, True, False, False)),
    ("false", False, "true", (False, False, False, False)),
    (None, True, "false", (False, False, False, False)),
]


@pytest.mark.parametrize(("variable", "flag", "config", "expected"), HASURA)
def test_hasura(variable: str | None, flag: bool, config: str | None, expected: tuple[bool, ...], box: Box) -> None:
    launch = box.launch
    if variable is not None:
        launch = launch.with_variable(VARIABLE, variable)
    if flag:
        launch = launch.with_arguments(FLAG)
    if config is not None:
        folder = box.home / ".hasura"
        folder.mkdir()
        (folder / "config.json").write_text(f'{{"enable_telemetry": {config}, "show_update_notification": true}}')
    world = box.world(launch)
    spec = specs()["hasura"]
    seen = (
        decide(spec, "server.usage", world).on,
        decide(spec, "console.action", world, {MODE: "server"}).on,
        decide(spec, "console.action", world, {MODE: "cli"}).on,
        decide(spec, "cli.execution", world).on,
    )
    assert seen == expected


# "By default, usage telemetry is enabled on the platform. The administrator can opt-out [...] as part of the initial
# setup, or through the Admin Settings section [...]. It is also possible to disable in the flowforge.yml configuration
# file. This overrides whatever option is set in the Admin Settings UI."
FLOWFORGE = [
    # setup, settings, file; then: on, decided by
    (None, None, None, True, None),
    (True, None, None, False, "initial-setup"),
    (False, None, None, True, "initial-setup"),
    (None, True, None, False, "admin-settings"),
    (None, None, "enabled: false", False, "config-file"),
    (None, False, "enabled: false", False, "config-file"),
    (False, False, "enabled: false", False, "config-file"),
    (None, True, "enabled: true", True, "config-file"),
    (True, True, "enabled: true", True, "config-file"),
    (None, True, "frontend: {}", False, "admin-settings"),
    (None, None, 'enabled: "false"', True, None),
    (None, None, "enabled: no", True, None),
    (None, None, "enabled: {}", True, None),
]


@pytest.mark.parametrize(("setup", "settings", "file", "on", "by"), FLOWFORGE)
def test_flowforge(
    setup: bool | None, settings: bool | None, file: str | None, on: bool, by: str | None, box: Box
) -> None:
    if file is not None:
        (box.cwd / "flowforge.yml").write_text(f"port: 3000\ntelemetry:\n  {file}\n")
    world = box.world(answers={"initial-setup": setup, "admin-settings": settings})
    decision = decide(specs()["flowforge"], "platform.ping", world)
    assert (decision.on, decision.by.id if decision.by else None) == (on, by)


# "This service is disabled by default, but can be enabled or disabled via configuration."
@pytest.mark.parametrize(("chosen", "on"), [(None, False), (True, False), (False, True)])
def test_strapi(chosen: bool | None, on: bool, box: Box) -> None:
    decision = decide(specs()["strapi"], "service.send", box.world(answers={"configuration": chosen}))
    assert decision.on is on
    assert (
        decision.why
        == {
            None: "Nothing turns it on, and it is off unless somebody does.",
            True: "It was chosen that telemetry is off.",
            False: "It was chosen that telemetry is on.",
        }[chosen]
    )


# "You can opt out of telemetry by simply adding disableTelemetry prop to the <Refine /> component." And for the CLI:
# by adding REFINE_NO_TELEMETRY=true to the environment.
@pytest.mark.parametrize(
    ("prop", "variable", "core", "cli"),
    [
        (None, None, True, True),
        (True, None, False, True),
        (None, "true", True, False),
        (None, "1", True, True),
        (None, "false", True, True),
        (True, "true", False, False),
    ],
)
def test_refine(prop: bool | None, variable: str | None, core: bool, cli: bool, box: Box) -> None:
    launch = box.launch if variable is None else box.launch.with_variable("REFINE_NO_TELEMETRY", variable)
    world = box.world(launch, {"disable-telemetry-prop": prop})
    spec = specs()["refine"]
    assert (decide(spec, "core.init", world).on, decide(spec, "cli.command", world).on) == (core, cli)


# Beacon: the flag overrides the variable, and the variable the setting and the old file.
BEACON = [
    ((), None, None, True),
    ((), None, True, False),
    ((), "true", True, True),
    ((), "other", True, False),
    ((), "false", False, False),
    (("--enable-telemetry=true",), "false", None, True),
    (("--enable-telemetry=true",), None, True, True),
    (("--enable-telemetry=false",), "true", False, False),
]


@pytest.mark.parametrize(("arguments", "variable", "setting", "on"), BEACON)
def test_precedence_goes_on_through_others(
    arguments: tuple[str, ...], variable: str | None, setting: bool | None, on: bool, box: Box
) -> None:
    launch = box.launch.with_arguments(*arguments)
    if variable is not None:
        launch = launch.with_variable("BEACON_TELEMETRY", variable)
    spec = specs()["beacon"]
    assert decide(spec, "server.usage", box.world(launch, {"setting": setting})).on is on
    assert overridden(spec, "flag") == {"env", "ini", "setting"}


def test_a_part_of_an_event_can_be_off_alone(box: Box) -> None:
    spec = specs()["beacon"]
    world = box.world(answers={"prompt": True})
    assert decide(spec, "server.usage", world).on
    assert not decide(spec, "server.usage.plan", world).on


def test_every_opt_out_is_named_with_what_silences_it(box: Box) -> None:
    (box.cwd / "flowforge.yml").write_text("telemetry: {enabled: true}")
    decision = decide(specs()["flowforge"], "platform.ping", box.world(answers={"admin-settings": True}))
    assert [(one.opt_out.id, one.seen.state, one.silenced_by and one.silenced_by.id) for one in decision.said] == [
        ("initial-setup", "silent", "config-file"),
        ("admin-settings", "off", "config-file"),
        ("config-file", "on", None),
    ]


def test_whoever_does_not_concern_it_silences_nothing(box: Box) -> None:
    spec = compiled("""
discriminator: event
events:
  start: {description: It starts., destination: main, trigger: [{on: startup}]}
  stop: {description: It stops., destination: main, trigger: [{on: shutdown}]}
opt_outs:
  first: {kind: env, variable: FIRST, values: ["off"], disables: [app.start], overrides: [second]}
  second: {kind: env, variable: SECOND, values: ["off"], disables: [app]}
  old: {kind: env, variable: OLD, values: ["off"], disables: [app], since: "1", removed: "1"}
""")
    world = box.world(
        box.launch.with_variable("FIRST", "on").with_variable("SECOND", "off").with_variable("OLD", "off")
    )
    assert decide(spec, "app.start", world).on
    assert not decide(spec, "app.stop", world).on
    assert [one.opt_out.id for one in decide(spec, "app.stop", world).said] == ["second"]
    with pytest.raises(KeyError):
        decide(spec, "other", world)


@pytest.mark.parametrize(
    ("consent", "keys", "environ", "on"),
    [
        ("opt-in", "values: ['false']", {}, False),
        ("opt-in", "values: ['false']", {"A": "true"}, True),
        ("opt-in", "values: ['true']", {"A": "false"}, False),
        ("ask", "values: ['1']", {"A": "0"}, False),
        ("ask", "values: ['off']", {"A": "on"}, True),
        ("opt-out", "values: ['1']", {"A": "0"}, True),
    ],
)
def test_consent(consent: str, keys: str, environ: dict[str, str], on: bool, box: Box) -> None:
    spec = compiled(f"consent: {consent}\nopt_outs: {{it: {{kind: env, variable: A, {keys}, disables: [app]}}}}")
    world = World(environ=environ, home=box.home, cwd=box.cwd)
    assert decide(spec, "app.start", world).on is on


@pytest.mark.parametrize(("remembered", "on"), [(None, True), (True, False), (False, True)])
def test_what_persists_is_remembered(remembered: bool | None, on: bool, box: Box) -> None:
    text = "opt_outs: {{it: {{kind: flag, flag: --no-telemetry, disables: [app], persists: {}}}}}"
    world = box.world(answers={"it": remembered})
    assert decide(compiled(text.format("true")), "app.start", world).on is on
    assert decide(compiled(text.format("false")), "app.start", world).on


def test_conditions_are_told() -> None:
    found = [(one.selector, one.value) for one in conditions(specs()["hasura"], "console.action")]
    assert found == [(MODE, "server"), (MODE, "cli")]
    assert list(conditions(specs()["hasura"], "cli.execution")) == []


@pytest.mark.parametrize(("value", "holds"), [("server", True), ("cli", False), (None, False), (True, False)])
def test_a_condition_that_is_not_met_stops_nothing(value: Json, holds: bool) -> None:
    opt_out = specs()["hasura"].opt_outs["server-env"]
    assert concerns(opt_out, "console.action", {MODE: value}) is holds
    assert not concerns(opt_out, "console.action")


@given(st.data())
def test_saying_off_without_being_silenced_is_off(data: st.DataObject) -> None:
    """One voice that is not silenced and says `off` is enough; where all are silent, the default holds."""
    spec = data.draw(st.sampled_from(list(specs().values())))
    source, event = data.draw(st.sampled_from(list(spec.live_events())))
    answers = {name: data.draw(st.sampled_from([None, True, False])) for name in spec.opt_outs}
    here = World.here()
    world = World(environ={}, home=here.cwd / "none", cwd=here.cwd / "none", answers=answers)
    values = {one.selector: data.draw(st.sampled_from(["server", "cli"])) for one in conditions(spec, source.id)}
    decision = decide(spec, event_selector(source, event), world, values)
    voices = [one for one in decision.said if one.silenced_by is None]
    if any(one.seen.state == "off" for one in voices):
        assert not decision.on
    elif all(one.seen.state == "silent" for one in decision.said):
        assert decision.by is None
        assert decision.on is (source.consent == "opt-out")
    else:
        assert decision.on is any(one.seen.state == "on" for one in voices) or source.consent == "opt-out"
    for one in decision.said:
        assert one.silenced_by is None or one.opt_out.id in overridden(spec, one.silenced_by.id)
        assert one.seen.what
