"""A capture, used by tests of this project itself."""

from __future__ import annotations

import json
import socket
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import UnknownNameError, api
from telemetry_spec.pytest_plugin._capture import Capture, capturing
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Spec


@pytest.fixture
def capture(telemetry_spec: Spec) -> Iterator[Capture]:
    with Capture(telemetry_spec) as capture:
        capture.ignore_headers("user-agent")
        yield capture


@pytest.fixture
def payload(telemetry_spec: Spec) -> dict[str, Any]:
    found = next(api.sample(telemetry_spec, select="platform"))
    assert isinstance(found, dict)
    return found


def send(url: str, body: bytes, method: str = "POST") -> int:
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310  an address on this machine
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  as above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def codes(capture: Capture) -> list[tuple[str | None, str]]:
    return [(finding.pointer, finding.code) for finding in capture.findings]


def test_what_is_right_has_no_finding(capture: Capture, payload: dict[str, Any]) -> None:
    assert send(capture.url_of("ping"), json.dumps(payload).encode()) == 200
    assert capture.findings == []
    assert capture.payloads == [payload]
    assert capture.verdict() == ""


def test_everything_that_is_wrong_is_seen(capture: Capture, payload: dict[str, Any]) -> None:
    raw = json.dumps(payload).encode()
    send(capture.url + "/elsewhere", raw)
    send(capture.url_of("ping"), raw, "PUT")
    send(capture.url_of("ping"), b"not JSON")
    send(capture.url_of("ping"), raw[:-1] + b',"env":1}')
    send(capture.url_of("ping") + "?debug=1", raw)
    assert [finding.code for finding in capture.findings] == [
        "undeclared-destination",
        "wrong-method",
        "payload-not-json",
        "wrong-type",
        "duplicate-field",
        "undeclared-field",
    ]
    assert len(capture.requests) == 5
    assert "/query/debug" in capture.verdict()


def test_a_header_that_nobody_declares_is_seen(telemetry_spec: Spec, payload: dict[str, Any]) -> None:
    with Capture(telemetry_spec) as capture:
        send(capture.url_of("ping"), json.dumps(payload).encode())
        assert codes(capture) == [("/headers/user-agent", "undeclared-field")]


def test_silence_can_be_expected(capture: Capture, payload: dict[str, Any]) -> None:
    assert capture.verdict().startswith("Nothing was sent")
    capture.expect_silence()
    assert capture.verdict() == ""
    send(capture.url_of("ping"), json.dumps(payload).encode())
    assert capture.verdict() == "Nothing was to be sent, and something was: 1 request."
    capture.clear()
    assert capture.verdict() == ""
    capture.allow_silence()
    assert capture.verdict() == ""


def test_a_client_can_be_answered_with_an_error(capture: Capture, payload: dict[str, Any]) -> None:
    capture.status = 500
    assert send(capture.url_of("ping"), json.dumps(payload).encode()) == 500
    assert capture.findings == []


def test_what_is_no_http_is_seen(capture: Capture) -> None:
    with socket.create_connection(("127.0.0.1", int(capture.url.rpartition(":")[2])), timeout=20) as peer:
        peer.sendall(b"\x16\x03\x01 no request\r\n\r\n")
        while peer.recv(1000):
            pass
    assert [finding.code for finding in capture.findings] == ["unreadable"]
    assert capture.verdict()


def test_a_destination_that_is_not_there_is_told(capture: Capture) -> None:
    with pytest.raises(UnknownNameError, match="no destination `pong`"):
        capture.url_of("pong")


def test_bodies_are_decoded_as_the_spec_says() -> None:
    from telemetry_spec.wire.carry import to_request

    spec = api.load(ROOT / "tests" / "shapes" / "encodings.telemetry.yaml")
    with Capture(spec) as capture:
        capture.ignore_headers("user-agent")
        tried = 0
        for source in spec.live_sources():
            names = {name for event in source.events.values() for name in event.destinations}
            for name in sorted(names):
                place = spec.destinations[name]
                if "jwe" in place.encoding or len(names) > 1:
                    continue
                body = next(api.sample(spec, select=source.id))
                request = to_request(place, body, base=capture.url)
                sent = urllib.request.Request(  # noqa: S310  an address on this machine
                    request.url, request.body or None, dict(request.headers), method=request.method
                )
                urllib.request.urlopen(sent, timeout=20).close()  # noqa: S310  as above
                assert capture.requests[-1].findings == (), (name, capture.requests[-1].findings)
                tried += 1
        assert tried == len(capture.requests)


def test_a_spec_without_destinations_takes_any_address() -> None:
    spec = api.load(ROOT / "schemas" / "strapi.telemetry.yaml")
    with Capture(spec) as capture:
        capture.ignore_headers("user-agent")
        send(capture.url + "/anywhere", b'{"event": "started"}')
        assert capture.findings == []
        send(capture.url, b'{"event": 1}')
        assert codes(capture) == [("/body/event", "wrong-type")]


def test_the_fixture_is_a_capture_that_runs(telemetry_capture: Capture, payload: dict[str, Any]) -> None:
    telemetry_capture.ignore_headers("user-agent")
    assert send(telemetry_capture.url_of("ping"), json.dumps(payload).encode()) == 200
    assert telemetry_capture.payloads == [payload]


def test_without_the_extra_the_test_fails_in_a_sentence(telemetry_spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h11", None)
    with pytest.raises(pytest.fail.Exception, match=r"needs the library h11.*telemetry-spec\[conform\]"):
        next(capturing(telemetry_spec))
