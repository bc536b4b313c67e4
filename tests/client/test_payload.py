"""What is sent is what is declared: nothing else, changed as declared, and valid; and a receiver can read it."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec.check.requests import judge_request
from telemetry_spec.check.target import targets_of
from telemetry_spec.check.verdict import Report
from telemetry_spec.client import FastClock, Outcome
from telemetry_spec.client.payload import PayloadError, Trimmer
from telemetry_spec.client.request import Around, Composer
from telemetry_spec.client.schedule import only_by_itself
from telemetry_spec.wire.carry import UNSTATED, from_request
from tests.client.conftest import PATIENCE, Capture
from tests.client.specs import AGREED, EXECUTION, KEYS, PRODUCTS, SECRETS, around, payload_of, product, shape_spec
from tests.conftest import ROOT
from tests.lint.fragments import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.client import Telemetry
    from telemetry_spec.model.spec import Event, Source, Spec

    Make = Callable[..., Telemetry]

SHAPES = [path.name.removesuffix(".telemetry.yaml") for path in sorted((ROOT / "tests" / "shapes").glob("*.yaml"))]
ALL = {name: product(name) for name in PRODUCTS} | {name: shape_spec(name) for name in [*SHAPES, "folder"]}
EVENTS = {
    f"{name}/{source.id}.{event.id}": (spec, source, event)
    for name, spec in ALL.items()
    for source, event in spec.live_events()
}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_of_every_spec_arrives_as_declared(name: str, client: Make, capture: Capture) -> None:
    spec, source, event = EVENTS[name]
    if source.consent != "opt-out" and spec.product not in AGREED:
        pytest.fail(f"say how {spec.product} is turned on")
    agreed = dict.fromkeys(spec.opt_outs, False) if source.consent != "opt-out" else {}
    collect = {event.id: lambda: payload_of(event)} if only_by_itself(event) else {}
    telemetry = client(
        spec,
        source.id,
        keys=KEYS,
        secrets=SECRETS,
        collect=collect,
        answers=agreed,
        clock=FastClock(1e9),
        **around(source),
    )
    telemetry.bootstrap()
    if not collect:
        assert telemetry.send(event.id, payload_of(event)).result(PATIENCE) is Outcome.SENT
    telemetry.destroy(PATIENCE)
    assert capture.requests
    for request in capture.requests:
        place = next(
            (
                spec.destinations[one]
                for one in event.destinations
                if _same_path(spec.destinations[one].url, request.path)
            ),
            UNSTATED,
        )
        assert request.method == place.method
        record: dict[str, Any] = {
            "body": json.loads(from_request(place, request, keys=KEYS)),
            "headers": {name.lower(): value for name, value in request.headers},
            "query": {name: value for name, value in request.query if name != place.carrier_name},
        }
        report = Report("<test>", 1)
        judge_request(record, targets_of(spec, source.id, stored=False), spec, report)
        assert [(one.pointer, one.message) for one in report.findings] == []


def _same_path(url: str, path: str) -> bool:
    from urllib.parse import urlsplit

    return (urlsplit(url).path or "/") == path


def test_undeclared_fields_stay_here(client: Make, capture: Capture) -> None:
    telemetry = client(product("flowforge"), "platform", clock=FastClock(1e9), collect={"ping": _with_more}).bootstrap()
    (request, *_) = capture.wait_for(1)
    telemetry.destroy(PATIENCE)
    assert b"private" not in request.body
    assert json.loads(request.body)["os"] == {"type": "Linux", "release": "6.1", "arch": "x64"}


def _with_more() -> dict[str, Any]:
    event = product("flowforge").sources["platform"].events["ping"]
    more = {"type": "Linux", "release": "6.1", "arch": "x64", "user": "private"}
    return {**payload_of(event), "os": more, "host": "private", "license": {"private": 1}}


@pytest.mark.parametrize(
    "change",
    [
        {"is_error": "no"},
        {"version": None},
        {"command": "x" * 201},
        {"command": "mail private@example.com"},
        {"payload": {"a": 1}, "timestamp": "now"},
    ],
)
def test_what_is_not_valid_is_never_sent(change: dict[str, Any], client: Make, capture: Capture) -> None:
    telemetry = client(product("hasura"), "cli").bootstrap()
    assert telemetry.send("execution", {**EXECUTION, **change}).result(PATIENCE) is Outcome.REFUSED
    missing = {name: value for name, value in EXECUTION.items() if name != "command"}
    assert telemetry.send("execution", missing).result(PATIENCE) is Outcome.REFUSED
    assert capture.connections == 0


def test_values_are_changed_before_they_leave(client: Make, capture: Capture) -> None:
    cipher = shape_spec("client-hashes")
    raw = {
        "account": "anna@example.com",
        "project": "/home/anna/project",
        "machine": "annas-machine",
        "lockfile": "contents",
        "branch": None,
        "session": "4711",
        "commit": "1c168adb9bfae0cd29b2bb3f8cbe70f5d8cda1e4",
        "files": 1234,
        "address": "registry.example.com",
    }
    telemetry = client(cipher, "cli", secrets=SECRETS).bootstrap()
    assert telemetry.send("run", raw).result(PATIENCE) is Outcome.SENT
    body = json.loads(capture.requests[0].body)
    assert body == {
        "account": hashlib.sha256(b"anna@example.com").hexdigest(),
        "project": hashlib.sha256(b"salt/home/anna/project").hexdigest(),
        "machine": hmac.new(b"key", b"annas-machine", "sha512").hexdigest(),
        "lockfile": hashlib.sha384(b"contents").hexdigest(),
        "branch": None,
        "session": hashlib.md5(b"salt4711").hexdigest(),  # noqa: S324  the spec's own choice
        "commit": "1c168adb",
        "files": 1200,
        "address": "registry.example.com",
    }
    assert client(cipher, "cli").bootstrap().send("run", raw).result(PATIENCE) is Outcome.REFUSED, "no salt, no key"


def test_what_only_the_receiver_can_read(client: Make, capture: Capture) -> None:
    refine = product("refine")
    payload = {"providers": [True, False], "version": "4.36.1", "resourceCount": 7}
    telemetry = client(refine, "core", keys=KEYS, collect={"init": lambda: payload}).bootstrap()
    telemetry.destroy(PATIENCE)
    (request,) = capture.requests
    assert b"resourceCount" not in request.body
    assert request.body.count(b".") == 4
    assert json.loads(from_request(refine.destinations["core"], request, keys=KEYS)) == payload
    without = client(refine, "core", collect={"init": lambda: payload}).bootstrap()
    without.destroy(PATIENCE)
    assert len(capture.requests) == 1, "without a key nothing is sent in the clear"


UNION = """
trigger: [{on: call}]
fields:
  id: {type: uuid, sensitivity: identifier, lifetime: installation, description: This installation.}
  run: {type: uuid, sensitivity: identifier, lifetime: run, description: This run.}
  one: {type: uuid, sensitivity: identifier, lifetime: request, description: This request.}
  user: {type: uuid, sensitivity: identifier, lifetime: account, optional: true, description: The account.}
  kind: {const: plain, description: Always the same.}
  inner: {description: An object., fields: {same: {const: 3, description: Always three.}}}
  any:
    description: This or that.
    optional: true
    any_of: [{type: boolean}, {type: integer}, {fields: {a: {type: integer, description: A.}}}]
  counts:
    type: map
    optional: true
    max_entries: 5
    description: Counts.
    values: {fields: {n: {type: integer, description: N.}}}
  list:
    type: array
    optional: true
    max_items: 5
    description: A list.
    items: {fields: {n: {type: integer, description: N.}}}
