"""Clients that are honest but for one thing: each is caught by the check that should.

One cheat of each kind is held against all checks: no other required one may say anything. The rest would only say so
again, and every check more costs runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.compile import compile_text
from telemetry_spec.conform import capture
from telemetry_spec.conform.client import suite
from telemetry_spec.conform.client.settings import Settings
from telemetry_spec.conform.run import Plan, Wanted
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Spec

HERE = Path(__file__).parent
SPEC = api.load(HERE / "probe.telemetry.yaml")
NOT_HERE = capture.get("isolate").unavailable()

#: What the tests put other things in place of.
OLD = {
    "trigger": "{on: action}",
    "consent": "consent: opt-out",
    "opt_out": "    kind: env\n    variable: PROBE_NO_TELEMETRY\n    values: any\n    disables: [tool]\n",
}
VARIABLE_OVER_CONFIG = """    kind: env
    variable: PROBE_TELEMETRY
    values: ["off"]
    disables: [tool]
    overrides: [config]
  config:
    kind: config
    file: ~/.probe.json
    key: telemetry
    value: false
    disables: [tool]
"""

pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

#: What a cheat does, and the result that has to say so.
CHEATS = {
    "undeclared-field": "extra-field:body/events/*/branch",
    "wrong-type": "valid:body/events/*/number",
    "wrong-encoding": "decodes:stats",
    "undeclared-header": "undeclared-header:headers/user-agent",
    "identifier-as-media-type": "undeclared-header:headers/accept",
    "second-host": "undeclared-endpoint:metrics.elsewhere.example",
    "other-path": "undeclared-endpoint:stats.probe.example",
    "beacon": "undeclared-endpoint:counter.elsewhere.example",
    "host-name-hashed": "canary:host",
    "host-name-as-a-uuid": "canary:host",
    "host-name-hashed-and-cut": "canary:host",
    "host-name-hashed-in-capitals": "canary:host",
    "user-name-in-capitals": "canary:user",
    "user-name-compressed": "canary:user",
    "home-in-base64": "canary:home",
    "path-in-a-header": "canary:folder",
    "folder-in-a-message": "canary:folder",
    "secret-in-the-address": "canary:secret",
    "remote-hashed": "canary:git-remote",
    "remote-hashed-as-https": "canary:git-remote",
    "commit": "canary:git-commit",
    "argument": "canary:argument",
    "address": "canary:address",
    "machine-id": "canary:machine-id",
    "new-id-each-run": "id-lifetime:tool.request.install",
    "same-id-everywhere": "id-lifetime:tool.request.install",
    "ignores-opt-out": "opt-out:variable",
    "farewell": "opt-out:variable",
    "looks-up-only": "opt-out:variable",
    "connects-only": "opt-out:variable",
    "child": "opt-out:variable",
    "heard-once": "opt-out:variable",
    "heard-twice": "opt-out:variable",
    "reads-zero-as-on": "opt-out-values:variable",
    "queues": "opt-out-queue:variable",
    "identifier-on-disk": "opt-out-identifier:variable",
    "takes-any-certificate": "certificate-checked",
    "takes-any-name": "certificate-checked",
    "takes-old-certificates": "certificate-checked",
    "other-server-name": "undeclared-endpoint:id.stats.probe.example",
    "host-name-in-tls": "canary:host",
    "host-name-after-the-body": "canary:host",
    "goes-on": "decodes:http",
    "chunk-extension": "undeclared-header:headers/transfer-encoding",
}
#: One of each kind.
IN_FULL = (
    "wrong-type",
    "other-path",
    "home-in-base64",
    "new-id-each-run",
    "farewell",
    "queues",
    "takes-any-certificate",
)
#: Bad manners, which are no breach of the spec.
RUDE = {
    "crashes": "endpoint-refused",
    "hangs": "endpoint-hanging",
    "noisy": "endpoint-failing",
    "complains": "endpoint-certificate",
}
#: Under an opt-out they write to where nobody declared, which two checks have something to say about.
ASTRAY = ("knocks", "datagram", "version-6")


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try fewer values: what users guess has a test of its own."""
    monkeypatch.setattr("telemetry_spec.optouts._variable.GUESSES", ("1", "0", ""))


