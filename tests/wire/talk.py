"""A server to talk to, and what to say to it byte by byte."""

from __future__ import annotations

import socket
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from telemetry_spec.wire.message import Request, Response
from telemetry_spec.wire.server import BackgroundServer, Limits, Settings, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds after which a test fails rather than hangs; nothing comes near it.
PATIENCE = 20.0
GET = b"GET /a HTTP/1.1\r\nHost: test\r\n\r\n"


class Echo:
    """Answers with what it was asked, and remembers it; `sights` is what the observer was told."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.sights: list[Sight] = []

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        text = f"{request.method} {request.url} {len(request.body)}"
        return Response(200, (("content-type", "text/plain"),), text.encode())

    def kinds(self) -> Counter[str]:
        return Counter(sight.kind for sight in self.sights)

    def wait_for(self, kind: str, number: int = 1) -> None:
        """Wait until the observer was told of something so many times."""
        deadline = time.monotonic() + PATIENCE
        while self.kinds()[kind] < number and time.monotonic() < deadline:
            time.sleep(0.005)

    def details(self, kind: str) -> list[str]:
        return [sight.detail for sight in self.sights if sight.kind == kind]


@contextmanager
def serving(**settings: Any) -> Iterator[tuple[BackgroundServer, Echo]]:  # noqa: ANN401  the server's settings
    echo = Echo()
    handler = settings.pop("handler", echo)
    with BackgroundServer(handler, Settings(**{"observe": echo.sights.append, **settings})) as server:
        yield server, echo


@contextmanager
def connected(server: BackgroundServer) -> Iterator[socket.socket]:
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as connection:
        yield connection


def said(connection: socket.socket) -> bytes:
    """Return everything that comes until the server closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def ask(server: BackgroundServer, data: bytes) -> bytes:
    """Say something, and then no more, and return what comes back."""
    with connected(server) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return said(connection)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


#: Sizes that a test can reach.
SMALL = Limits(head=2000, body=1000)
#: Seconds that a test can wait.
SOON = 0.2
