"""TLS: certificates by name, failures that are told, and tunnels as of a proxy."""

from __future__ import annotations

import socket
import ssl
import urllib.request
from functools import cache
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from telemetry_spec.wire.server import Limits
from tests.wire.talk import GET, PATIENCE, SOON, ask, connected, said, serving, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.wire.server import BackgroundServer

AUTHORITY = trustme.CA()


@cache
def context_of(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(name or "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(name="trusting")
def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


def secured(server: BackgroundServer, context: ssl.SSLContext, name: str) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection((server.host, server.port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=name) as connection,
    ):
        yield connection


def test_one_context_for_all(trusting: ssl.SSLContext) -> None:
    with serving(tls=context_of("127.0.0.1")) as (server, echo):
        assert server.url.startswith("https://")
        body = b"x" * 300_000
        with urllib.request.urlopen(f"{server.url}/a", data=body, context=trusting, timeout=PATIENCE) as answer:  # noqa: S310  to this very process
            assert answer.read().decode() == f"POST {server.url}/a 300000"
    assert echo.requests[0].url.startswith("https://")
    assert echo.kinds() == {"opened": 1, "closed": 1}


@pytest.mark.parametrize("name", ["one.example", "two.example"])
def test_the_certificate_is_that_of_the_name(trusting: ssl.SSLContext, name: str) -> None:
    with serving(tls=context_of) as (server, echo):
        for connection in secured(server, trusting, name):
            connection.sendall(GET.replace(b"test", name.encode()))
            assert status(connection.recv(1000)) == 200
    assert echo.requests[0].url == f"https://{name}/a"
    assert {sight.server_name for sight in echo.sights if sight.kind == "closed"} == {name}


def test_a_client_that_does_not_trust_is_told() -> None:
    with serving(tls=context_of) as (server, echo), pytest.raises(ssl.SSLCertVerificationError):
        list(secured(server, ssl.create_default_context(), "one.example"))
    assert echo.requests == []
    [failure] = [sight for sight in echo.sights if sight.kind == "tls-failed"]
    assert "unknown ca" in failure.detail
    assert failure.server_name == "one.example"


def test_plain_http_to_a_tls_port_is_told() -> None:
    with serving(tls=context_of) as (server, echo):
        assert b"HTTP/1.1 200" not in ask(server, GET)
    assert echo.details("tls-failed") == ["http request"]


def test_a_client_that_breaks_off_is_told() -> None:
    with serving(tls=context_of) as (server, echo):
        with connected(server) as connection:
            connection.sendall(b"\x16\x03\x01")
        echo.wait_for("tls-failed")
        assert echo.requests == []
    assert len(echo.details("tls-failed")) == 1


def test_a_handshake_that_does_not_come_runs_out_of_time() -> None:
    with serving(tls=context_of, limits=Limits(head_time=SOON)) as (server, echo), connected(server) as connection:
        assert said(connection) == b""
    assert echo.details("timed-out") == ["TLS handshake"]


def test_a_name_that_nobody_has_a_certificate_for_is_told(trusting: ssl.SSLContext) -> None:
    def none(name: str) -> ssl.SSLContext:
        raise KeyError(name)

    with serving(tls=none) as (server, echo), pytest.raises(ssl.SSLError):
        list(secured(server, trusting, "one.example"))
    assert len(echo.details("tls-failed")) == 1


def test_a_refusal_reaches_a_peer_in_tls(trusting: ssl.SSLContext) -> None:
    with serving(tls=context_of) as (server, _):
        for connection in secured(server, trusting, "one.example"):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + bytes(200_000))
            assert status(connection.recv(1000)) == 413


# ---------------------------------------------------------------- tunnels


def _for_all(authority: str) -> ssl.SSLContext | None:
    name = authority.rpartition(":")[0]
    return None if name == "refused.example" else context_of(name)


def test_a_proxy_answers_in_the_name_of_others(trusting: ssl.SSLContext) -> None:
    with (
        serving(tunnels=_for_all) as (server, echo),
        httpx.Client(proxy=server.url, verify=trusting, timeout=PATIENCE, trust_env=False) as client,
    ):
        for url in ("https://one.example/a?b=c", "http://two.example/d", "https://one.example/e"):
            assert client.post(url, content=b"xyz").text == f"POST {url} 3"
    assert echo.details("tunnel") == ["one.example:443"]
    assert [request.body for request in echo.requests] == [b"xyz"] * 3


def test_a_tunnel_need_not_hold_tls() -> None:
    with serving(tunnels=_for_all) as (server, echo), connected(server) as connection:
        connection.sendall(b"CONNECT one.example:80 HTTP/1.1\r\nHost: one.example:80\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 200 OK\r\n\r\n"
        connection.sendall(b"GET /a HTTP/1.0\r\n\r\n")
        assert status(said(connection)) == 200
    assert echo.requests[0].url == "http://one.example:80/a"


def test_what_is_sent_along_with_the_request_for_a_tunnel_is_not_lost() -> None:
    with serving(tunnels=_for_all) as (server, echo):
        ask(server, b"CONNECT one.example:80 HTTP/1.1\r\nHost: a\r\n\r\n" + GET)
    assert [request.url for request in echo.requests] == ["http://test/a"]


def test_a_tunnel_can_be_refused_and_has_to_be_readable() -> None:
    with serving(tunnels=_for_all) as (server, _):
        assert status(ask(server, b"CONNECT refused.example:443 HTTP/1.1\r\nHost: a\r\n\r\n")) == 403
        assert status(ask(server, b"CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n")) == 400


def test_an_empty_tunnel_runs_out_of_time() -> None:
    with serving(tunnels=_for_all, limits=Limits(idle=SOON)) as (server, echo), connected(server) as connection:
        connection.sendall(b"CONNECT one.example:443 HTTP/1.1\r\nHost: a\r\n\r\n")
        assert said(connection) == b"HTTP/1.1 200 OK\r\n\r\n"
    assert echo.kinds()["closed"] == 1
