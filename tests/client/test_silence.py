"""Opting out is silence: no request, no connection, no name looked up, nothing written, nothing collected."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import optouts
from telemetry_spec.client import Outcome, Telemetry, UsageError
from telemetry_spec.model.selector import covers, event_selector
from telemetry_spec.optouts.base import Launch, World
from telemetry_spec.optouts.launch import prepare, world_of
from tests.client.conftest import PATIENCE, Capture
from tests.client.specs import EXECUTION, KEYS, SECRETS, around, payload_of, product, shape_spec
from tests.lint.fragments import compiled
from tests.optouts.worlds import specs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from telemetry_spec.model.spec import Event, OptOut, Source, Spec

    Make = Callable[..., Telemetry]

HASURA = product("hasura")


def cases() -> dict[str, tuple[Spec, OptOut, Source, Event]]:
    """Return every opt-out with every event that it stops whatever its values are."""
    return {
        f"{spec.product}.{opt_out.id}/{event.id}": (spec, opt_out, source, event)
        for spec in specs().values()
        for opt_out in spec.opt_outs.values()
        for source, event in spec.live_events()
        if source.consent == "opt-out"
        and any(stop.when is None and covers(stop.selector, event_selector(source, event)) for stop in opt_out.disables)
    }


CASES = cases()


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the names that are looked up from now on."""
    found: list[object] = []
    real = socket.getaddrinfo

    def counted(*args: Any, **more: Any) -> Any:  # noqa: ANN401  the function's own arguments
        found.append(args[:2])
        return real(*args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    return found


def sent_by_itself(telemetry_of: Make, spec: Spec, source: Source, event: Event, **options: Any) -> Outcome:  # noqa: ANN401  whatever a client takes
    """Send an event, whether on a call or on a schedule, and say what came of it."""
    from telemetry_spec.client import FastClock
    from telemetry_spec.client.schedule import only_by_itself

    outcomes: list[Outcome] = []
    collect = {event.id: lambda: payload_of(event)} if only_by_itself(event) else {}
    telemetry = telemetry_of(
        spec,
        source.id,
        collect=collect,
        clock=FastClock(1e9),
        keys=KEYS,
        secrets=SECRETS,
        observe=lambda _, outcome: outcomes.append(outcome),
        **around(source),
        **options,
    )
    telemetry.bootstrap()
    if not collect:
        telemetry.send(event.id, payload_of(event))
    telemetry.destroy(PATIENCE)
    assert outcomes
    assert len(set(outcomes)) == 1
    return outcomes[0]


@pytest.mark.parametrize("name", CASES)
def test_an_opt_out_that_is_carried_out_is_silence(
    name: str, client: Make, capture: Capture, tmp_path: Path, lookups: list[object]
) -> None:
    spec, opt_out, source, event = CASES[name]
    home, cwd = tmp_path / "home2", tmp_path / "cwd2"
    home.mkdir()
    cwd.mkdir()
    kind = optouts.get(opt_out.kind)
    launch = Launch(argv=("program",), environ={"DAGSTER_HOME": str(home / "dagster")})
    carried = kind.carry_out(opt_out, launch)
    by_answer = carried is None or opt_out.kind == "command"
    answers = {opt_out.id: True} if by_answer else {}
    if carried is not None:
        prepare(carried, home=home, cwd=cwd)
    before = sorted(tmp_path.rglob("*"))
    off = world_of(carried or launch, home=home, cwd=cwd, answers=answers)
    assert sent_by_itself(client, spec, source, event, world=lambda: off) is Outcome.OFF
    assert (capture.connections, lookups) == (0, [])
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", sorted({f"{spec.product}/{source.id}.{event.id}": 0 for spec, _, source, event in CASES.values()})
)
def test_without_it_the_same_is_sent(name: str, client: Make, capture: Capture, world: World) -> None:
    """The control, without which silence proves nothing."""
    spec, _, source, event = next(
        case for case in CASES.values() if name == f"{case[0].product}/{case[2].id}.{case[3].id}"
    )
    assert sent_by_itself(client, spec, source, event, world=lambda: world) is Outcome.SENT
    assert capture.requests


