"""What a receiver refuses, with which status, and what it says about it: the field, and never a value."""

from __future__ import annotations

import gzip
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec.receiver.stores.base import StoreError
from telemetry_spec.wire.message import Request
from tests.receiver.serving import Served, errors, served, spec_of, told
from tests.wire.talk import PATIENCE, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Spec

SPEC = """
telemetry_spec: 1
product: demo
title: Demo
version: "1"
consent: opt-out
notice: {summary: A demo., purpose: To test., operator: Nobody}
never_collected:
  - {description: E-mail addresses., forbids: [email]}
destinations:
  main: {url: "https://demo.example/v1/events?api=2", method: POST}
  drop: {url: "https://demo.example/drop/", method: PUT, encoding: [json, gzip], unknown_fields: drop}
  pixel: {url: "https://demo.example/p.gif", method: GET, encoding: [json, base64url], carried_in: {query: d}}
  field: {url: "https://demo.example/f", method: POST, encoding: [json, base64], carried_in: {field: data}}
  lines: {url: "https://demo.example/lines", method: POST, encoding: ndjson}
  other: {url: "https://other.example/v1/events", method: PUT}
sources:
  app:
    request:
      headers:
        x-install: {type: string, pattern: "[0-9]{4}", optional: true, description: Install.}
      query:
        v: {type: integer_string, optional: true, description: Version.}
    events:
      start:
        destination: [main, drop, pixel, field, lines, other]
        fields:
          name: {type: string, max_length: 40, description: Name.}
          os: {description: System., optional: true, fields: {arch: {type: string, max_length: 9, description: A.}}}
          tags: {type: map, optional: true, description: Tags., values: {type: integer}}
"""
PRIVATE = "hunter2"
RIGHT = {"name": "one"}


@pytest.fixture(scope="module", name="spec")
def _spec() -> Spec:
    return spec_of(SPEC)


@pytest.fixture(scope="module", name="receiver")
def _receiver(spec: Spec) -> Iterator[Served]:
    with served(spec, limit=5000) as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def _nothing_is_stored_and_no_value_is_told(receiver: Served) -> Iterator[None]:
    del receiver.log[:]
    before = len(receiver.rows())
    yield
    assert len(receiver.rows()) == before
    assert PRIVATE not in "".join(receiver.log)


EVENTS = "/v1/events?api=2"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("missing-field", "/body")]),
        ({"name": 1}, [("wrong-type", "/body/name")]),
        ({"name": None}, [("wrong-type", "/body/name")]),
        ({"name": PRIVATE * 9}, [("wrong-value", "/body/name")]),
        ({"name": f"{PRIVATE}@example.com"}, [("forbidden-value", "/body/name")]),
        ({**RIGHT, "host": PRIVATE}, [("undeclared-field", "/body/host")]),
        ({**RIGHT, "os": {"arch": "x", "name": PRIVATE}}, [("undeclared-field", "/body/os/name")]),
        ({**RIGHT, "tags": {"a": PRIVATE}}, [("wrong-type", "/body/tags/*")]),
        ([RIGHT], [("wrong-type", "/body")]),
        (b'{"name":"a","name":"hunter2"}', [("duplicate-field", "/body/name")]),
    ],
)
def test_what_is_not_as_declared_is_422(receiver: Served, body: Any, expected: list[tuple[str, str]]) -> None:  # noqa: ANN401  any JSON
    answer = receiver.post(EVENTS, body)
    assert answer.status == 422
    assert answer.header("content-type") == "application/problem+json"
    assert told(answer) == expected
    assert PRIVATE not in answer.body.decode()
    assert receiver.log


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "payload-not-json"),
        (b"hunter2", "payload-not-json"),
        (b'{"name":"one"', "payload-not-json"),
        (b'{"name":"one"}{}', "payload-not-json"),
        (b'{"name":"\xff"}', "payload-not-utf8"),
        (b'{"name":"\\ud83d"}', "payload-not-utf8"),
        (b'{"name":NaN}', "number-not-finite"),
        (b"[" * 3000, "payload-too-deep"),
    ],
)
def test_what_is_no_json_is_400(receiver: Served, body: bytes, code: str) -> None:
    answer = receiver.post(EVENTS, body)
    assert answer.status == 400
    assert code in [error["code"] for error in errors(answer)]
    assert PRIVATE not in answer.body.decode()


@pytest.mark.parametrize(
    ("path", "method", "expected", "allow"),
    [
        ("/v1", "POST", 404, None),
        ("/v1/events/x", "POST", 404, None),
        ("/V1/events", "POST", 404, None),
        ("/", "GET", 404, None),
        ("/v1/events", "GET", 405, "POST, PUT"),
        ("/v1/events", "OPTIONS", 405, "POST, PUT"),
        ("/v1/events/", "DELETE", 405, "POST, PUT"),
        ("/p.gif", "POST", 405, "GET"),
        ("/p.gif", "HEAD", 405, "GET"),
        ("/rows", "POST", 405, "GET"),
    ],
)
def test_addresses_and_methods(receiver: Served, path: str, method: str, expected: int, allow: str | None) -> None:
    answer = receiver.post(path, RIGHT, method=method)
    assert answer.status == expected
    assert answer.header("allow") == allow


