"""What is written beside requests and after the last one: kept where somebody asks for it, and bounded."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.wire.chunks import Extensions
from tests.wire.talk import PATIENCE, SMALL, ask, said, serving, status

if TYPE_CHECKING:
    from tests.wire.talk import Echo

CLOSE = b"POST /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = b"POST /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"


def strays(echo: Echo) -> list[bytes]:
    echo.wait_for("closed")
    return [sight.stray for sight in echo.sights if sight.kind == "malformed"]


@pytest.mark.parametrize("stray", [b"more", b"\r\nGET / HTTP/1.1\r\n\r\n", b"x" * 5000])
def test_what_follows_the_last_request_is_told(stray: bytes) -> None:
    with serving(strays=True) as (server, echo):
        assert status(ask(server, CLOSE + stray)) == 200
        assert strays(echo) == [stray]
    assert [sight.host for sight in echo.sights if sight.stray] == ["test"]


@pytest.mark.parametrize("stray", [b"", b"\r\n"])
def test_an_empty_line_after_a_request_is_nothing(stray: bytes) -> None:
    with serving(strays=True) as (server, echo):
        assert status(ask(server, CLOSE + stray)) == 200
        assert strays(echo) == []


def test_nobody_is_told_of_it_unasked() -> None:
    with serving() as (server, echo):
        ask(server, CLOSE + b"more")
        ask(server, b"no request\r\n\r\n")
        echo.wait_for("closed", 2)
        assert {sight.stray for sight in echo.sights} == {b""}


def test_what_is_no_request_is_told_with_its_bytes() -> None:
    with serving(strays=True) as (server, echo):
        assert status(ask(server, b"no request\r\n\r\n")) == 400
        assert strays(echo)[0] == b"no request\r\n\r\n"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("at_once", [True, False])
def test_within_tls_it_is_read_decrypted(version: ssl.TLSVersion, *, at_once: bool) -> None:
    authority = trustme.CA()
    ours, theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("one.example").configure_cert(ours)
    authority.configure_trust(theirs)
    ours.maximum_version = version
    with serving(tls=lambda _: ours, strays=True) as (server, echo):
        with (
            socket.create_connection((server.host, server.port), timeout=PATIENCE) as plain,
            theirs.wrap_socket(plain, server_hostname="one.example") as connection,
        ):
            connection.sendall(CLOSE + (b"more" if at_once else b""))
            answer = connection.recv(65536)
            if not at_once:
                connection.sendall(b"more")
        assert status(answer) == 200
        assert strays(echo) == [b"more"]


def test_extensions_of_chunks_are_kept() -> None:
    with serving() as (server, echo):
        assert status(ask(server, CHUNKED + b"2;a=1\r\n{}\r\n1\r\n \r\n0;b\r\n\r\n")) == 200
        assert (echo.requests[-1].body, echo.requests[-1].extensions) == (b"{} ", b";a=1;b")


def test_extensions_of_chunks_are_bounded() -> None:
    with serving(limits=SMALL) as (server, echo):
        chunk = b"1;" + b"x" * 900 + b"\r\n \r\n"
        assert status(ask(server, CHUNKED + chunk * 5 + b"0\r\n\r\n")) == 400
    assert echo.details("malformed") == ["the extensions of its chunks are too long"]


@given(
    chunks=st.lists(
        st.tuples(st.binary(min_size=1, max_size=9), st.sampled_from([b"", b";a", b';b="c d"'])), max_size=5
    ),
    cuts=st.lists(st.integers(1, 7), max_size=40),
)
def test_however_a_body_arrives_its_extensions_are_found(chunks: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    body = b"".join(b"%x%s\r\n%s\r\n" % (len(data), extension, data) for data, extension in chunks)
    body += b"0\r\ntrailer: ;x\r\n\r\n"
    found = Extensions()
    for cut in cuts:
        found.feed(body[:cut])
        body = body[cut:]
    found.feed(body)
    assert bytes(found.found) == b"".join(extension for _, extension in chunks)


def test_a_client_that_never_leaves_is_left() -> None:
    with (
        serving(strays=True) as (server, echo),
        socket.create_connection((server.host, server.port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(CLOSE)
        assert status(said(connection)) == 200
        echo.wait_for("closed")
        assert echo.kinds()["closed"] == 1
