"""Servers that close connections: when they are idle, which is their right, and instead of an answer. Real sockets."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.conform.run import Wanted
from telemetry_spec.conform.server.client import Client
from telemetry_spec.conform.server.routes import Addresses, routes_of
from telemetry_spec.conform.server.session import Options, Session
from telemetry_spec.conform.server.suite import Suite
from telemetry_spec.model.result import Verdict
from telemetry_spec.resources import schemas_dir
from telemetry_spec.wire.message import Request
from tests.conform.server.honest import Honest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from telemetry_spec.model.result import Result

SPEC = api.load(schemas_dir() / "flowforge.telemetry.yaml")


@contextmanager
def serving(
    folder: Path,
    *,
    drops: Callable[[Request, int], bool] = lambda *_: False,
    ends: Callable[[Request], bool] = lambda _: False,
    closes: bool = False,
) -> Iterator[str]:
    """Run an honest server that drops requests, stops listening after some, or closes after answers without a word.

    `drops` is asked with each request and its number on its connection.
    """
    honest = Honest(SPEC, folder / "rows")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        number = 0
        timeout = 20

        def answer(self) -> None:
            self.number += 1
            if "chunked" in self.headers.get("transfer-encoding", ""):
                self.close_connection = True
                self.send_response(411)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            length = int(self.headers.get("content-length", 0))
            if length > 1 << 20:
                self.close_connection = True
                return
            body = self.rfile.read(length)
            request = Request(self.command, f"http://h{self.path}", tuple(self.headers.items()), body, "127.0.0.1")
            if drops(request, self.number) or ends(request):
                self.close_connection = True
                if ends(request):
                    server.socket.close()
                    server.shutdown()
                return
            response = honest.answered(request)
            self.send_response(response.status)
            for name, value in response.headers:
                self.send_header(name, value)
            self.send_header("content-length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)
            self.close_connection = closes

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
            """Say nothing."""

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
        setattr(Handler, f"do_{method}", Handler.answer)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join(20)


def results(url: str, *wanted: str) -> list[Result]:
    client = Client(timeout=20)
    session = Session(
        spec=SPEC,
        routes=routes_of(SPEC, Addresses(url)),
        client=client,
        options=Options(generated=5),
        wanted=Wanted(wanted),
    )
    return list(Suite(session).run())


def is_null(request: Request) -> bool:
    return request.body == b"null"


def test_a_server_that_closes_after_each_answer_passes(tmp_path: Path) -> None:
    with serving(tmp_path, closes=True) as url:
        assert [(one.id, one.message) for one in results(url) if one.fails] == []


def test_a_payload_that_is_dropped_on_connections_in_use_is_named(tmp_path: Path) -> None:
    with serving(tmp_path, drops=lambda request, number: is_null(request) and number > 1) as url:
        found = results(url, "rejects:platform.ping/*", "server-error:*")
    failing = [one for one in found if one.fails]
    assert {one.check for one in failing} == {"server-error"}
    named = next(one for one in failing if one.id == "server-error:rejects:platform.ping/type/null")
    assert named.message.startswith("There was no answer: a connection in use was closed without an answer")
    assert named.repeat.endswith(f"--data-binary null {url} {url}")


def test_a_dropped_payload_fails_what_it_was_asked_for(tmp_path: Path) -> None:
    name = "rejects:platform.ping/type/null"
    with serving(tmp_path, drops=lambda request, number: is_null(request) and number > 1) as url:
        [one] = [one for one in results(url, name) if one.id == name]
    assert one.verdict is Verdict.FAIL


def test_requests_that_are_dropped_now_and_then_fail_together(tmp_path: Path) -> None:
    seen: Counter[bytes] = Counter()

    def drops(request: Request, number: int) -> bool:
        seen[request.body] += 1
        return number > 1 and seen[request.body] == 1 and b'"users": 6' not in request.body

    with serving(tmp_path, drops=drops) as url:
        failing = [one for one in results(url, "rejects:platform.ping.os/*", "server-error:*") if one.fails]
    assert [one.id for one in failing] == ["server-error:connections"]
    assert failing[0].message.startswith("The server closed connections in use without an answer, at ")


def test_an_idle_connection_that_is_closed_as_a_request_comes_is_no_failure(tmp_path: Path) -> None:
    late: list[int] = []

    def drops(request: Request, number: int) -> bool:
        del request
        late.append(number)
        return number == 2 and len(late) == 2

    with serving(tmp_path, drops=drops) as url:
        client = Client()
        request = Request("POST", url, (("content-type", "application/json"),), b"7")
        assert client.send("x", request).rejects
        time.sleep(0.6)
        found = client.send("x", request)
        client.close()
    assert (found.rejects, found.dropped, len(found.before)) == (True, False, 2)


def test_a_payload_that_ends_the_server_is_named(tmp_path: Path) -> None:
    with serving(tmp_path, ends=is_null) as url:
        found = results(url)
    [one] = [one for one in found if one.verdict is Verdict.FAIL and one.level == "required"]
    assert one.id == "server-error:rejects:platform.ping/type/null"
    assert one.message.endswith("After that the server could not be reached.")
    assert one.repeat.endswith(f"--data-binary null {url}")
    assert not any(other.check == "server-error" and other.verdict is not Verdict.FAIL for other in found)


@pytest.mark.parametrize("only", ["server-error", "cookie"])
def test_without_an_answer_nothing_is_said_of_answers(only: str) -> None:
    found = results("http://127.0.0.1:1/", only)
    assert {one.verdict for one in found} == {Verdict.INCONCLUSIVE}
    assert any("There was no answer to look at." in one.message for one in found if one.check == only)
