"""`telemetry-spec serve` within this process: options and what is said about them."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.request
from typing import TYPE_CHECKING

import click
import pytest

from telemetry_spec.cli import serve
from telemetry_spec.compile import require
from telemetry_spec.emit.samples import minimal
from telemetry_spec.receiver import stores
from telemetry_spec.wire.extras import MissingExtraError
from telemetry_spec.wire.server import Sight
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FLOWFORGE = ROOT / "schemas" / "flowforge.telemetry.yaml"
PATIENCE = 30


@pytest.fixture(name="said")
def _said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Return the lines that are said; commands run in a temporary folder."""
    lines: list[str] = []
    monkeypatch.setattr(serve, "_say", lines.append)
    monkeypatch.chdir(tmp_path)
    return lines


def run(*arguments: str) -> None:
    serve.command.main([*arguments, "--port", "0"], standalone_mode=False)


def refusal(*arguments: str) -> str:
    with pytest.raises(click.ClickException) as caught:
        run(*arguments)
    return caught.value.format_message()


def test_it_serves_until_it_is_told_to_stop(said: list[str], tmp_path: Path) -> None:
    answers: list[int] = []
    body = json.dumps(minimal(require(FLOWFORGE).sources["platform"].request.body)).encode()

    def client() -> None:
        deadline = time.monotonic() + PATIENCE
        while not any("takes platform" in line for line in said) and time.monotonic() < deadline:
            time.sleep(0.01)
        url = next(line for line in said if line.startswith("listening on")).rpartition(" ")[2]
        request = urllib.request.Request(url, body, {"content-type": "application/json"})  # noqa: S310  to this very process
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  as above
            answers.append(answer.status)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=client)
    thread.start()
    run(str(FLOWFORGE), "--expose-rows")
    thread.join(PATIENCE)
    assert answers == [204]
    assert said[-1] == "stopped: 1 request accepted with 1 row, 0 refused"
    assert (tmp_path / "flowforge-rows.db").is_file()


def test_what_goes_wrong_here_is_said_here(said: list[str]) -> None:
    for kind, detail in (("opened", ""), ("failed", "the handler raised KeyError"), ("closed", "")):
        serve._tell(Sight(kind=kind, connection=1, peer="127.0.0.1", at=0, detail=detail))  # type: ignore[arg-type]  # three of its kinds
    [line] = said
    assert "answered with 500: the handler raised KeyError." in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--select", "nothing"], "There are: `platform`."),
        (["--store", "mysql:x"], "'mysql' is no kind of store"),
        (["--store", "sqlite:/nowhere/at/all"], "cannot be opened"),
        (["--expose-rows", "--host", "192.0.2.1"], "loopback address only"),
        (["--expose-rows", "--host", "host.example"], "loopback address only"),
        (["--host", "192.0.2.1"], "Cannot listen on 192.0.2.1"),
        (["--hash-key", "empty"], "is empty"),
    ],
)
def test_what_cannot_work_is_said_at_once(said: list[str], tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "empty").touch()
    assert message in refusal(str(FLOWFORGE), *arguments)
    assert said == []


def test_a_file_that_cannot_be_read_is_said_so(
    said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "key").write_bytes(b"x")
    monkeypatch.setattr("pathlib.Path.read_bytes", fail)
    assert refusal(str(FLOWFORGE), "--hash-salt", "key") == "key cannot be read: permission denied."
    assert said == []


def test_secrets_that_are_missing_are_said_with_the_options_that_give_them(said: list[str]) -> None:
    assert "Give --jwe-key" in refusal(str(ROOT / "schemas" / "refine.telemetry.yaml"))
    assert said == []


def test_a_library_that_is_missing_is_said_with_how_to_get_it(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise MissingExtraError("psycopg", "postgres")

    monkeypatch.setattr(stores, "make", fail)
    expected = "This needs the library psycopg. Install it: pip install 'telemetry-spec[postgres]'"
    assert refusal(str(FLOWFORGE), "--store", "postgresql://x") == expected
    assert said == []


def test_a_spec_that_sends_nothing_has_nothing_to_receive(said: list[str], tmp_path: Path) -> None:
    text = FLOWFORGE.read_text("utf-8").replace("title: Core telemetry", 'title: Core telemetry\n    removed: "1"')
    (tmp_path / "x.telemetry.yaml").write_text(text, "utf-8")
    assert "nothing to receive" in refusal("x.telemetry.yaml")
    assert said == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_what_is_loopback(host: str) -> None:
    assert serve._is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "host.example", ""])  # noqa: S104  what is told apart
def test_what_is_not(host: str) -> None:
    assert not serve._is_loopback(host)
