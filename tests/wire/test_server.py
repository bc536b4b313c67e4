"""The server over real sockets: what a peer may do, and what is done about what it may not."""

from __future__ import annotations

import asyncio
import gc
import http.client
import socket
import threading
import time
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec.wire.message import Response
from telemetry_spec.wire.server import BackgroundServer, Limits, Server, Settings
from tests.wire.talk import GET, PATIENCE, SMALL, SOON, Echo, ask, connected, said, serving, status

if TYPE_CHECKING:
    from telemetry_spec.wire.message import Request


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST /p HTTP/1.1", b"Host: test", *headers, b"", body])


def test_requests_on_one_connection() -> None:
    with serving() as (server, echo):
        connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
        for number in range(3):
            connection.request("POST", f"/{number}?q=1", body=b"x" * number, headers={"X-A": "b"})
            answer = connection.getresponse()
            assert answer.read().decode() == f"POST {server.url}/{number}?q=1 {number}"
            assert answer.getheader("server") is None
            assert answer.getheader("date")
        connection.close()
    assert [request.header("x-a") for request in echo.requests] == ["b"] * 3
    assert {request.peer for request in echo.requests} == {"127.0.0.1"}
    assert abs(echo.requests[0].started - time.time()) < 600
    assert echo.kinds() == {"opened": 1, "closed": 1}
    assert [sight.requests for sight in echo.sights if sight.kind == "closed"] == [3]


def test_pipelined_requests_are_answered_in_order() -> None:
    with serving() as (server, echo):
        answer = ask(server, post(b"Content-Length: 2", body=b"ab") + GET + GET.replace(b"/a", b"/b"))
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert [request.path for request in echo.requests] == ["/p", "/a", "/b"]
    assert echo.requests[0].body == b"ab"


def test_chunks() -> None:
    body = b"4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\nTrailer: t\r\n\r\n"
    with serving() as (server, echo):
        assert status(ask(server, post(b"Transfer-Encoding: chunked", body=body))) == 200
    assert echo.requests[0].body == b"abcdefg"
    assert echo.requests[0].trailers == (("Trailer", "t"),)
    assert echo.requests[0].header("trailer") is None