@pytest.mark.parametrize(("console", "variable", "expected"), [("server", "server-env", 0), ("cli", "cli-env", 0)])
def test_a_condition_looks_at_the_payload(
    console: str, variable: str, expected: int, client: Make, capture: Capture, world: World
) -> None:
    event = HASURA.sources["console"].events["action"]
    payload = {**payload_of(event), "console_mode": console}
    off = replace(world, environ={"HASURA_GRAPHQL_ENABLE_TELEMETRY": "false"})
    telemetry = client(HASURA, "console", world=lambda: off).bootstrap()
    assert telemetry.send("action", payload).result(PATIENCE) is Outcome.OFF
    decision = telemetry.status("action", payload)
    assert decision.by is not None
    assert decision.by.id == variable
    assert capture.connections == expected


def test_the_flag_of_the_server_leaves_the_other_console_alone(client: Make, world: World) -> None:
    event = HASURA.sources["console"].events["action"]
    flagged = replace(world, argv=("--enable-telemetry=false",))
    telemetry = client(HASURA, "console", world=lambda: flagged).bootstrap()
    outcomes = [
        telemetry.send("action", {**payload_of(event), "console_mode": mode}).result(PATIENCE)
        for mode in ("server", "cli")
    ]
    assert outcomes == [Outcome.OFF, Outcome.SENT]


def test_opt_outs_are_looked_at_before_each_event(client: Make, capture: Capture, world: World) -> None:
    telemetry = client(HASURA, "cli").bootstrap()
    config = world.home / ".hasura" / "config.json"
    config.parent.mkdir()
    outcomes = []
    for text in ("{}", '{"enable_telemetry": false}', '{"enable_telemetry": true}', "{", '{"enable_telemetry": 0}'):
        config.write_text(text)
        outcomes.append(telemetry.send("execution", EXECUTION).result(PATIENCE))
    sent, off = Outcome.SENT, Outcome.OFF
    assert outcomes == [sent, off, sent, off, sent]
    assert len(capture.requests) == 3


def test_what_waits_when_somebody_opts_out_is_not_sent(client: Make, capture: Capture, world: World) -> None:
    environ: dict[str, str] = {}
    capture.gate.clear()
    telemetry = client(HASURA, "cli", world=lambda: replace(world, environ=environ)).bootstrap()
    sent = [telemetry.send("execution", EXECUTION) for _ in range(3)]
    capture.wait_for(1)
    environ["HASURA_GRAPHQL_ENABLE_TELEMETRY"] = "false"
    capture.gate.set()
    assert [one.result(PATIENCE) for one in sent] == [Outcome.SENT, Outcome.OFF, Outcome.OFF]
    assert capture.connections == 1


def test_nothing_is_collected_where_telemetry_is_off(client: Make, world: World) -> None:
    calls: list[str] = []

    def collect() -> dict[str, Any]:
        calls.append("collected")
        return payload_of(product("flowforge").sources["platform"].events["ping"])

    off = client(product("flowforge"), "platform", collect={"ping": collect}, answers={"admin-settings": True})
    off.bootstrap()
    off.destroy(PATIENCE)
    telemetry = client(
        HASURA, "cli", world=lambda: replace(world, environ={"HASURA_GRAPHQL_ENABLE_TELEMETRY": "false"})
    )
    assert telemetry.bootstrap().send("execution", collect).result(PATIENCE) is Outcome.OFF
    assert calls == []
    on = client(HASURA, "cli").bootstrap()
    assert on.send("execution", lambda: EXECUTION).result(PATIENCE) is Outcome.SENT
    assert on.send("execution", lambda: None).result(PATIENCE) is Outcome.OFF


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [(None, Outcome.OFF), ({"configuration": True}, Outcome.OFF), ({"configuration": False}, Outcome.SENT)],
)
def test_consent_comes_first(answers: dict[str, bool] | None, outcome: Outcome, client: Make, capture: Capture) -> None:
    telemetry = client(product("strapi"), "service", answers=lambda: answers or {}).bootstrap()
    payload = {"event": "didCreate", "eventProperties": {"model": "api::a.a"}}
    assert telemetry.send("send", payload).result(PATIENCE) is outcome
    assert capture.connections == (outcome is Outcome.SENT)