"""


def test_identifiers_are_made_and_live_as_declared(client: Make, capture: Capture) -> None:
    spec = compiled(UNION)
    for _ in range(2):
        telemetry = client(spec, "app").bootstrap()
        for _ in range(2):
            assert telemetry.send("start").result(PATIENCE) is Outcome.SENT
    bodies = [json.loads(request.body) for request in capture.requests]
    assert [len({body[name] for body in bodies}) for name in ("id", "run", "one")] == [1, 2, 4]
    assert {body["kind"] for body in bodies} == {"plain"}
    assert bodies[0]["inner"] == {"same": 3}
    assert "user" not in bodies[0]
    given = "5db51f99-c6fb-4340-9c19-78adce58cc1b"
    assert client(spec, "app").bootstrap().send("start", {"id": given}).result(PATIENCE) is Outcome.SENT
    assert json.loads(capture.requests[-1].body)["id"] == given


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"any": {"a": 1, "b": 2}}, {"any": {"a": 1}}),
        ({"any": True}, {"any": True}),
        ({"any": 5}, {"any": 5}),
        ({"any": 1.5}, None),
        ({"counts": {"x": {"n": 1, "m": 2}}}, {"counts": {"x": {"n": 1}}}),
        ({"list": [{"n": 1, "m": 2}]}, {"list": [{"n": 1}]}),
        ({"list": {"n": 1}}, None),
    ],
)
def test_undeclared_fields_are_found_everywhere(
    given: dict[str, Any], sent: dict[str, Any] | None, client: Make, capture: Capture
) -> None:
    outcome = client(compiled(UNION), "app").bootstrap().send("start", given).result(PATIENCE)
    assert outcome is (Outcome.REFUSED if sent is None else Outcome.SENT)
    if sent is not None:
        body = json.loads(capture.requests[0].body)
        assert {name: body[name] for name in given} == sent


def composed(spec: Spec, source: Source, event: Event, payload: dict[str, Any], **more: Any) -> Any:  # noqa: ANN401  a request and a list
    trimmer = Trimmer(secrets=SECRETS, identify=lambda *_: "5db51f99-c6fb-4340-9c19-78adce58cc1b")
    composer = Composer(spec, source, keys=KEYS)
    (request, *_) = composer.requests(event, payload, Around(**more), trimmer)
    return request, trimmer.dropped


def test_headers_and_query_are_declared_too() -> None:
    osier = shape_spec("headers-query")
    source = osier.sources["sdk"]
    given = {"function": "open", "failed": False}
    request, dropped = composed(
        osier, source, source.events["call"], given,
        headers={"X-Osier-Install": "raw", "User-Agent": "osier/3.2", "X-Host": "private"},
        query={"v": "2", "who": "private"},
    )  # fmt: skip
    assert request.header("x-osier-install") == hashlib.sha256(b"saltraw").hexdigest()
    assert request.header("x-host") is None
    assert request.url == "https://b.osier.example/hit?v=2"
    assert sorted(dropped) == ["sdk.request.headers.X-Host", "sdk.request.query.who"]


def test_an_identifier_may_be_digits_alone() -> None:
    harbor = shape_spec("envelope-many")
    source = harbor.sources["cli"]
    event = source.events["started"]
    request, _ = composed(harbor, source, event, {"command": "push"}, envelope={"context": {"ci": False}, "dropped": 0})
    context = json.loads(request.body)["context"]
    assert context == {
        "machineId": "5db51f99c6fb43409c1978adce58cc1b",
        "runId": "5db51f99c6fb43409c1978adce58cc1b",
        "ci": False,
    }


def test_what_is_made_up_tells_no_two_machines_apart() -> None:
    console = product("hasura").sources["console"].events["action"]
    assert payload_of(console)["cli_uuid"] is None
    assert "server_uuid" not in payload_of(console)
    strapi = product("strapi").sources["service"].events["send"]
    assert "hostname" not in payload_of(strapi)["userProperties"]


def test_the_envelope_holds_what_is_declared() -> None:
    harbor = shape_spec("envelope-many")
    source = harbor.sources["cli"]
    context = {"machineId": "0" * 32, "runId": "1" * 32, "ci": True, "user": "private"}
    request, dropped = composed(
        harbor,
        source,
        source.events["started"],
        {"command": "push"},
        envelope={"context": context, "dropped": 0, "x": 1},
    )
    assert json.loads(request.body) == {
        "schema": 2,
        "context": {"machineId": "0" * 32, "runId": "1" * 32, "ci": True},
        "batch": [{"event": "command.started", "command": "push"}],
        "dropped": 0,
    }
    assert list(json.loads(request.body)) == ["schema", "context", "batch", "dropped"]
    assert sorted(dropped) == ["cli.request.context.user", "cli.request.x"]
    with pytest.raises(PayloadError):
        composed(harbor, source, source.events["started"], {"command": "push"}, envelope={"dropped": 0})


def test_a_key_decides_what_its_value_is() -> None:
    spec = shape_spec("key-value")
    source, event = next((source, event) for source, event in spec.live_events() if payload_of(event))
    payload = payload_of(event)
    request, dropped = composed(spec, source, event, payload, envelope=around(source)["envelope"])
    assert dropped == []
    assert request.body
