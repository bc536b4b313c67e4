"""The reference receiver passes the checks of servers, with rows in SQLite and read back over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.conform.server.client import Client
from telemetry_spec.conform.server.routes import addresses_of, routes_of
from telemetry_spec.conform.server.rows import open_rows
from telemetry_spec.conform.server.session import Options as SessionOptions
from telemetry_spec.conform.server.session import Session
from telemetry_spec.conform.server.suite import Suite
from telemetry_spec.model.result import Verdict
from telemetry_spec.receiver.app import Options, Receiver
from telemetry_spec.receiver.stores.sqlite import open_store
from telemetry_spec.resources import schemas_dir
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.wire.server import BackgroundServer
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

#: Salted, keyed and plain hashes, headers and query values, events by field and by key, lists.
SPECS = {
    "flowforge": schemas_dir() / "flowforge.telemetry.yaml",
    **{
        name: ROOT / "tests" / "shapes" / f"{name}.telemetry.yaml"
        for name in ("client-hashes", "headers-query", "told-by-key")
    },
}


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("read", ["sqlite", "http"])
def test_the_reference_receiver_passes(name: str, read: str, tmp_path: Path) -> None:
    spec = api.load(SPECS[name])
    store = f"sqlite:{tmp_path / 'rows.db'}"
    secrets = Secrets(salt=b"salt", key=b"key")
    options = Options(secrets=secrets, expose_rows=True)
    with Receiver(spec, open_store(store), options=options) as handler, BackgroundServer(handler) as server:
        client = Client(timeout=30)
        session = Session(
            spec=spec,
            routes=routes_of(spec, addresses_of([server.url], spec)),
            client=client,
            options=SessionOptions(generated=5, secrets=secrets, patience=0.3),
            rows=open_rows(store if read == "sqlite" else f"{server.url}/rows", client),
        )
        found = list(Suite(session).run())
    assert [(one.id, one.message) for one in found if one.verdict.fails] == []
    assert {one.check for one in found if one.verdict is Verdict.PASS} >= {"row-values", "row-complete", "rejects"}


def test_a_salt_that_is_not_given_leaves_the_form_to_be_checked(tmp_path: Path) -> None:
    spec = api.load(SPECS["headers-query"])
    store = f"sqlite:{tmp_path / 'rows.db'}"
    options = Options(secrets=Secrets(salt=b"salt", key=b"key"))
    with Receiver(spec, open_store(store), options=options) as handler, BackgroundServer(handler) as server:
        client = Client(timeout=30)
        routes = routes_of(spec, addresses_of([server.url], spec))
        rows = open_rows(store, client)
        session = Session(spec=spec, routes=routes, client=client, options=SessionOptions(patience=0.3), rows=rows)
        found = [one for one in Suite(session).run() if one.check == "row-values"]
    assert {one.verdict for one in found} == {Verdict.PASS}