def test_a_request_after_one_whose_end_is_disputed_is_not_read() -> None:
    both = post(b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n")
    with serving() as (server, echo):
        answer = ask(server, GET + both + GET)
    assert answer.count(b"HTTP/1.1 ") == 2
    assert b"connection: close" in answer.lower()
    assert [request.method for request in echo.requests] == ["GET"]


def test_lines_are_looked_at_wherever_the_pieces_end() -> None:
    with serving() as (server, echo), connected(server) as connection:
        connection.sendall(GET)
        assert status(connection.recv(65536)) == 200
        for piece in (b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r", b"\n", b" c\r\n", b"\r\n"):
            connection.sendall(piece)
            time.sleep(0.02)  # so that the pieces arrive one by one, as a rule
        assert status(said(connection)) == 400
    assert len(echo.requests) == 1


def test_a_client_that_asks_before_it_sends() -> None:
    with serving(limits=SMALL) as (server, echo), connected(server) as connection:
        connection.sendall(post(b"Content-Length: 3", b"Expect: 100-continue"))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"abc")
        assert status(connection.recv(1000)) == 200
        connection.sendall(post(b"Content-Length: 5000", b"Expect: 100-continue"))
        assert status(said(connection)) == 413
    assert [request.body for request in echo.requests] == [b"abc"]


def test_head_and_empty_answers_have_no_body() -> None:
    async def nothing(request: Request) -> Response:
        return Response(204 if request.method == "GET" else 200, (), b"12345")

    with serving(handler=nothing) as (server, _):
        empty = ask(server, GET)
        head = ask(server, GET.replace(b"GET", b"HEAD"))
    assert status(empty) == 204
    assert b"content-length" not in empty
    assert empty.endswith(b"\r\n\r\n")
    assert b"content-length: 5\r\n" in head
    assert head.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("request_", "url"),
    [
        (b"GET /a?b=c HTTP/1.1\r\nHost: x.example:81\r\n\r\n", "http://x.example:81/a?b=c"),
        (b"GET http://y.example/a HTTP/1.1\r\nHost: x.example\r\n\r\n", "http://y.example/a"),
        (b"OPTIONS * HTTP/1.1\r\nHost: x.example\r\n\r\n", "http://x.example/"),
        (b"GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "http://[::1]:80/a"),
    ],
)
def test_the_address_is_whole(request_: bytes, url: str) -> None:
    with serving() as (server, echo):
        assert status(ask(server, request_)) == 200
    assert echo.requests[0].url == url


def test_without_a_host_the_address_is_the_servers_own() -> None:
    with serving() as (server, echo):
        assert status(ask(server, b"GET /a HTTP/1.0\r\n\r\n")) == 200
        assert echo.requests[0].url == f"{server.url}/a"


@pytest.mark.parametrize(
    "request_",
    [
        b"GARBAGE\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/1.1\r\n\r\n",  # no host
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a:0\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /#f HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://[a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA: b\x00c\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",  # ends early
        b"GET / HTTP/1.1\r\nHost: a\r\n",  # ends earlier
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",  # not a proxy
    ],
)
def test_what_is_malformed_is_refused_and_never_handed_on(request_: bytes) -> None:
    with serving() as (server, echo):
        assert status(ask(server, request_)) == 400
        assert status(ask(server, GET)) == 200
    assert len(echo.requests) == 1
    assert echo.kinds()["malformed"] == 1


def test_what_this_server_does_not_speak_is_said_so() -> None:
    with serving() as (server, _):
        assert status(ask(server, GET.replace(b"1.1", b"2.0"))) == 505
        assert status(ask(server, post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"))) == 501


@given(data=st.binary(max_size=200) | st.binary(max_size=60).map(lambda data: GET[:-2] + data))
@settings(max_examples=60)
def test_no_bytes_take_the_server_down(data: bytes) -> None:
    answer = ask(_shared(), data)
    assert not answer or status(answer) in {200, 400, 408, 413, 431, 501}
    assert status(ask(_shared(), GET)) == 200


_SERVERS: list[BackgroundServer] = []


def _shared() -> BackgroundServer:
    return _SERVERS[0]


@pytest.fixture(scope="module", autouse=True)
def _one_server() -> object:
    with serving() as (server, _):
        _SERVERS.append(server)
        yield
    _SERVERS.clear()


def test_private_text_of_a_peer_is_not_told() -> None:
    with serving() as (server, echo):
        ask(server, b"hunter2 hunter2\r\n\r\n")
        ask(server, GET[:-2] + b"hunter2\r\n\r\n")
    assert "hunter2" not in repr(echo.sights)
    assert len(echo.details("malformed")) == 2


# ---------------------------------------------------------------- too large


@pytest.mark.parametrize("head", [b"A: " + b"b" * 3000, b"".join(b"A%d: b\r\n" % number for number in range(400))])
def test_headers_are_bounded(head: bytes) -> None:
    with serving(limits=SMALL) as (server, echo):
        assert status(ask(server, GET[:-2] + head)) == 431
        assert status(ask(server, b"GET /" + b"a" * 3000)) == 431
        with connected(server) as connection:  # a header without an end
            connection.sendall(GET[:-2] + b"A: " + b"b" * 4000)
            assert status(said(connection)) == 431
    assert echo.requests == []


def test_bodies_are_bounded() -> None:
    chunks = b"1f4\r\n" + b"x" * 500 + b"\r\n"
    with serving(limits=SMALL) as (server, echo):
        assert status(ask(server, post(b"Content-Length: 1000", body=b"x" * 1000))) == 200
        assert status(ask(server, post(b"Content-Length: 1001", body=b"x" * 1001))) == 413
        assert status(ask(server, post(b"Transfer-Encoding: chunked", body=chunks * 3 + b"0\r\n\r\n"))) == 413
    assert len(echo.requests) == 1


def test_whoever_sends_too_much_still_gets_the_answer() -> None:
    with serving(limits=SMALL) as (server, _), socket.socket() as connection:
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # what is not read cannot be sent
        connection.connect((server.host, server.port))
        connection.sendall(post(b"Content-Length: 4000000"))
        for _ in range(30):
            connection.sendall(bytes(100_000))
        connection.shutdown(socket.SHUT_WR)
        assert status(said(connection)) == 413


def test_connections_are_bounded() -> None:
    limits = Limits(connections=2)
    with serving(limits=limits) as (server, echo), connected(server) as one, connected(server) as two:
        one.sendall(GET)
        two.sendall(GET)
        assert status(one.recv(1000)) == status(two.recv(1000)) == 200
        with connected(server) as three:
            assert said(three) == b""
    assert echo.kinds()["refused"] == 1


# ---------------------------------------------------------------- too slow


def test_headers_that_trickle_in_run_out_of_time() -> None:
    with serving(limits=Limits(head_time=SOON)) as (server, echo), connected(server) as connection:
        for byte in GET[:-2]:
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                break
            time.sleep(0.02)  # each arrives in time, all of them do not
        assert status(said(connection)) == 408
    assert echo.details("timed-out") == ["head"]


def test_a_body_that_does_not_come_runs_out_of_time() -> None:
    with serving(limits=Limits(body_time=SOON)) as (server, echo), connected(server) as connection:
        connection.sendall(post(b"Content-Length: 10", body=b"abc"))
        assert status(said(connection)) == 408
    assert echo.details("timed-out") == ["body"]


def test_a_connection_without_a_request_is_closed_and_told() -> None:
    with serving(limits=Limits(idle=SOON)) as (server, echo), connected(server) as connection:
        assert said(connection) == b""
    assert echo.details("timed-out") == ["no request"]
    assert [sight.requests for sight in echo.sights if sight.kind == "closed"] == [0]


def test_a_peer_that_does_not_read_is_left() -> None:
    async def much(_: Request) -> Response:
        return Response(200, (), bytes(64 << 20))

    with serving(handler=much, limits=Limits(write_time=SOON)) as (server, echo), connected(server) as connection:
        connection.sendall(GET)
        echo.wait_for("timed-out")
        assert echo.details("timed-out") == ["response"]


def test_a_peer_that_goes_away_is_no_error() -> None:
    with serving() as (server, echo):
        for data in (b"", GET[:10], post(b"Content-Length: 10", body=b"abc"), GET):
            connection = socket.create_connection((server.host, server.port))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # closes with a reset
            connection.sendall(data)
            connection.close()
        echo.wait_for("closed", 4)
        assert status(ask(server, GET)) == 200
    assert echo.kinds()["opened"] == echo.kinds()["closed"] == 5


# ---------------------------------------------------------------- handlers, starting and stopping


def test_a_handler_that_fails_is_the_servers_mistake() -> None:
    async def broken(_: Request) -> Response:
        raise RuntimeError("hunter2")

    with serving(handler=broken) as (server, echo):
        answer = ask(server, GET)
    assert status(answer) == 500
    assert b"hunter2" not in answer
    assert echo.details("failed") == ["the handler raised RuntimeError"]


def test_an_answer_that_cannot_be_sent_is_told() -> None:
    async def broken(_: Request) -> Response:
        return Response(200, (("a b", "c\r\nd"),))

    with serving(handler=broken) as (server, echo):
        assert ask(server, GET) == b""
    assert echo.details("failed") == ["the response cannot be sent: LocalProtocolError"]


def test_what_is_under_way_is_finished_before_the_server_stops() -> None:
    begun, going = threading.Event(), threading.Event()

    async def slow(_: Request) -> Response:
        begun.set()
        await asyncio.to_thread(going.wait, PATIENCE)
        return Response(200, (), b"done")

    server = BackgroundServer(slow).start()
    with connected(server) as connection, connected(server):  # the other one has nothing to say
        connection.sendall(GET)
        assert begun.wait(PATIENCE)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        going.set()
        answer = said(connection)
        stopping.join(PATIENCE)
        assert not stopping.is_alive()
    assert answer.endswith(b"done")
    assert b"connection: close" in answer.lower()
    with pytest.raises(OSError, match="refused"), connected(server):
        pass


@pytest.mark.parametrize("turns", range(5))
def test_a_connection_that_comes_as_the_server_stops_is_closed(turns: int) -> None:
    echo = Echo()

    async def come_and_stop() -> bytes:
        server = Server(echo, Settings(observe=echo.sights.append))
        await server.start()
        with socket.create_connection((server.host, server.port), timeout=PATIENCE) as peer:
            for _ in range(turns):
                await asyncio.sleep(0)
            await server.stop(0)
            try:
                return peer.recv(1)
            except ConnectionResetError:  # the server had not taken it yet, or broke it off
                return b""

    with warnings.catch_warnings(record=True) as left_open:
        warnings.simplefilter("always")
        assert asyncio.run(come_and_stop()) == b""
        gc.collect()
    assert [str(one.message) for one in left_open] == []
    assert echo.kinds()["opened"] == echo.kinds()["closed"]


def test_an_address_that_is_taken_is_an_error_at_the_start() -> None:
    with serving() as (server, echo), pytest.raises(OSError, match="in use"):
        BackgroundServer(echo, Settings(port=server.port)).start()


def test_a_server_that_has_not_been_started_has_no_address() -> None:
    with serving() as (_, echo):
        server = BackgroundServer(echo)
        with pytest.raises(RuntimeError, match="not been started"):
            assert server.url


def test_it_listens_on_a_socket_that_it_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with serving(sock=listening) as (server, _):
            assert server.port == port
            assert status(ask(server, GET)) == 200


def test_limits_have_sensible_defaults() -> None:
    limits = Limits()
    assert limits.head <= 1 << 16
    assert limits.body <= 1 << 24
    assert max(limits.idle, limits.head_time, limits.body_time, limits.write_time) <= 60
    assert replace(limits, body=5).body == 5
