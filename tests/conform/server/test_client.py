"""The client of the checks tells what it sees, whatever the other side does. Real sockets, loopback only."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import trustme

from telemetry_spec.conform.server.bodies import CHUNKED
from telemetry_spec.conform.server.client import MAX_ANSWER, Client
from telemetry_spec.wire.message import Request, Response
from telemetry_spec.wire.server import BackgroundServer, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@contextmanager
def listening(*talks: Callable[[socket.socket], None]) -> Iterator[str]:
    """Accept one connection after the other, each with a talk of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def serve() -> None:
            for talk in talks:
                connection, _ = server.accept()
                with connection:
                    connection.settimeout(20)
                    talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(20)
        assert not thread.is_alive()


def whole(connection: socket.socket) -> bytes:
    """Return a request whose body ends in a bracket."""
    data = b""
    while not data.endswith(b"}"):
        data += connection.recv(65536)
    return data


def saying(data: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        whole(connection)
        connection.sendall(data)

    return talk


def request(url: str, body: bytes = b"{}") -> Request:
    return Request("POST", url, (("content-type", "application/json"),), body)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = Client().send("x", request(f"http://127.0.0.1:{port}/"))
    assert (found.refused, found.answer, found.error) == (True, None, "no connection: connection refused")


@pytest.mark.parametrize("host", ["nowhere.invalid", "x" * 70 + ".invalid"])
def test_a_host_that_is_not_there(host: str) -> None:
    found = Client().send("x", request(f"http://{host}/"))
    assert found.refused
    assert found.error.startswith("no connection: ")


@pytest.mark.parametrize(
    ("data", "error", "closed"),
    [
        (b"", "the connection was closed without an answer", True),
        (b"what?\r\n\r\n", "no answer in HTTP: BadStatusLine", False),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", "no answer in HTTP: HTTPException", False),
        (b"HTTP/1.1 200 OK\r\na: " + b"b" * 99999 + b"\r\n\r\n", "no answer in HTTP: LineTooLong", False),
    ],
)
def test_what_is_no_answer(data: bytes, error: str, closed: bool) -> None:
    with listening(saying(data)) as url:
        found = Client().send("x", request(url))
    assert (found.answer, found.error, found.closed) == (None, error, closed)


def test_no_answer_in_time() -> None:
    over = threading.Event()
    with listening(lambda _: assert_set(over)) as url:
        found = Client(timeout=0.2).send("x", request(url))
        over.set()
    assert found.error == "no answer within 0.2 s"


def test_an_answer_that_trickles_has_no_more_time_than_others() -> None:
    def trickle(connection: socket.socket) -> None:
        whole(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
        with suppress(OSError):
            while True:  # until the client breaks off
                connection.sendall(b"x")
                time.sleep(0.01)

    with listening(trickle) as url:
        found = Client(timeout=0.2).send("x", request(url))
    assert (found.answer, found.error) == (None, "no answer within 0.2 s")


def assert_set(event: threading.Event) -> None:
    assert event.wait(20)


def test_an_answer_without_end_is_read_to_a_bound() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n"

    def talk(connection: socket.socket) -> None:
        whole(connection)
        with pytest.raises(OSError, match=r"reset|pipe"):
            connection.sendall(head + b"x" * 50_000_000)

    with listening(talk) as url:
        client = Client()
        found = client.send("x", request(url))
        client.close()
    assert found.answer is not None
    assert len(found.answer.body) == MAX_ANSWER


def test_a_redirection_is_not_followed_and_no_cookie_is_kept() -> None:
    seen: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        for _ in range(2):
            seen.append(whole(connection))
            connection.sendall(b"HTTP/1.1 302 Found\r\nlocation: /b\r\nset-cookie: a=1\r\ncontent-length: 0\r\n\r\n")

    with listening(talk) as url:
        client = Client()
        found = [client.send("x", request(url)) for _ in range(2)]
        client.close()
    assert [one.redirects for one in found] == [True, True]
    assert len(seen) == 2, "one connection for both"
    assert b"cookie" not in seen[1].lower()


def test_a_server_may_close_an_idle_connection() -> None:
    keep = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    with listening(saying(keep), saying(OK)) as url:
        client = Client()
        assert client.send("x", request(url)).status == 200
        assert client.send("x", request(url)).status == 204
        client.close()


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("encrypted", [True, False])
def test_a_refusal_in_the_middle_of_a_large_body_is_heard(encrypted: bool, chunked: bool) -> None:
    async def never(_: Request) -> Response:  # the server refuses before the handler is asked
        raise AssertionError

    ours, theirs = _contexts() if encrypted else (None, None)
    with BackgroundServer(never, Settings(tls=theirs)) as server:
        client = Client(tls=ours)
        large = request(f"{server.url}/", b" " * (20 << 20))
        found = client.send("x", replace(large, headers=(*large.headers, CHUNKED)) if chunked else large)
        client.close()
    assert found.status == 413 or found.closed
    assert found.rejects or found.closed


@pytest.mark.parametrize("size", [0, 1, 7, 200_000])
@pytest.mark.parametrize("encrypted", [True, False])
def test_a_body_in_chunks_arrives_whole(encrypted: bool, size: int) -> None:
    seen: list[Request] = []

    async def handler(got: Request) -> Response:
        seen.append(got)
        return Response(204)

    ours, theirs = _contexts() if encrypted else (None, None)
    with BackgroundServer(handler, Settings(tls=theirs)) as server:
        client = Client(tls=ours)
        assert client.send("x", Request("POST", f"{server.url}/", (CHUNKED,), b"x" * size)).accepts
        client.close()
    assert (seen[0].body, seen[0].header("content-length")) == (b"x" * size, None)


def test_headers_go_along_and_their_case_is_none_in_answers() -> None:
    seen: list[Request] = []

    async def handler(got: Request) -> Response:
        seen.append(got)
        return Response(200, (("X-Thing", "1"),), b"{}")

    with BackgroundServer(handler) as server:
        client = Client(headers=(("Authorization", "Bearer ünïcode"),))
        found = client.send("x", request(f"{server.url}/a?b=c"))
        client.close()
    assert seen[0].header("authorization") is not None
    assert (seen[0].path, seen[0].query, seen[0].body) == ("/a", [("b", "c")], b"{}")
    assert found.answer is not None
    assert found.answer.header("x-thing") == "1"
    assert found.seen() == "answer 200 OK (no content type, 2 bytes)"
    assert client.addresses == {"127.0.0.1"}


def test_requests_keep_to_a_rate() -> None:
    waited: list[float] = []

    async def handler(_: Request) -> Response:
        return Response(204)

    with BackgroundServer(handler) as server:
        client = Client(rate=0.001, sleep=waited.append)
        for _ in range(3):
            assert client.send("x", request(f"{server.url}/")).accepts
        client.close()
    assert len(waited) == 2
    assert 900 < waited[0] <= 1000 < waited[1] <= 2000


def _contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return how a client and a server speak TLS with each other."""
    authority = trustme.CA()
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(theirs)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    return ours, theirs


def test_tls_is_checked() -> None:
    async def handler(_: Request) -> Response:
        return Response(204)

    trusting, context = _contexts()
    with BackgroundServer(handler, Settings(tls=context)) as server:
        good, bad = Client(tls=trusting), Client(tls=ssl.create_default_context())
        assert good.send("x", request(f"{server.url}/")).accepts
        found = bad.send("x", request(f"{server.url}/"))
        good.close()
    assert found.refused
    assert found.error.startswith("TLS failed: ")
    assert "certificate" in found.error


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((code, "accepts") for code in (200, 201, 202, 204)),
        *((code, "rejects") for code in (400, 413, 415, 422)),
        *((code, "redirects") for code in (301, 302, 303, 307, 308)),
        *((code, "breaks") for code in (500, 502, 503, 504)),
        *((code, "undecided") for code in (401, 403, 407, 429)),
        *((code, "") for code in (404, 405, 406, 409, 410, 451, 501)),
    ],
)
def test_what_an_answer_says(status: int, kind: str) -> None:
    async def handler(_: Request) -> Response:
        return Response(status)

    with BackgroundServer(handler) as server:
        client = Client()
        found = client.send("x", request(f"{server.url}/"))
        client.close()
    says = {name: bool(getattr(found, name)) for name in ("accepts", "rejects", "redirects", "breaks", "undecided")}
    assert says == {name: name == kind for name in says}
