"""A spec that names no address: the client is told one, and what it sends there is judged like any other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.model.result import Verdict
from tests.conform.client.toys import run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
isolated = pytest.param("isolate", marks=pytest.mark.skipif(bool(NOT_HERE), reason=NOT_HERE))

NOWHERE = spec_with(
    ('destinations:\n  home: {url: "http://stats.toy.example/v1", method: POST, encoding: json}\n', ""),
    ("        destination: home\n", ""),
)
#: Sends to the address that it is told.
TOLD = """
from urllib.parse import urlsplit
place = urlsplit(sys.argv[1])
assert place.path == "/"
SEND = lambda body: send(body, place.hostname, port=place.port or 80)
"""


def told(folder: Path, code: str, *only: str, mode: str) -> dict[str, Verdict]:
    command = (sys.executable, "-S", "-E", str(folder / "toy.py"), "{url}")
    found = run(folder, TOLD + code, *only, spec=NOWHERE, mode=mode, command=command, accept_unproved=True)
    return {name: one.verdict for name, one in found.items()}


@pytest.mark.parametrize("mode", [isolated, "endpoint"])
def test_an_address_is_made_up_where_none_is_declared(tmp_path: Path, mode: str) -> None:
    found = told(tmp_path, "OFF or SEND([event()])\n", "captures", "decodes", "opt-out", mode=mode)
    assert found == {"captures": Verdict.PASS, "decodes": Verdict.PASS, "opt-out:variable": Verdict.PASS}
    found = told(tmp_path, "SEND([event(more=1)])\n", "captures", "extra-field", "opt-out", mode=mode)
    assert found["captures"] is Verdict.PASS
    assert found["opt-out:variable"] is Verdict.FAIL
    assert found["extra-field:body/*/more"] is Verdict.FAIL


@pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")
@pytest.mark.parametrize("code", ["socket.getaddrinfo(place.hostname, 80)\n", 'SEND(b"no JSON")\n'])
def test_what_cannot_be_read_there_is_no_silence(tmp_path: Path, code: str) -> None:
    assert told(tmp_path, code, "opt-out", mode="isolate")["opt-out:variable"] is Verdict.FAIL
