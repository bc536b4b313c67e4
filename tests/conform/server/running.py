"""Running the checks against a server of the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.conform.run import Wanted
from telemetry_spec.conform.server.client import Client
from telemetry_spec.conform.server.routes import Addresses, routes_of
from telemetry_spec.conform.server.rows import open_rows
from telemetry_spec.conform.server.session import Options, Session
from telemetry_spec.conform.server.suite import Suite
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.wire.encodings.base import Keys
from telemetry_spec.wire.server import BackgroundServer

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Spec
    from tests.conform.server.honest import Honest


def stating(spec: Spec, unknown_fields: str) -> Spec:
    """Return a spec whose destinations state what they do with unknown fields."""
    return replace(
        spec,
        destinations={
            name: replace(place, unknown_fields=unknown_fields)  # type: ignore[arg-type]  # one of the two
            for name, place in spec.destinations.items()
        },
    )


def results_of(
    spec: Spec,
    server: type[Honest],
    folder: Path,
    *,
    keys: Keys | None = None,
    wanted: Wanted | None = None,
    rows: bool = True,
    select: str = "",
) -> list[Result]:
    """Run all checks against a server, and return their results."""
    store = folder / "rows.ndjson"
    handler = server(spec, store, keys)
    with BackgroundServer(handler, limits=server.LIMITS) as running:
        client = Client(timeout=30)
        session = Session(
            spec=spec,
            routes=routes_of(spec, Addresses(running.url), select),
            client=client,
            options=Options(generated=10, secrets=Secrets(b"salt", b"key"), patience=0.5, keys=keys or Keys()),
            rows=open_rows(str(store), client) if rows else None,
            wanted=wanted or Wanted(),
        )
        return list(Suite(session).run())
