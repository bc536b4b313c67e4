"""Cheats that know how they are tested: each was once taken for honest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.model.result import Verdict
from tests.conform.client.toys import PLAIN, run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

#: Has a last event, which may be sent once.
FAREWELL = spec_with(
    ("disables: [app]}", "disables: [app], farewell: app.bye}"),
    ("      ping:\n", "      bye: {description: It was turned off., destination: home, fields: {}}\n      ping:\n"),
)
BYE = 'OFF and send([{"name": "bye"}])\n'


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.optouts._variable.GUESSES", ("1", "0"))


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ("", Verdict.PASS),
        (BYE, Verdict.FAIL),
        ("OFF and send([event()])\n", Verdict.FAIL),
        ('OFF and send([{"name": "bye"}, {"name": "bye"}])\n', Verdict.FAIL),
        ('OFF and send(b"secret")\n', Verdict.FAIL),
        ("OFF and socket.create_connection((HOST, 80), 1).sendall(b'no HTTP\\r\\n\\r\\n')\n", Verdict.FAIL),
        ("OFF and socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', (HOST, 80))\n", Verdict.FAIL),
        ("OFF and socket.getaddrinfo('a.' + HOST, 80)\n", Verdict.FAIL),
    ],
)
def test_a_last_event_excuses_nothing_else(tmp_path: Path, more: str, verdict: Verdict) -> None:
    found = run(tmp_path, PLAIN + BYE + more, "opt-out:variable", spec=FAREWELL)
    assert found["opt-out:variable"].verdict is verdict, found["opt-out:variable"]


LATER = """
seen = pathlib.Path(os.environ["HOME"], ".agreed")
if seen.exists() or not OFF:
    seen.touch()
    send([event()])
"""


def test_an_opt_out_that_is_used_after_the_program(tmp_path: Path) -> None:
    found = run(tmp_path, LATER, "opt-out", "opt-out-later")
    assert found["opt-out:variable"].verdict is Verdict.PASS
    assert found["opt-out-later:variable"].verdict is Verdict.FAIL
    assert found["opt-out-later:variable"].message.startswith("After a usual run in the same home: A request was sent")
    assert run(tmp_path, PLAIN, "opt-out-later")["opt-out-later:variable"].verdict is Verdict.PASS


def test_silence_after_a_usual_run_that_was_silent_proves_nothing(tmp_path: Path) -> None:
    count = tmp_path / "count"
    code = f"""
if not OFF:
    with open({str(count)!r}, "a") as file:
        file.write("x")
    if os.path.getsize({str(count)!r}) != 2:
        send([event()])
"""
    found = run(tmp_path, code, "opt-out-later", jobs=1)["opt-out-later:variable"]
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "sent nothing" in found.message


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_an_opt_out_that_is_not_heard_at_a_terminal(tmp_path: Path, stream: str) -> None:
    code = f"print('x' * 100_000)\n(OFF and not sys.{stream}.isatty()) or send([event()])\n"
    found = run(tmp_path, code, "opt-out", "opt-out-terminal")
    assert found["opt-out:variable"].verdict is Verdict.PASS
    assert found["opt-out-terminal:variable"].verdict is Verdict.FAIL
    assert found["opt-out-terminal:variable"].message.startswith("At a terminal: A request was sent")
    assert run(tmp_path, PLAIN, "opt-out-terminal")["opt-out-terminal:variable"].verdict is Verdict.PASS


def test_what_comes_after_a_crash_means_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, "OFF and sys.exit(3)\nsend([event()])\n", "opt-out-*", jobs=4)
    assert {one.verdict for one in found.values()} == {Verdict.SKIP}, found
    assert "fails with the opt-out" in found["opt-out-queue:variable"].message