@pytest.mark.parametrize("kind", ["text/plain", "image/png", "application/x-www-form-urlencoded", "x", ""])
def test_another_content_type_is_415(receiver: Served, kind: str) -> None:
    assert receiver.post(EVENTS, RIGHT, ("content-type", kind)).status == 415


def test_a_coding_that_is_not_declared_is_415(receiver: Served) -> None:
    body = gzip.compress(json.dumps(RIGHT).encode())
    answer = receiver.post(EVENTS, body, ("content-encoding", "gzip"))
    assert answer.status == 415
    assert told(answer) == [("undeclared-encoding", "")]


def test_what_is_too_large_is_413_as_sent_and_decoded(receiver: Served) -> None:
    assert receiver.post(EVENTS, b" " * 5001).status == 413
    bomb = gzip.compress(b" " * 1_000_000)
    assert len(bomb) < 5000
    answer = receiver.post("/drop", bomb, method="PUT")
    assert (answer.status, told(answer)) == (413, [("too-large", "")])


def test_what_is_not_encoded_as_declared_is_400(receiver: Served) -> None:
    answer = receiver.post("/drop", RIGHT, method="PUT")
    assert (answer.status, told(answer)) == (400, [("not-gzip", "")])
    assert receiver.send(Request("GET", receiver.url + "/p.gif")).status == 400
    assert receiver.send(Request("GET", receiver.url + "/p.gif?d=%21")).status == 400
    answer = receiver.post("/lines", b'{"name":"a"},{"name":"b"}\n', ("content-type", "application/x-ndjson"))
    assert (answer.status, told(answer)) == (400, [("not-ndjson", "")])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (EVENTS + "&v=x", [("wrong-value", "/query/v")]),
        (EVENTS + "&host=hunter2", [("undeclared-field", "/query/host")]),
        (EVENTS + "&v=1&v=2", [("duplicate-field", "/query/v")]),
        ("/v1/events?api=3", [("undeclared-field", "/query/api")]),
    ],
)
def test_the_query_is_held_against_the_spec_too(receiver: Served, path: str, expected: list[tuple[str, str]]) -> None:
    answer = receiver.post(path, RIGHT)
    assert (answer.status, told(answer)) == (422, expected)
    assert PRIVATE not in answer.body.decode()


def test_a_declared_header_is_held_against_the_spec(receiver: Served) -> None:
    answer = receiver.post(EVENTS, RIGHT, ("X-Install", PRIVATE))
    assert (answer.status, told(answer)) == (422, [("wrong-value", "/headers/x-install")])
    assert PRIVATE not in answer.body.decode()


def test_what_lies_beside_the_field_with_the_payload_is_undeclared(receiver: Served) -> None:
    body = b"data=eyJuYW1lIjoib25lIn0%3D&ip=hunter2"
    answer = receiver.post("/f", body, ("content-type", "application/x-www-form-urlencoded"))
    assert (answer.status, told(answer)) == (422, [("undeclared-field", "/body/ip")])


def test_lines_that_are_none_are_no_success(receiver: Served) -> None:
    answer = receiver.post("/lines", b"\n", ("content-type", "application/x-ndjson"))
    assert (answer.status, told(answer)) == (422, [("nothing-checked", "/body")])


def test_one_wrong_event_refuses_the_whole_request(receiver: Served) -> None:
    body = b'{"name":"a"}\n{"name":1}\n'
    answer = receiver.post("/lines", body, ("content-type", "application/x-ndjson"))
    assert (answer.status, told(answer)) == (422, [("wrong-type", "/body/name")])


def test_answers_are_bounded_whatever_is_sent(receiver: Served) -> None:
    many = {f"{number:04}": 1 for number in range(400)}
    long = {"n" * 4000: 1}
    for body in (many, long):
        answer = receiver.post(EVENTS, body)
        assert answer.status == 422
        assert len(errors(answer)) <= 20
        assert len(answer.body) < 10_000


def test_answers_hold_nothing_but_the_answer(receiver: Served) -> None:
    for answer in (receiver.post(EVENTS, {}), receiver.post("/nowhere", {}), receiver.post(EVENTS, {}, method="GET")):
        names = {name.lower() for name, _ in answer.headers}
        assert names <= {"content-type", "content-length", "date", "allow", "connection"}


@given(body=st.binary(max_size=300))
@settings(max_examples=60)
def test_no_body_makes_a_mistake_of_ours(receiver: Served, body: bytes) -> None:
    for path, method in ((EVENTS, "POST"), ("/drop", "PUT"), ("/f", "POST"), ("/lines", "POST")):
        answer = receiver.send(Request(method, receiver.url + path, (), body))
        assert 400 <= answer.status < 500


def test_it_is_also_refused_at_the_level_of_http(receiver: Served) -> None:
    parts = urlsplit(receiver.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 40_000)
        assert status(connection.recv(1000)) == 431


def test_a_store_that_fails_is_503_and_said_without_rows(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(spec) as receiver:

        def fail(_: object) -> None:
            raise StoreError("The disk is full.")

        monkeypatch.setattr(receiver.receiver._store, "add", fail)
        answer = receiver.post(EVENTS, {"name": PRIVATE})
        assert (answer.status, answer.header("retry-after")) == (503, "60")
        assert receiver.log == ["The disk is full.", "503 not-stored"]
        assert receiver.rows() == []
