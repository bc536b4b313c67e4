"""Reaching a server: one that is not there, not yet there, or that does not speak what the address says."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest
import trustme
from click.testing import CliRunner

from telemetry_spec import api
from telemetry_spec.cli import main
from telemetry_spec.conform.server.waiting import until_listening
from telemetry_spec.resources import schemas_dir
from telemetry_spec.wire.server import BackgroundServer, Settings
from tests.conform.server.honest import Honest

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from telemetry_spec.wire.message import Request, Response

FILE = str(schemas_dir() / "flowforge.telemetry.yaml")
SPEC = api.load(FILE)
ONE = "rejects:platform.ping.os.arch/maxLength/above"


def run(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, ["conform", "server", FILE, *arguments])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


# ---------------------------------------------------------------- not there


def test_an_id_that_is_asked_for_of_a_server_that_is_not_there() -> None:
    done = run("--url", f"http://127.0.0.1:{free_port()}", "--only", ONE)
    assert done.exit_code == 1
    assert (
        f"INCONCLUSIVE only-unused:{ONE}: What was asked for was not tried: The server cannot be reached" in done.stdout
    )
    assert "help: Start the server, or correct --url. `--wait 30s` waits for it to listen." in done.stdout
    assert "Did you mean" not in done.stdout


def test_an_address_with_https_where_a_server_speaks_http(tmp_path: Path) -> None:
    with BackgroundServer(Honest(SPEC, tmp_path / "rows")) as server:
        done = run("--url", server.url.replace("http:", "https:"), "--only", ONE)
    assert "TLS failed: what listens there does not speak TLS." in done.stdout
    assert "help: If the server speaks plain HTTP there, write http:// in --url." in done.stdout


def test_an_address_with_http_where_a_server_speaks_tls(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with BackgroundServer(Honest(SPEC, tmp_path / "rows"), Settings(tls=context)) as server:
        plain = run("--url", server.url.replace("https:", "http:"), "--only", ONE)
        strange = run("--url", server.url, "--only", ONE)
    assert "help: If the server speaks TLS there, write https:// in --url." in plain.stdout
    assert "help: Give the certificate to trust with --cafile, or trust any with --insecure." in strange.stdout


def test_a_path_where_nothing_is(tmp_path: Path) -> None:
    with BackgroundServer(Honest(SPEC, tmp_path / "rows")) as server:
        done = run("--url", f"{server.url}/other", "--only", ONE)
    assert f"The server answers 404 to a right payload of `platform.ping` at {server.url}/other." in done.stdout
    assert "help: Correct the path in --url." in done.stdout


# ---------------------------------------------------------------- not there yet


def test_a_server_that_listens_later_is_waited_for(tmp_path: Path) -> None:
    server = BackgroundServer(Honest(SPEC, tmp_path / "rows"), Settings(port=free_port()))
    url = f"http://127.0.0.1:{server._make().port}"
    later = threading.Timer(0.5, server.start)
    later.start()
    done = run("--url", url, "--wait", "30s", "--only", ONE)
    later.join()
    server.stop()
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "rejects  1 PASS")


def test_waiting_ends() -> None:
    begun = time.monotonic()
    done = run("--url", f"http://127.0.0.1:{free_port()}", "--wait", "300ms")
    assert 0.3 <= time.monotonic() - begun < 20
    assert done.exit_code == 1
    assert "cannot be reached" in done.stdout


def test_a_port_that_is_passed_on_to_nobody_does_not_listen() -> None:
    over = threading.Event()

    def pass_on(server: socket.socket) -> None:
        while not over.is_set():
            server.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=pass_on, args=(server,), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert not until_listening([url], 0.3)
        over.set()
        socket.create_connection(server.getsockname()).close()
    assert not until_listening(["http://nowhere.invalid/"], 0)


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize("name", ["content-type", "Content-Length", "transfer-encoding", "content-encoding"])
def test_a_header_that_is_tested_cannot_be_given(name: str) -> None:
    done = run("--url", "http://a", "-H", f"{name}: x")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"`{name.lower()}` is set by the run, which tests what the server makes of it." in " ".join(
        done.stderr.split()
    )


def test_a_header_that_is_given_replaces_the_one_of_that_name(tmp_path: Path) -> None:
    seen: set[tuple[str, ...]] = set()

    class Looking(Honest):
        def answer(self, request: Request) -> Response:
            seen.add(tuple(value for name, value in request.headers if name.lower() == "host"))
            return super().answer(request)

    with BackgroundServer(Looking(SPEC, tmp_path / "rows")) as server:
        done = run("--url", server.url, "-H", "Host: telemetry.example", "--only", "encodings", "--format", "json")
    assert seen == {("telemetry.example",)}
    assert {one["verdict"] for one in json.loads(done.stdout)["results"]} == {"PASS"}
