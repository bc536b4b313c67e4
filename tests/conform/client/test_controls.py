"""Silence is only worth something beside runs that are not silent, and a rule only where breaking it a little fails."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.conform.capture.base import Captured, Exchange, Outcome
from telemetry_spec.conform.client.bench import Run
from telemetry_spec.conform.client.checks import trigger
from telemetry_spec.conform.client.sent import Sent
from telemetry_spec.model.result import Verdict
from telemetry_spec.wire.message import Request
from tests.conform.client.toys import COMMAND, PLAIN, run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
isolated = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

#: Sends the first time that it is run, and never again.
ONCE = """
OFF = OFF or "off" in sys.argv or pathlib.Path(os.environ["HOME"], ".off").exists()
if not OFF and not os.path.exists({MARK}):
    open({MARK}, "w").close()
    send([event()])
if "off" in sys.argv:
    pathlib.Path(os.environ["HOME"], ".off").touch()
"""
OVER = """  config:
    kind: env
    variable: TOY_TELEMETRY
    values: ["0"]
    disables: [app]
    overrides: [variable]
"""


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.optouts._variable.GUESSES", ("1",))


@isolated
@pytest.mark.parametrize(
    "name",
    [
        "opt-out:variable",
        "opt-out-terminal:variable",
        "opt-out-later:variable",
        "opt-out-values:variable",
        "opt-out-lasts:command",
        "precedence:config-off-over-variable",
    ],
)
def test_silence_of_a_client_that_has_stopped_sending_proves_nothing(tmp_path: Path, name: str) -> None:
    code = ONCE.replace("{MARK}", repr(str(tmp_path / "mark")))
    programs = {"toy": (sys.executable, "-S", "-E", str(tmp_path / "toy.py"))}
    found = run(tmp_path, code, name, spec=spec_with(opt_out=COMMAND + OVER), programs=programs)
    assert found[name].verdict is Verdict.INCONCLUSIVE
    assert "sent nothing" in found[name].message


@isolated
def test_packets_that_nobody_looked_at_prove_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.conform.capture._packets.lost", lambda _: 3)
    found = run(tmp_path, PLAIN, "opt-out")["opt-out:variable"]
    assert (found.verdict, found.message) == (Verdict.INCONCLUSIVE, "3 packets came too fast to be looked at.")


@isolated
@pytest.mark.parametrize(("sensitivity", "verdict"), [("", Verdict.FAIL), ("sensitivity: identifier, ", Verdict.PASS)])
def test_only_what_is_declared_sensitive_may_hold_who_somebody_is(
    tmp_path: Path, sensitivity: str, verdict: Verdict
) -> None:
    what = f"          what: {{type: string, {sensitivity}description: The user name.}}\n          batch:"
    code = PLAIN.replace("event()", 'event(what=os.environ["USER"])')
    found = run(tmp_path, code, "canary:user", spec=spec_with(("          batch:", what)))
    assert found["canary:user"].verdict is verdict


@pytest.mark.parametrize(
    ("after", "speed", "fault"),
    [
        (29.9, 1, ""),
        (29.5, 1, ""),
        (29.0, 1, "It was sent after 29.0 s; its trigger waits 30 s."),
        (16.0, 1, "It was sent after 16.0 s; its trigger waits 30 s."),
        (0.3, 100, ""),
        (0.2, 100, "It was sent after 20.0 s; its trigger waits 30 s."),
    ],
)
def test_a_timer_may_be_early_by_a_little(after: float, speed: float, fault: str) -> None:
    spec = spec_with(("{on: command}", "{on: startup, delay: 30s}"))
    request = Request("POST", "http://stats.toy.example/v1", (), b"")
    outcome = Outcome(code=0, seconds=1.0, how="itself", survivors=0, survivors_overdue=False, stdout=b"", stderr=b"")
    sent = Sent(exchange=Exchange(request, 200, after), destination=None, events={"app.ping": 1})
    seen = Run(label="baseline", captured=Captured(outcome=outcome), sent=(sent,))
    event = next(iter(spec.sources["app"].live_events()))
    assert next(trigger._faults(seen, event, "app.ping", speed), "") == fault
