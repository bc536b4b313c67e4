"""A receiver on a real socket, and requests to it."""

from __future__ import annotations

import http.client
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from telemetry_spec.compile import compile_text
from telemetry_spec.receiver import stores
from telemetry_spec.receiver.app import Options, Receiver
from telemetry_spec.wire.message import Response
from telemetry_spec.wire.server import BackgroundServer, Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Spec
    from telemetry_spec.wire.message import Request

PATIENCE = 20.0


def spec_of(text: str) -> Spec:
    compiled = compile_text(text)
    assert compiled.findings == ()
    assert compiled.spec is not None
    return compiled.spec


class Served:
    """A receiver that is reached at `url`; `log` holds the lines that it wrote."""

    def __init__(self, receiver: Receiver, url: str, log: list[str]) -> None:
        self.receiver = receiver
        self.url = url
        self.log = log

    def send(self, request: Request) -> Response:
        """Send a request as it is, and return the answer."""
        parts = urlsplit(request.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(request.method, target, request.body or None, dict(request.headers))
        answer = connection.getresponse()
        found = Response(answer.status, tuple(answer.getheaders()), answer.read())
        connection.close()
        return found

    def post(self, path: str, body: Any, *headers: tuple[str, str], method: str = "POST") -> Response:  # noqa: ANN401  any JSON
        """Send a body, JSON unless it is bytes."""
        from telemetry_spec.wire.message import Request

        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = [] if any(name == "content-type" for name, _ in headers) else [("content-type", "application/json")]
        return self.send(Request(method, self.url + path, (*kind, *headers), raw))

    def rows(self, select: str = "") -> list[Any]:
        """Return the rows that are exposed."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        connection.request("GET", f"/rows?select={select}")
        lines = connection.getresponse().read().splitlines()
        connection.close()
        return [json.loads(line) for line in lines]


@contextmanager
def served(spec: Spec, *, store: str = "sqlite::memory:", select: str = "", **options: Any) -> Iterator[Served]:  # noqa: ANN401  fields of Options
    log: list[str] = []
    chosen = Options(**{"expose_rows": True, "log": log.append, **options})
    with (
        Receiver(spec, stores.make(store), select=select, options=chosen) as receiver,
        BackgroundServer(receiver, Settings(limits=Limits(body=chosen.limit))) as server,
    ):
        yield Served(receiver, server.url, log)


def errors(answer: Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.body).get("errors", [])
    return found


def told(answer: Response) -> list[tuple[str, str]]:
    return [(error["code"], error.get("pointer", "")) for error in errors(answer)]
