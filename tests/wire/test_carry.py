"""Payloads in requests and out of them again, for every destination of every spec at hand."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec import api
from telemetry_spec.compile import require
from telemetry_spec.wire.carry import (
    UNSTATED,
    beside,
    carrier_of,
    content_headers,
    from_request,
    takes_content_type,
    to_request,
)
from telemetry_spec.wire.encodings.base import Keys, UndecodableError
from telemetry_spec.wire.message import Request, Response, problem
from tests.conftest import ROOT
from tests.verdict.cases import spec_paths
from tests.wire.keys import key_files

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import Destination

KEYS = Keys(jwe=key_files()["EC PEM"])
RELAY = require(ROOT / "tests" / "shapes" / "encodings.telemetry.yaml")

each_destination = pytest.mark.parametrize("name", RELAY.destinations)


def relay(name: str, **changes: object) -> Destination:
    return replace(RELAY.destinations[name], **changes)  # type: ignore[arg-type]  # whatever the field takes


def code(destination: Destination, request: Request, limit: int = 1 << 20) -> str:
    with pytest.raises(UndecodableError) as caught:
        from_request(destination, request, keys=KEYS, limit=limit)
    return caught.value.code


@pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
def test_every_body_of_every_spec_comes_back(path: Path) -> None:
    spec = require(path)
    carried = 0
    for source in spec.live_sources():
        names = dict.fromkeys(name for event in source.events.values() for name in event.destinations)
        for destination in [spec.destinations[name] for name in names] or [UNSTATED]:
            for value in itertools.islice(api.sample(spec, select=source.id), 15):
                request = to_request(destination, value, keys=KEYS)
                assert json.loads(from_request(destination, request, keys=KEYS)) == value
                assert request.method == destination.method
                assert urlsplit(request.url).netloc == urlsplit(destination.url).netloc
                carried += 1
    assert carried


@each_destination
def test_a_text_is_carried_as_it_is(name: str) -> None:
    destination = relay(name)
    if destination.encoding[0] == "form":
        destination = replace(destination, encoding=("json", *destination.encoding[1:]))
    raw = b'{"a": 1, "a": 2}'
    expected = b"[" + raw + b"]" if destination.encoding[0] == "ndjson" else raw
    assert from_request(destination, to_request(destination, raw, keys=KEYS), keys=KEYS) == expected


@each_destination
@given(body=st.binary(max_size=60), query=st.text(max_size=40), kind=st.sampled_from(["", "gzip", "x"]))
@settings(max_examples=30)
def test_garbage_is_never_another_error(name: str, body: bytes, query: str, kind: str) -> None:
    destination = relay(name)
    url = f"{destination.url}?{query}&{destination.carrier_name}={query}"
    request = Request(destination.method, url, (("content-encoding", kind),), body)
    try:
        from_request(destination, request, keys=KEYS)
        beside(destination, request)
    except UndecodableError as error:
        assert error.code  # noqa: PT017  both ends are right


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", ("application/json", "")),
        ("plain-put", ("application/json", "br")),
        ("zipped", ("application/json", "gzip")),
        ("lines", ("application/x-ndjson", "")),
        ("lines-zlib", ("application/x-ndjson", "deflate")),
        ("lines-zstd", ("application/x-ndjson", "zstd")),
        ("form", ("application/x-www-form-urlencoded", "")),
        ("sealed", ("application/jose", "")),
    ],
)
def test_a_body_says_what_it_is(name: str, expected: tuple[str, str]) -> None:
    assert content_headers(relay(name)) == expected
    kind, coding = expected
    request = to_request(relay(name), {"page": "home"} if name == "form" else [], keys=KEYS)
    assert (request.header("content-type"), request.header("content-encoding") or "") == (kind, coding)
    assert takes_content_type(relay(name), kind.upper() + "; charset=utf-8")
    assert not takes_content_type(relay(name), "image/png")


def test_several_codings_are_listed_in_the_order_of_their_making() -> None:
    assert content_headers(relay("plain", encoding=("json", "gzip", "br"))) == ("application/json", "gzip, br")
    assert content_headers(relay("plain", encoding=("json", "gzip", "base64"))) == ("text/plain", "")


def test_what_is_compressed_may_be_called_so() -> None:
    assert takes_content_type(relay("zipped"), "application/gzip")
    assert takes_content_type(relay("plain"), "application/cloudevents+json")
    assert not takes_content_type(relay("plain"), "application/gzip")
    assert not takes_content_type(relay("plain"), "text/plain")
    assert takes_content_type(relay("form-field"), "application/json")


def test_given_headers_take_precedence() -> None:
    request = to_request(relay("plain"), {}, headers=[("Content-Type", "text/json"), ("x-a", "1")])
    assert request.headers == (("Content-Type", "text/json"), ("x-a", "1"))
    assert request.header("X-A") == "1"
    assert request.header("x-b") is None


def test_the_query_carries_the_payload_and_more() -> None:
    request = to_request(
        relay("pixel", url="https://t.relay.example/p.gif?v=2"), {"a": "\u00e9&"}, query=[("u", "x y")]
    )
    assert request.method == "GET"
    assert request.body == b""
    assert request.headers == ()
    assert [name for name, _ in request.query] == ["v", "payload", "u"]
    assert dict(request.query)["u"] == "x y"
    assert json.loads(from_request(relay("pixel"), request)) == {"a": "\u00e9&"}


def test_bytes_can_lie_in_a_query() -> None:
    destination = relay("pixel", encoding=("json", "gzip"))
    assert from_request(destination, to_request(destination, {"a": 1})) == b'{"a":1}'


def test_a_carrier_is_there_once() -> None:
    pixel, field = relay("pixel"), relay("form-field")
    assert code(pixel, Request("GET", pixel.url)) == "missing-carrier"
    assert code(pixel, Request("GET", pixel.url + "?payload=e30&payload=e30")) == "repeated-carrier"
    assert code(field, Request("POST", field.url, (), b"other=1")) == "missing-carrier"
    assert code(field, Request("POST", field.url, (), b"data=e30%3D&data=e30%3D")) == "repeated-carrier"
    assert code(field, Request("POST", field.url, (), b'{"data":"e30=","data":"e30="}')) == "repeated-carrier"


def test_a_field_lies_in_a_form_or_in_a_json_object() -> None:
    field = relay("form-field")
    assert from_request(field, Request("POST", field.url, (), b"data=e30%3D")) == b"{}"
    assert from_request(field, Request("POST", field.url, (), b'{"data": "e30="}')) == b"{}"
    plain = relay("form-field", encoding=("json",))
    assert from_request(plain, Request("POST", field.url, (), b'{"data": {"a":1,"a":2} }')) == b'{"a":1,"a":2}'
    assert code(field, Request("POST", field.url, (), b'{"data": ')) == "not-json"
    assert code(field, Request("POST", field.url, (), b'{"data": "\xff"}')) == "not-utf8"
    assert code(field, Request("POST", field.url, (), b"data=" + b"e" * 100), limit=50) == "too-large"


def test_what_lies_beside_a_field_is_told() -> None:
    field = relay("form-field")
    assert beside(field, Request("POST", field.url, (), b"ip=1&data=e30&verbose=1")) == ["ip", "verbose"]
    assert beside(field, Request("POST", field.url, (), b'{"data":"","host":1}')) == ["host"]
    assert beside(relay("plain"), Request("POST", field.url, (), b'{"host":1}')) == []


def test_a_field_of_a_get_request_lies_in_the_query() -> None:
    field = relay("form-field", method="GET")
    assert carrier_of(field) == "query"
    request = to_request(field, {"a": 1})
    assert request.body == b""
    assert from_request(field, request) == b'{"a":1}'


def test_a_coding_that_is_not_declared_is_refused_and_a_wrong_name_of_one_that_is_forgiven() -> None:
    plain, lines = relay("plain"), relay("lines-zlib")
    assert code(plain, Request("POST", plain.url, (("content-encoding", "gzip"),), b"{}")) == "undeclared-encoding"
    assert from_request(plain, Request("POST", plain.url, (("content-encoding", "identity"),), b"{}")) == b"{}"
    sent = to_request(lines, [{"a": 1}], headers=[("content-encoding", "gzip")])
    assert from_request(lines, sent) == b'[{"a":1}]'


def test_another_address_can_stand_in() -> None:
    request = to_request(relay("zipped"), {}, base="http://127.0.0.1:8080")
    assert request.url == "http://127.0.0.1:8080/gz"
    assert to_request(UNSTATED, {}, base="http://127.0.0.1:8080/").url == "http://127.0.0.1:8080/"
    assert to_request(relay("zipped"), {}, base="http://127.0.0.1:1/in").url == "http://127.0.0.1:1/in/gz"


def test_half_a_character_is_carried_as_an_escape() -> None:
    assert to_request(relay("plain"), {"a": "\ud83d"}).body == b'{"a":"\\ud83d"}'


def test_messages() -> None:
    request = Request("GET", "http://a.example?b=c&d=", (("A", "1"), ("a", "2")))
    assert request.path == "/"
    assert request.query == [("b", "c"), ("d", "")]
    assert request.header("a") == "1, 2"
    response = problem(422, "Wrong.", [{"code": "x"}], (("allow", "GET"),))
    assert isinstance(response, Response)
    assert response.header("Content-Type") == "application/problem+json"
    assert json.loads(response.body) == {"title": "Wrong.", "status": 422, "errors": [{"code": "x"}]}
