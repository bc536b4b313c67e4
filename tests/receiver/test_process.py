"""`telemetry-spec serve` as a process: what it says and stores, how it stops, what it refuses to begin with."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.compile import require
from telemetry_spec.emit.samples import minimal
from tests.conftest import ROOT
from tests.wire.keys import key_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMAS = ROOT / "schemas"
FLOWFORGE = SCHEMAS / "flowforge.telemetry.yaml"
SHAPES = ROOT / "tests" / "shapes"
PATIENCE = 60
COMMAND = [sys.executable, "-m", "telemetry_spec", "serve"]


class Running:
    """A receiver in a process of its own. `said` has the lines of its standard error so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self.url = ""
        assert process.stderr is not None
        for line in process.stderr:
            self.said.append(line.rstrip("\n"))
            found = re.fullmatch(r"listening on (http://\S+)", self.said[-1])
            if found:
                self.url = found[1]
                break
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.said += [line.rstrip("\n") for line in self.process.stderr]

    def post(self, path: str, body: object) -> int:
        request = urllib.request.Request(  # noqa: S310  to this process's own child
            self.url + path, json.dumps(body).encode(), {"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  as above
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


@contextmanager
def running(spec: Path, *options: str, folder: Path) -> Iterator[Running]:
    command = [*COMMAND, str(spec), "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            receiver = Running(process)
            assert receiver.url, receiver.said
            yield receiver
        finally:
            if process.poll() is None:
                process.kill()


def refused(*arguments: str, folder: Path) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_takes_stores_and_stops(tmp_path: Path, number: int) -> None:
    spec = require(FLOWFORGE)
    payload = spec.sources["platform"].events["ping"].samples[0].value
    assert isinstance(payload, dict)
    with running(FLOWFORGE, folder=tmp_path) as receiver:
        assert receiver.post("/", payload) == 204
        assert receiver.post("/", {**payload, "hostname": "hunter2"}) == 422
        assert receiver.post("/hunter2", payload) == 404
        assert receiver.post("/rows", payload) == 404
        assert receiver.stop(number) == 0
    assert receiver.said[1:] == [
        f"  POST {receiver.url}/ takes platform",
        "422 undeclared-field at -",
        "404 unknown-address",
        "404 unknown-address",
        "stopped: 1 request accepted with 1 row, 3 refused",
    ]
    with closing(sqlite3.connect(tmp_path / "flowforge-rows.db")) as database:
        [(source, event, row)] = database.execute("SELECT source, event, row FROM rows")
    assert (source, event) == ("platform", "ping")
    (tmp_path / "row.json").write_text(row, "utf-8")
    assert api.check(spec, [tmp_path / "row.json"], select="platform.ping", stored=True).findings == []


def test_rows_of_another_store_and_another_port(tmp_path: Path) -> None:
    spec = require(SCHEMAS / "hasura.telemetry.yaml")
    options = ("--store", "sqlite:kept.db", "--select", "cli", "--expose-rows", "--host", "localhost")
    with running(SCHEMAS / "hasura.telemetry.yaml", *options, folder=tmp_path) as receiver:
        assert receiver.post("/", minimal(spec.sources["cli"].request.body)) == 204
        assert receiver.post("/", minimal(spec.sources["server"].request.body)) == 422
        with urllib.request.urlopen(f"{receiver.url}/rows", timeout=PATIENCE) as answer:  # noqa: S310  as above
            rows = [json.loads(line) for line in answer]
        assert receiver.stop() == 0
    assert [row["id"] for row in rows] == [1]
    assert (tmp_path / "kept.db").is_file()


def test_a_postgresql_database(tmp_path: Path, postgres: str) -> None:
    import psycopg

    spec = require(FLOWFORGE)
    with running(FLOWFORGE, "--store", postgres, folder=tmp_path) as receiver:
        assert receiver.post("/", minimal(spec.sources["platform"].request.body)) == 204
        assert receiver.stop() == 0
    with psycopg.connect(postgres) as database:
        [(source, event, row)] = database.execute("SELECT source, event, row FROM rows")
    assert (source, event) == ("platform", "ping")
    (tmp_path / "row.json").write_text(json.dumps(row), "utf-8")
    assert api.check(spec, [tmp_path / "row.json"], select="platform.ping", stored=True).findings == []


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "jwe.pem").write_bytes(key_files()["RSA PEM"])
    with running(SCHEMAS / "refine.telemetry.yaml", "--jwe-key", "jwe.pem", folder=tmp_path) as receiver:
        assert receiver.post("/", {}) == 415
        assert receiver.stop() == 0
    (tmp_path / "secret").write_bytes(b"hunter2")
    with running(SHAPES / "headers-query.telemetry.yaml", "--hash-key", "secret", folder=tmp_path) as receiver:
        assert receiver.stop() == 0
        assert "hunter2" not in "".join(receiver.said)


def test_bodies_are_bounded_as_asked(tmp_path: Path) -> None:
    payload = minimal(require(FLOWFORGE).sources["platform"].request.body)
    with running(FLOWFORGE, "--max-body", "100", folder=tmp_path) as receiver:
        assert receiver.post("/", payload) == 413
        assert receiver.stop() == 0


def test_what_can_be_reached_from_outside_is_warned_of(tmp_path: Path) -> None:
    with running(FLOWFORGE, "--host", "0.0.0.0", folder=tmp_path) as receiver:  # noqa: S104  what is warned of
        assert receiver.said[0].startswith("Warning: 0.0.0.0 can be reached from other machines")
        assert receiver.stop() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([str(SCHEMAS / "refine.telemetry.yaml")], "The destination `core` cannot be read."),
        ([str(SHAPES / "headers-query.telemetry.yaml")], "stored as a keyed hash, and no key is given"),
        ([str(FLOWFORGE), "--select", "nothing"], "There are: `platform`."),
        ([str(FLOWFORGE), "--store", "mysql://x"], "'mysql' is no kind of store"),
        ([str(FLOWFORGE), "--store", "sqlite:/nowhere/at/all"], "cannot be opened"),
        ([str(FLOWFORGE), "--store", "postgresql://hunter2@127.0.0.1:1/x"], "PostgreSQL"),
        ([str(FLOWFORGE), "--expose-rows", "--host", "0.0.0.0"], "loopback address only"),  # noqa: S104  what is refused
        ([str(FLOWFORGE), "--host", "not a host"], "Cannot listen on"),
        ([str(FLOWFORGE), "--jwe-key", "nothing"], "does not exist"),
        ([str(FLOWFORGE), "--hash-key", "empty"], "is empty"),
        ([str(FLOWFORGE), "--max-body", "0"], "max-body"),
    ],
)
def test_what_cannot_work_is_said_at_once(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "empty").touch()
    code, said = refused(*arguments, folder=tmp_path)
    assert code == 2
    assert message in " ".join(said.split())
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = refused(str(FLOWFORGE), "--port", str(taken.getsockname()[1]), folder=tmp_path)
    assert code == 2
    assert "Cannot listen on 127.0.0.1" in said
    assert "Traceback" not in said


def test_an_invalid_spec_is_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "x.telemetry.yaml").write_text("product: 1\n", "utf-8")
    code, said = refused("x.telemetry.yaml", folder=tmp_path)
    assert code == 3
    assert "x.telemetry.yaml" in said


def test_an_address_of_rows_that_a_spec_has_itself_is_said_so(tmp_path: Path) -> None:
    text = FLOWFORGE.read_text("utf-8").replace("https://ping.flowforge.com", "https://ping.flowforge.com/rows")
    (tmp_path / "flowforge.telemetry.yaml").write_text(text, "utf-8")
    code, said = refused("flowforge.telemetry.yaml", "--expose-rows", folder=tmp_path)
    assert code == 2
    assert "A destination has the path /rows" in said
