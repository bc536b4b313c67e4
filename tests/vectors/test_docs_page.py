"""The programs on the reader's page run, and tell a good receiver from one that is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Protocol

import pytest

from telemetry_spec import api
from telemetry_spec.compile import require
from telemetry_spec.vectors import vectors_of
from telemetry_spec.vectors.make import verdict
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from telemetry_spec.model.shape import Shape

PAGE = (ROOT / "docs" / "vectors.md").read_text("utf-8")
#: Lists of events with an envelope around them, so that a program has to put a payload between two texts.
SPEC = ROOT / "tests" / "shapes" / "envelope-many.telemetry.yaml"
#: By the file on the page: how it is called, and where it is when it is not on the path.
PROGRAMS = {
    "run_vectors.py": ([sys.executable], ""),
    "run-vectors.mjs": (["node"], ""),
    "run_vectors.go": (["go", "run"], "/usr/local/go/bin"),
}


class Receiving(Protocol):
    """Starts a receiver that answers a body with a status, and returns its URL."""

    def __call__(self, answer: Callable[[bytes], int]) -> str: ...


@pytest.fixture
def receiving() -> Iterator[Receiving]:
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[bytes], int]) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                self.send_response(answer(body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in the standard library
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    api.write_vectors(require(SPEC), tmp_path)
    return sorted(tmp_path.rglob("*.json"))


def run(name: str, folder: Path, url: str, files: list[Path]) -> list[str]:
    """Run a program of the page with each file, and return the ids that it printed."""
    command, place = PROGRAMS[name]
    path = os.pathsep.join([os.environ["PATH"], *([place] if place else [])])
    if shutil.which(command[0], path=path) is None:
        pytest.skip(f"{command[0]} is not installed")
    source = re.search(rf'^```\w+ title="{re.escape(name)}"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL)
    assert source, f"{name} is not on the page"
    (folder / name).write_text(source[1], "utf-8")
    env = {**os.environ, "PATH": path, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOPROXY": "off"}
    env |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    printed = []
    for file in files:
        done = subprocess.run(
            [*command, str(folder / name), url, str(file)],
            capture_output=True, text=True, check=False, timeout=240, env=env, cwd=folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        printed += [line.split(" ")[0] for line in done.stdout.splitlines()]
    return printed


def judge(shape: Shape) -> Callable[[bytes], int]:
    return lambda body: 422 if verdict(shape, body) else 204


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_of_the_page_tells_receivers_apart(
    name: str, receiving: Receiving, files: list[Path], tmp_path: Path
) -> None:
    spec = require(SPEC)
    good = receiving(judge(spec.sources["cli"].request.body))
    assert run(name, tmp_path, good, files) == []
    required = [vector for vector in api.vectors(spec) if vector.level == "required"]
    lenient = receiving(lambda _: 204)
    assert set(run(name, tmp_path, lenient, files)) == {vector.id for vector in required if not vector.valid}
    absent = receiving(lambda _: 404)
    (body,) = (file for file in files if file.name == "cli.request.json")
    assert run(name, tmp_path, absent, [body]) == [
        vector.id for vector in vectors_of(spec, "cli") if vector in required
    ]
