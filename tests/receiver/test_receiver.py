"""What a receiver accepts beyond the plain case: dropping, batches, several destinations, proxies, selected sources."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import require
from telemetry_spec.emit.samples import minimal
from telemetry_spec.receiver import stores
from telemetry_spec.receiver.app import Options, Receiver
from telemetry_spec.receiver.needs import lacking, unknowable
from telemetry_spec.receiver.routes import Routes
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.wire.carry import to_request
from telemetry_spec.wire.encodings.base import Keys
from telemetry_spec.wire.message import Request
from tests.conftest import ROOT
from tests.receiver.serving import served, spec_of, told
from tests.receiver.test_refusals import EVENTS, SPEC
from tests.wire.keys import key_files, public

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json

SHAPES = ROOT / "tests" / "shapes"
RIGHT = {"name": "one"}
DROPPING = """
telemetry_spec: 1
product: demo
title: Demo
version: "1"
consent: opt-out
notice: {summary: A demo., purpose: To test., operator: Nobody}
never_collected: [{description: E-mail addresses., forbids: [email]}]
destinations: {main: {url: "https://demo.example/", method: POST, unknown_fields: drop}}
sources:
  app:
    discriminator: event
    request:
      query: {v: {type: integer_string, optional: true, description: Version.}}
      body: {fields: {id: {type: integer, description: A.}, events: {type: "event[]", description: A.}}}
    events:
      start: {destination: main, fields: {a: {description: A., fields: {b: {type: integer, description: A.}}}}}
      stop: {destination: main, fields: {u: {any_of: [{type: integer}, {fields: {c: {type: integer, description: A.}}}], description: A.}}}
