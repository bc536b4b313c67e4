"""Rows: what is stored of each event of every spec at hand, and where received fields come from."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import api
from telemetry_spec.check.explain import violations
from telemetry_spec.compile import compile_text, require
from telemetry_spec.transforms.apply import MissingSecretError, Secrets
from telemetry_spec.transforms.row import Arrival, events_in, is_knowable, row_of
from telemetry_spec.transforms.stored import stored
from tests.conftest import ROOT
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Event, Source

SECRETS = Secrets(salt=b"salt", key=b"key")
ADDRESS_HASH = hashlib.sha256(b"203.0.113.7").hexdigest()
AT = 1_700_000_000.25
HEAD = """
telemetry_spec: 1
product: demo
title: Demo
version: "1"
consent: opt-out
notice: {summary: A demo., purpose: To test., operator: Nobody}
"""
ARRIVAL = Arrival(
    at=AT,
    number=7,
    remote_address="203.0.113.7",
    remote_host="host-7.example.com",
    headers={"user-agent": "osier/3.2", "x-count": "12", "x-word": "abc"},
    query={"q": "docs"},
)


def source_of(text: str) -> Source:
    compiled = compile_text(HEAD + "sources:\n  app:\n    events:\n      start:\n" + text)
    assert compiled.findings == ()
    assert compiled.spec is not None
    return compiled.spec.sources["app"]


def event_of(fields: str, received: str = "") -> Event:
    text = f"        fields: {{{fields}}}\n" + (f"        received: {{{received}}}\n" if received else "")
    return source_of(text).events["start"]


def row(fields: str, payload: dict[str, Any], received: str = "", arrival: Arrival = ARRIVAL) -> dict[str, Json]:
    event = event_of(fields, received)
    assert violations(event.payload, payload) == []
    found = row_of(event, payload, arrival, SECRETS)
    assert violations(event.row, found) == []
    return found


@pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
def test_the_rows_of_every_spec_are_as_declared(path: Path) -> None:
    spec = require(path)
    for source in spec.live_sources():
        rows = 0
        for body in itertools.islice(api.sample(spec, select=source.id), 40):
            before = json.dumps(body)
            for event, payload in events_in(source, body):
                assert violations(event.payload, payload) == []
                assert violations(event.row, row_of(event, payload, ARRIVAL, SECRETS)) == []
                rows += 1
            assert json.dumps(body) == before
        assert rows


def test_every_published_event_is_found_in_its_request() -> None:
    lines = (ROOT / "tests" / "captures" / "nextjs" / "payloads.ndjson").read_text("utf-8").splitlines()
    source = require(ROOT / "tests" / "captures" / "nextjs.telemetry.yaml").sources["cli"]
    for line in lines:
        body = json.loads(line)
        found = [(event.name, payload) for event, payload in events_in(source, body)]
        assert found == [(event["eventName"], event) for event in body["events"]]


def test_events_by_key_are_without_the_key() -> None:
    source = require(ROOT / "tests" / "shapes" / "told-by-key.telemetry.yaml").sources["tool"]
    [(event, payload)] = events_in(source, {"internal-error": {"code": "A0042", "phase": "check"}})
    assert (event.id, payload) == ("failure", {"code": "A0042", "phase": "check"})


# ---------------------------------------------------------------- transforms of what is sent


def test_the_receivers_transforms_reach_every_depth() -> None:
    hashed = "transform: {kind: hash, algorithm: md5, at: receiver}"
    found = row(
        f"""
        plain: {{type: string, max_length: 9, description: A.}},
        client: {{type: md5, transform: md5, description: A.}},
        name: {{type: string, max_length: 9, nullable: true, {hashed}, description: A.}},
        gone: {{type: string, max_length: 9, transform: {{kind: drop, at: receiver}}, description: A.}},
        tags: {{type: "string[]", max_length: 9, max_items: 9, {hashed}, description: A.}},
        list: {{type: array, max_items: 9, description: A., items: {{description: B., fields: {{
            id: {{type: string, max_length: 9, {hashed}, description: A.}}}}}}}},
        map: {{type: map, description: A., values: {{description: B., fields: {{
            id: {{type: integer, transform: {{kind: round, size: 10, at: receiver}}, description: A.}}}}}}}},
        open: {{description: A., open: Because., fields: {{cut: {{type: string, max_length: 9, description: A.,
            transform: {{kind: truncate, size: 2, at: receiver}}}}}}}}
        """,
        {
            "plain": "a",
            "client": "0" * 32,
            "name": "a",
            "gone": "a",
            "tags": ["a"],
            "list": [{"id": "a"}, {"id": "b"}],
            "map": {"x": {"id": 19}},
            "open": {"cut": "abc", "more": "abc"},
        },
    )
    digest = {text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in ("a", "b", '["a"]')}
    assert found == {
        "plain": "a",
        "client": "0" * 32,
        "name": digest["a"],
        "tags": digest['["a"]'],
        "list": [{"id": digest["a"]}, {"id": digest["b"]}],
        "map": {"x": {"id": 10}},
        "open": {"cut": "ab", "more": "abc"},
    }


def test_a_key_whose_value_is_dropped_is_dropped() -> None:
    source = source_of(
        "        fields:\n"
        "          list:\n            type: array\n            max_items: 9\n            description: A.\n"
        "            items:\n              entries:\n                of:\n"
        "                  kept: {type: integer, description: A.}\n"
        "                  gone: {type: integer, transform: {kind: drop, at: receiver}, description: A.}\n"
    )
    event = source.events["start"]
    payload: Json = {"list": [{"key": "gone", "value": 1}, {"key": "kept", "value": 2}]}
    assert violations(event.payload, payload) == []
    assert row_of(event, payload, ARRIVAL, SECRETS) == {"list": [{"key": "kept", "value": 2}]}
    assert violations(event.row, row_of(event, payload, ARRIVAL, SECRETS)) == []


def test_a_union_goes_by_the_type_of_its_value() -> None:
    event = event_of(
        "u: {any_of: [{type: integer}, {fields: {s: {type: string, max_length: 9, "
        "transform: {kind: drop, at: receiver}, description: A.}}}], description: A.}"
    )
    assert stored(event.payload, {"u": 1}, SECRETS) == {"u": 1}
    assert stored(event.payload, {"u": {"s": "x"}}, SECRETS) == {"u": {}}


def test_a_secret_that_is_missing_is_an_error() -> None:
    keyed = "transform: {kind: hash, algorithm: md5, mode: keyed, at: receiver}"
    event = event_of(f"a: {{type: string, max_length: 9, {keyed}, description: A.}}")
    with pytest.raises(MissingSecretError):
        row_of(event, {"a": "x"}, ARRIVAL, Secrets())


# ---------------------------------------------------------------- received fields


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("type: timestamp, from: clock", "2023-11-14T22:13:20.250Z"),
        ("type: date, from: clock", "2023-11-14"),
        ("type: integer, from: clock", 1_700_000_000),
        ("type: integer, from: clock, unit: ms", 1_700_000_000_250),
        ("type: integer, from: counter", 7),
        ("type: ip_address, from: remote_address", "203.0.113.7"),
        ("type: hostname, from: remote_host", "host-7.example.com"),
        ("type: string, max_length: 5, from: user_agent", "osier"),
        ("type: string, max_length: 9, from: header, header: X-Word", "abc"),
        ("type: integer, from: header, header: X-Count", 12),
        ("type: string, max_length: 9, from: query, name: q", "docs"),
        ("type: ip_address, from: remote_address, transform: sha256", ADDRESS_HASH),
        ("type: ip_address, from: remote_address, transform: [sha256, {kind: truncate, size: 4}]", ADDRESS_HASH[:4]),
    ],
)
def test_where_received_fields_come_from(declared: str, expected: Json) -> None:
    found = row("a: {type: integer, description: A.}", {"a": 1}, f"r: {{{declared}, description: R.}}")
    assert found.pop("a") == 1
    assert list(found.values()) == [expected]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("type: string, max_length: 9, from: user_agent", {"r": "unknown"}),
        ("type: string, max_length: 9, from: user_agent, nullable: true", {"r": None}),
        ("type: string, max_length: 9, from: user_agent, optional: true", {}),
        ("type: hostname, from: remote_host", {"r": "unknown"}),
        ("type: string, min_length: 2, max_length: 2, from: geo_ip", {"r": "ZZ"}),
        ("type: integer, from: header, header: X-Word, nullable: true", {"r": None}),
        ("enum: [red, blue], from: header, header: X-Word, optional: true", {}),
        ("from: geo_ip, fields: {c: {type: string, max_length: 9, description: C.}}", {"r": {"c": "unknown"}}),
        ("type: string, max_length: 9, from: derived, transform: drop", {}),
    ],
)
def test_what_cannot_be_known_is_said_so(declared: str, expected: Json) -> None:
    arrival = Arrival(at=AT, headers={"x-word": "abc"})
    assert row("", {}, f"r: {{{declared}, description: R.}}", arrival) == expected


def test_what_can_be_neither_known_nor_absent_is_told_beforehand() -> None:
    received = "k: {type: integer, from: counter, description: K.}, u: {type: integer, from: derived, description: U.}"
    [known, unknown] = event_of("", received).received
    assert is_knowable(known)
    assert not is_knowable(unknown)


def test_what_comes_from_elsewhere_can_be_given() -> None:
    arrival = Arrival(at=AT, derive=lambda member: {"country": "NZ"}.get(member.id))
    assert row("", {}, "country: {type: string, max_length: 2, from: geo_ip, description: C.}", arrival) == {
        "country": "NZ"
    }


def test_removed_fields_are_not_stored() -> None:
    event = event_of("", 'r: {type: integer, from: counter, removed: "1", description: R.}')
    assert row_of(event, {}, ARRIVAL, SECRETS) == {}


def test_the_envelope_is_in_no_row() -> None:
    source = require(ROOT / "tests" / "shapes" / "envelope-one.telemetry.yaml").sources
    [only] = source.values()
    body = next(api.sample(require(ROOT / "tests" / "shapes" / "envelope-one.telemetry.yaml")))
    [(event, payload)] = events_in(only, body)
    assert isinstance(body, dict)
    stored_row = row_of(event, payload, ARRIVAL, SECRETS)
    assert not {"sentAt", "client"} & stored_row.keys()
    assert {"sentAt", "client"} <= body.keys()