def test_one_field_can_be_off_alone(client: Make, capture: Capture) -> None:
    from telemetry_spec.client import FastClock

    beacon = specs()["beacon"]
    for off in (True, False):
        telemetry = client(
            beacon,
            "server",
            answers={"prompt": off},
            clock=FastClock(1e9),
            collect={"usage": lambda: {"requests": 5, "plan": "free"}},
        )
        telemetry.bootstrap()
        capture.wait_for(len(capture.requests) + 1)
        telemetry.destroy(PATIENCE)
        body = json.loads(capture.requests[-1].body)
        assert body == {"event": "usage", "requests": 5} | ({} if off else {"plan": "free"})


def test_a_choice_is_kept_and_can_be_taken_back(client: Make, capture: Capture) -> None:
    harbor = shape_spec("envelope-many")
    options = {"envelope": around(harbor.sources["cli"])["envelope"]}

    def outcome() -> Outcome:
        return client(harbor, "cli", **options).bootstrap().send("started", {"command": "push"}).result(PATIENCE)

    assert outcome() is Outcome.SENT
    assert client(harbor, "cli", **options).bootstrap().choose("command").result(PATIENCE) is Outcome.OFF
    assert outcome() is Outcome.OFF
    client(harbor, "cli", **options).bootstrap().choose("command", opts_out=False)
    assert outcome() is Outcome.SENT
    assert len(capture.requests) == 2


def test_a_last_event_is_sent_only_where_it_is_declared(client: Make, capture: Capture, tmp_path: Path) -> None:
    beacon = specs()["beacon"]
    telemetry = client(beacon, "cli").bootstrap()
    assert telemetry.choose("command", farewell={"reason": None}).result(PATIENCE) is Outcome.SENT
    assert json.loads(capture.requests[0].body) == {"event": "goodbye", "reason": None}
    assert telemetry.send("run", {"command": "deploy"}).result(PATIENCE) is Outcome.OFF
    assert telemetry.choose("command", farewell={"reason": None}).result(PATIENCE) is Outcome.OFF, "it was off already"
    assert client(beacon, "server").bootstrap().choose("command").result(PATIENCE) is Outcome.OFF, "not its source"
    with pytest.raises(UsageError):
        telemetry.choose("nothing")
    assert len(capture.requests) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["telemetry-choices.json"]


def test_a_choice_that_does_not_persist_is_for_this_run(client: Make, tmp_path: Path) -> None:
    spec = compiled("""
trigger: [{on: call}]
opt_outs: {menu: {kind: setting, where: the menu, disables: [app], persists: false}}
""")
    telemetry = client(spec, "app").bootstrap()
    telemetry.choose("menu")
    assert telemetry.send("start", {"version": "1.0.0"}).result(PATIENCE) is Outcome.OFF
    assert client(spec, "app").bootstrap().send("start", {"version": "1.0.0"}).result(PATIENCE) is Outcome.SENT
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_flag_that_persists_is_remembered(client: Make, world: World) -> None:
    spec = compiled("""
trigger: [{on: call}]
opt_outs: {flag: {kind: flag, flag: --no-telemetry, disables: [app], persists: true}}
""")

    def outcome(*argv: str) -> Outcome:
        telemetry = client(spec, "app", world=lambda: replace(world, argv=argv)).bootstrap()
        return telemetry.send("start", {"version": "1.0.0"}).result(PATIENCE)

    sent, off = Outcome.SENT, Outcome.OFF
    assert [outcome(), outcome("--no-telemetry"), outcome(), outcome("--telemetry"), outcome()] == [
        sent, off, off, sent, sent,
    ]  # fmt: skip
