"""Running the checks against a server of the tests."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.conform.run import Wanted
from telemetry_spec.conform.server.client import MAX_ANSWER, Answer, Client, Exchange
from telemetry_spec.conform.server.routes import Addresses, routes_of
from telemetry_spec.conform.server.rows import open_rows
from telemetry_spec.conform.server.session import Options, Session
from telemetry_spec.conform.server.suite import Suite
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.wire.encodings.base import Keys
from telemetry_spec.wire.message import Response
from telemetry_spec.wire.server import BackgroundServer, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.wire.message import Request
    from tests.conform.server.honest import Honest


#: Seconds: these servers store before they answer.
PATIENCE = 0.1


def stating(spec: Spec, unknown_fields: str) -> Spec:
    """Return a spec whose destinations state what they do with unknown fields."""
    return replace(
        spec,
        destinations={
            name: replace(place, unknown_fields=unknown_fields)  # type: ignore[arg-type]  # one of the two
            for name, place in spec.destinations.items()
        },
    )


class Direct(Client):
    """Hands requests to a server's handler without a connection between them: fast, and the verdicts are the same."""

    def __init__(self, handler: Honest) -> None:
        super().__init__()
        self.handler = handler
        self.addresses.add("127.0.0.1")

    def send(self, name: str, request: Request, *, limit: int | None = MAX_ANSWER) -> Exchange:
        limits = self.handler.LIMITS
        if len(request.body) > limits.body or len(request.url) > limits.head:
            response = Response(413)
        else:
            headers = (("host", "127.0.0.1"), *request.headers, *self.headers)
            response = self.handler.answered(replace(request, headers=headers, peer="127.0.0.1", started=time.time()))
        headers = tuple((key.lower(), value) for key, value in response.headers)
        return Exchange(name, request, Answer(response.status, "", headers, response.body[:limit]))


def results_of(  # noqa: PLR0913  a run has many settings
    spec: Spec,
    server: type[Honest],
    folder: Path,
    *,
    keys: Keys | None = None,
    wanted: Wanted | None = None,
    rows: bool = True,
    select: str = "",
    direct: bool = False,
) -> list[Result]:
    """Run all checks against a server, and return their results; `direct` leaves the connection out."""
    store = folder / server.STORE
    handler = server(spec, store, keys)
    with nullcontext() if direct else BackgroundServer(handler, Settings(limits=server.LIMITS)) as running:
        client = Direct(handler) if direct else Client(timeout=30)
        url = running.url if running is not None else "http://127.0.0.1:1"
        session = Session(
            spec=spec,
            routes=routes_of(spec, Addresses(url), select),
            client=client,
            options=Options(generated=10, secrets=Secrets(b"salt", b"key"), patience=PATIENCE, keys=keys or Keys()),
            rows=open_rows(server.PLACE.format(store), client) if rows else None,
            wanted=wanted or Wanted(),
        )
        return list(Suite(session).run())