"""  # noqa: E501  a line of a spec


def test_undeclared_fields_are_dropped_where_the_destination_says_so() -> None:
    body = {
        "id": 1,
        "host": "x@example.com",
        "events": [
            {"event": "start", "a": {"b": 1, "extra": 2}, "more": [1]},
            {"event": "stop", "u": {"c": 1, "d/~e": 2}},
        ],
    }
    with served(spec_of(DROPPING)) as receiver:
        assert receiver.post("/?v=1&utm=x", body).status == 204
        assert receiver.rows() == [{"event": "start", "a": {"b": 1}}, {"event": "stop", "u": {"c": 1}}]
        answer = receiver.post("/", {**body, "id": "1"})
        assert (answer.status, told(answer)) == (422, [("wrong-type", "/body/id")])
        assert receiver.post("/", b'{"id":1,"id":2,"events":[]}').status == 422
        assert receiver.post("/", b"{").status == 400


@pytest.mark.parametrize("undeclared", ['{"a":1,"a":2}', "NaN", "1e999", '"\\ud800"'])
def test_what_can_be_read_in_two_ways_is_refused_for_that_alone(undeclared: str) -> None:
    body = f'{{"id":1,"host":{undeclared},"events":[{{"event":"stop","u":1}}]}}'
    with served(spec_of(DROPPING)) as receiver:
        answer = receiver.post("/", body.encode())
    assert answer.status in (400, 422)
    assert "not declared" not in answer.body.decode()
    assert json.loads(answer.body)


def test_dropping_goes_for_fields_of_a_form_too() -> None:
    spec = spec_of(SPEC.replace("carried_in: {field: data}", "carried_in: {field: data}, unknown_fields: drop"))
    with served(spec) as receiver:
        body = b"data=eyJuYW1lIjoib25lIn0%3D&ip=1"
        assert receiver.post("/f", body, ("content-type", "application/x-www-form-urlencoded")).status == 204
        assert receiver.rows() == [RIGHT]


def test_every_address_takes_its_own_encoding() -> None:
    with served(spec_of(SPEC)) as receiver:
        assert receiver.post(EVENTS, RIGHT).status == 204
        assert receiver.post("/v1/events/", RIGHT, method="PUT").status == 204
        assert receiver.post("/drop", gzip.compress(b'{"name":"one"}'), method="PUT").status == 204
        assert receiver.send(Request("GET", receiver.url + "/p.gif?d=eyJuYW1lIjoib25lIn0")).status == 204
        assert receiver.send(Request("POST", receiver.url + "/f", (), b'{"data":"eyJuYW1lIjoib25lIn0="}')).status == 204
        lines = b'{"name":"one"}\n{"name":"one"}\n'
        assert receiver.post("/lines", lines, ("content-type", "application/x-ndjson")).status == 204
        assert receiver.rows() == [RIGHT] * 7
        counts = receiver.receiver.counts
        assert (counts.accepted, counts.rows, counts.refused) == (6, 7, 0)
        assert receiver.log == []


def test_a_header_and_a_query_value_that_are_right() -> None:
    with served(spec_of(SPEC)) as receiver:
        assert receiver.post(EVENTS + "&v=2", RIGHT, ("x-install", "0123")).status == 204
        assert receiver.rows() == [RIGHT]


def test_two_destinations_at_one_address_are_told_apart_by_what_is_sent() -> None:
    text = SPEC.replace("demo.example/f", "demo.example/v1/events")
    with served(spec_of(text)) as receiver:
        assert receiver.post("/v1/events", RIGHT).status == 204
        form = b"data=eyJuYW1lIjoib25lIn0%3D"
        assert receiver.post("/v1/events", form, ("content-type", "application/x-www-form-urlencoded")).status == 204
        answer = receiver.post("/v1/events", {"name": 1})
        assert (answer.status, told(answer)) == (422, [("wrong-type", "/body/name")])


def test_events_without_a_destination_are_taken_at_the_root() -> None:
    spec = require(ROOT / "schemas" / "strapi.telemetry.yaml")
    with served(spec) as receiver:
        assert receiver.post("/", {"event": "x"}).status == 204
        assert receiver.rows() == [{"event": "x"}]


def test_a_query_is_looked_at_where_none_is_declared() -> None:
    with served(require(ROOT / "schemas" / "strapi.telemetry.yaml")) as receiver:
        answer = receiver.post("/?host=x", {"event": "x"})
        assert (answer.status, told(answer)) == (422, [("undeclared-field", "/query/host")])
        assert receiver.rows() == []


def test_a_removed_event_is_not_taken() -> None:
    spec = require(SHAPES / "lifecycle.telemetry.yaml")
    assert {source.id for source in Routes(spec).sources} == {"cli"}
    with pytest.raises(KeyError):
        Routes(spec, "daemon")


def test_one_source_can_be_selected() -> None:
    spec = require(ROOT / "schemas" / "refine.telemetry.yaml")
    routes = Routes(spec, "cli")
    assert [(route.path, route.destination.id) for route in routes.all] == [("/cli", "cli")]
    with pytest.raises(KeyError):
        Receiver(spec, stores.make("sqlite::memory:"), select="nothing")


def test_behind_a_proxy_the_last_address_that_it_forwards_counts() -> None:
    spec = require(ROOT / "schemas" / "refine.telemetry.yaml")
    body = minimal(spec.sources["cli"].request.body)
    forged = ("x-forwarded-for", "198.51.100.1, 203.0.113.7")
    for behind, expected in ((True, "203.0.113.7"), (False, "127.0.0.1")):
        with served(spec, select="cli", behind_proxy=behind) as receiver:
            assert receiver.post("/cli", body, forged).status == 204
            assert receiver.rows()[0]["IP Address"] == expected


def test_the_name_of_the_sender_is_looked_up_where_it_is_declared() -> None:
    spec = require(ROOT / "schemas" / "refine.telemetry.yaml")
    keys = Keys(jwe=key_files()["RSA PEM"])
    with served(spec, select="core", keys=keys) as receiver:
        body: Json = {"providers": [True], "version": "4", "resourceCount": 1}
        request = to_request(
            spec.destinations["core"], body, headers=[("user-agent", "Firefox 1")], keys=keys, base=receiver.url
        )
        assert receiver.send(request).status == 204
        [row] = receiver.rows()
    assert row["Hostname"]
    assert row["Hostname"] != row["IP Address"] == "127.0.0.1"
    assert row["Browser"] == row["OS"] == "Firefox 1"


def test_rows_are_shown_only_when_that_was_asked_for() -> None:
    with served(spec_of(SPEC), expose_rows=False) as receiver:
        assert receiver.send(Request("GET", receiver.url + "/rows")).status == 404


@pytest.mark.parametrize("query", ["select=app.strat", "select=ap", "selct=app", "select=app&select=app", "x"])
def test_rows_of_what_there_is_not_are_refused(query: str) -> None:
    with served(spec_of(SPEC)) as receiver:
        answer = receiver.send(Request("GET", f"{receiver.url}/rows?{query}"))
        assert (answer.status, answer.header("content-type")) == (400, "application/problem+json")
        assert json.loads(answer.body)["title"].startswith("Write `select` once, with a source or an event: app, app.")
        assert receiver.log == ["400 unknown-select"]
        for known in ("select=app", "select=app.start", "select=", ""):
            assert receiver.send(Request("GET", f"{receiver.url}/rows?{known}")).status == 200


def test_numbers_of_rows_go_on() -> None:
    spec = require(ROOT / "schemas" / "hasura.telemetry.yaml")
    sample = spec.sources["server"].events["usage"].samples[0].value
    assert isinstance(sample, dict)
    payload = {name: value for name, value in sample.items() if name not in ("id", "timestamp")}
    with served(spec) as receiver:
        for _ in range(3):
            assert receiver.post("/", payload).status == 204
        assert [row["id"] for row in receiver.rows()] == [1, 2, 3]
        assert [row["id"] for row in receiver.rows("server.usage")] == [1, 2, 3]
        assert receiver.rows("cli") == []


def test_what_is_missing_is_said_beforehand() -> None:
    relay = Routes(require(SHAPES / "encodings.telemetry.yaml"))
    assert [line.split(". ")[0] for line in lacking(relay, Options())] == ["The destination `sealed` cannot be read"]
    assert list(lacking(relay, Options(keys=Keys(jwe=key_files()["EC PEM"])))) == []
    [line] = lacking(relay, Options(keys=Keys(jwe=public("EC PEM"))))
    assert line.endswith("give the private one.")
    [line] = lacking(relay, Options(keys=Keys(jwe=b"hunter2")))
    assert "holds no key" in line
    assert "hunter2" not in line
    osier = Routes(require(SHAPES / "headers-query.telemetry.yaml"))
    assert list(lacking(osier, Options())) == ["`sdk.call.host` is stored as a keyed hash, and no key is given."]
    assert list(lacking(osier, Options(secrets=Secrets(key=b"k")))) == []
    assert list(unknowable(osier)) == []


def test_what_cannot_be_known_is_said_beforehand() -> None:
    text = SPEC.replace(
        "        fields:\n", "        received: {n: {type: integer, from: derived, description: N.}}\n        fields:\n"
    )
    assert list(unknowable(Routes(spec_of(text)))) == ["app.start.n"]


def test_what_comes_from_elsewhere_can_be_given() -> None:
    spec = require(SHAPES / "one-event.telemetry.yaml")
    [source] = spec.live_sources()
    [event] = source.events.values()
    with served(spec, derive=lambda member: {"country": "NZ"}.get(member.id)) as receiver:
        request = to_request(spec.destinations[event.destinations[0]], event.samples[0].value, base=receiver.url)
        assert receiver.send(request).status == 204, json.dumps(told(receiver.send(request)))
        assert receiver.rows()[0]["country"] == "NZ"