def spec_with(**texts: str) -> Spec:
    """Return the spec with other triggers, opt-outs or consent."""
    text = (HERE / "probe.telemetry.yaml").read_text("utf-8")
    for old, new in texts.items():
        assert OLD[old] in text
        text = text.replace(OLD[old], new)
    compiled = compile_text(text.encode(), "probe.telemetry.yaml")
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def run(cheat: str, spec: Spec = SPEC, *only: str) -> list[Result]:
    settings = Settings(
        command=(sys.executable, "-S", "-E", str(HERE / "probe.py"), cheat, "{canary}"),
        capture=capture.get("isolate"),
        timeout=20.0,
        slack=5.0,
        jobs=4,
    )
    with suite.open_bench(spec, "tool", settings) as bench:
        return list(suite.results(bench, Plan(Wanted(only))))


def failures(found: list[Result]) -> set[str]:
    return {result.id for result in found if result.verdict.fails}


def required(found: list[Result]) -> set[str]:
    return {result.check for result in found if result.fails}


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_is_caught_by_the_check_that_should(cheat: str) -> None:
    check = CHEATS[cheat].split(":")[0]
    found = run(cheat, SPEC, *([] if cheat in IN_FULL else ["captures", check]))
    assert CHEATS[cheat] in failures(found)
    assert required(found) == {check}


@pytest.mark.parametrize("cheat", ASTRAY)
def test_packets_to_anywhere_break_silence(cheat: str) -> None:
    found = run(cheat, SPEC, "captures", "opt-out", "undeclared-endpoint")
    assert "opt-out:variable" in failures(found)
    assert required(found) == {"opt-out", "undeclared-endpoint"}


@pytest.mark.parametrize("cheat", RUDE)
def test_bad_manners_are_told_and_fail_nothing(cheat: str) -> None:
    found = run(cheat, SPEC, "captures", RUDE[cheat])
    assert RUDE[cheat] in failures(found)
    assert required(found) == set()


def test_silence_because_of_a_crash_proves_nothing() -> None:
    found = {result.id: result for result in run("fails", SPEC, "opt-out")}
    assert found["opt-out:variable"].verdict is Verdict.INCONCLUSIVE
    assert "because it failed" in found["opt-out:variable"].message


def test_the_honest_client_never_fails() -> None:
    found = run("")
    assert failures(found) == set()
    assert {result.id for result in found if result.verdict is not Verdict.PASS} == {"trigger:tool.step"}


@pytest.mark.parametrize("trigger", ["{on: startup, delay: 30s}", "{on: startup}, {on: interval, every: 24h}"])
def test_an_event_that_comes_too_early_or_too_often(trigger: str) -> None:
    found = run("", spec_with(trigger=trigger), "captures", "valid", "trigger")
    assert failures(found) == {"trigger:tool.step"}


def test_the_honest_client_has_its_precedence_right() -> None:
    spec = spec_with(opt_out=VARIABLE_OVER_CONFIG)
    found = run("", spec, "opt-out", "opt-out-lasts", "opt-out-queue", "opt-out-identifier", "precedence")
    assert {(result.id, result.verdict) for result in found} == {
        ("opt-out:variable", Verdict.PASS),
        ("opt-out:config", Verdict.PASS),
        ("opt-out-lasts:config", Verdict.PASS),
        ("opt-out-queue:variable", Verdict.PASS),
        ("opt-out-queue:config", Verdict.PASS),
        ("opt-out-identifier:variable", Verdict.PASS),
        ("opt-out-identifier:config", Verdict.PASS),
        ("precedence:variable-off-over-config", Verdict.PASS),
        ("precedence:variable-on-over-config", Verdict.PASS),
    }


@pytest.mark.parametrize(
    ("cheat", "caught"),
    [
        ("precedence-reversed", {"precedence:variable-off-over-config", "precedence:variable-on-over-config"}),
        ("forgets", {"opt-out-lasts:config"}),
        ("heard-twice", {"opt-out:variable", "opt-out-lasts:config"}),
    ],
)
def test_cheats_on_several_opt_outs(cheat: str, caught: set[str]) -> None:
    found = run(cheat, spec_with(opt_out=VARIABLE_OVER_CONFIG), "captures", "opt-out", "opt-out-lasts", "precedence")
    assert failures(found) == caught


def test_a_client_that_sends_before_anybody_agreed() -> None:
    spec = spec_with(opt_out=VARIABLE_OVER_CONFIG, consent="consent: opt-in")
    found = run("", spec, "captures", "consent", "opt-out")
    assert failures(found) == {"consent"}
