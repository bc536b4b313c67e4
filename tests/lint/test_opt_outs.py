"""Rules about opt-outs: what they stop together, for whom, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec import lint
from tests.lint.fragments import compiled

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Finding

CODES = ["opt-out-missing", "opt-out-unavailable", "opt-out-keeps-collecting", "opt-out-disables-nothing"]

TWO_EVENTS = """
discriminator: event
events:
  start:
    description: The application has started.
    destination: main
    trigger: [{on: startup}]
    fields:
      mode: {MODE, description: What serves it.}
  stop: {description: The application has stopped., destination: main, trigger: [{on: shutdown}]}
"""
ENUM = "enum: [server, cli]"


def env(name: str, disables: str, more: str = "") -> str:
    return f"  {name}: {{kind: env, variable: {name.upper()}, values: ['1'], disables: {disables}{more}}}\n"


def when(mode: str, selector: str = "app.start") -> str:
    return f"{{selector: {selector}, when: {{field: app.start.mode, equals: {mode}}}}}"


def findings(opt_outs: str, mode: str = ENUM, rest: str = "") -> list[Finding]:
    text = TWO_EVENTS.replace("MODE", mode) + rest + ("opt_outs:\n" + opt_outs if opt_outs else "opt_outs: {}\n")
    return lint.lint(compiled(text), select=[*CODES, "consent-not-withdrawable"])


@pytest.mark.parametrize(
    ("opt_outs", "mode"),
    [
        (env("a", "[app]"), ENUM),
        (env("a", "[app.start]") + env("b", "[app.stop]"), ENUM),
        (env("a", "[app.stop, " + when("server") + "]") + env("b", "[" + when("cli") + "]"), ENUM),
        (env("a", "[app.stop, " + when("true") + ", " + when("false") + "]"), "type: boolean"),
        (env("a", "[app.stop, " + when("always") + "]"), "const: always"),
        (env("a", "[app.stop, " + when("server", "app") + ", " + when("cli", "app") + "]"), ENUM),
        (env("a", "[app]", ", unavailable_to: guests") + env("b", "[app]", ", stops: sending"), ENUM),
        (env("a", "[app]", ", deprecated: '1'"), ENUM),
    ],
)
def test_what_stops_all_of_a_source_is_enough(opt_outs: str, mode: str) -> None:
    assert findings(opt_outs, mode) == []


@pytest.mark.parametrize(
    ("opt_outs", "mode", "left"),
    [
        ("", ENUM, "No opt-out stops `app`."),
        (env("a", "[app.start]"), ENUM, "No opt-out stops `app.stop`."),
        (env("a", "[app.start.mode, app.stop]"), ENUM, "No opt-out stops `app.start`."),
        (
            env("a", "[app.stop, " + when("server") + "]"),
            ENUM,
            'No opt-out stops `app.start` where `app.start.mode` is `"cli"`.',
        ),
        (
            env("a", "[app.stop, " + when("true") + "]"),
            "type: boolean, nullable: true",
            "No opt-out stops `app.start` where `app.start.mode` is `false` or `null`.",
        ),
        (
            env("a", "[app.stop, " + when("x") + "]"),
            "type: string, max_length: 3",
            "No opt-out stops `app.start` where `app.start.mode` is anything else.",
        ),
        # The field is in the other event, so that the condition says nothing of this one.
        (env("a", "[app.start, " + when("server", "app.stop") + "]"), ENUM, "No opt-out stops `app.stop`."),
        (env("a", "[app]", ", removed: '1'"), ENUM, "No opt-out stops `app`."),
    ],
)
def test_what_is_left_is_named(opt_outs: str, mode: str, left: str) -> None:
    found = [finding.message for finding in findings(opt_outs, mode) if finding.code == "opt-out-missing"]
    assert found == [left]


def test_what_is_removed_needs_no_opt_out() -> None:
    assert "opt-out-missing" not in {one.code for one in findings("", rest="consent: ask\n")}
    text = """
sources:
  app: {description: The application itself., removed: "1"}
  lib:
    description: The library itself.
    events: {a: {description: It is gone., removed: "1"}}
opt_outs: {}
"""
    assert lint.lint(compiled(text), select=CODES) == []


@pytest.mark.parametrize("consent", ["opt-in", "ask"])
def test_consent_has_to_be_withdrawable(consent: str) -> None:
    rest = f"consent: {consent}\n"
    assert [one.code for one in findings("", rest=rest)] == ["consent-not-withdrawable"]
    assert findings(env("a", "[app]"), rest=rest) == []


def test_who_is_cut_off_is_seen_only_where_somebody_can_opt_out() -> None:
    for_some = env("a", "[app]", ", unavailable_to: guests")
    assert [one.code for one in findings(for_some)] == ["opt-out-unavailable"]
    assert [one.code for one in findings(for_some, rest="consent: ask\n")] == []
    partly = for_some + env("b", "[app.start]")
    assert [one.message for one in findings(partly)] == [
        "Not everyone can opt out of `app.stop`: all that stops it is unavailable to somebody."
    ]


def test_only_stopping_to_send_is_seen_only_where_something_stops_it() -> None:
    assert [one.code for one in findings(env("a", "[app]", ", stops: sending"))] == ["opt-out-keeps-collecting"]
    assert [one.code for one in findings(env("a", "[app.start]", ", stops: sending"))] == ["opt-out-missing"]


@pytest.mark.parametrize(
    ("disables", "fires"),
    [
        ("[]", True),
        ("[old]", True),
        ("[old.gone]", True),
        ("[app.gone]", True),
        ("[app.start.version]", False),
        ("[app]", False),
    ],
)
def test_an_opt_out_of_what_is_gone_stops_nothing(disables: str, fires: bool) -> None:
    text = f"""
sources:
  app:
    description: The application itself.
    discriminator: event
    events:
      start:
        description: The application has started.
        fields: {{version: {{type: version}}}}
      gone: {{description: It is gone., removed: "1"}}
  old:
    description: The old part.
    removed: "1"
    events: {{gone: {{description: It is gone.}}}}
opt_outs:
{env("all", "[app]")}{env("some", disables)}"""
    found = lint.lint(compiled(text), select=["opt-out-disables-nothing"])
    assert [one.selector for one in found] == (["opt_outs.some"] if fires else [])


@pytest.mark.parametrize(
    ("one", "other", "fires"),
    [
        ("[app]", "[app.start]", False),
        ("[app.start]", "[app]", False),
        ("[app.start]", "[app.stop]", True),
        ("[" + when("server") + "]", "[" + when("cli") + "]", True),
        ("[" + when("server") + "]", "[" + when("server") + "]", False),
        ("[" + when("server") + "]", "[app]", False),
    ],
)
def test_an_override_needs_something_in_common(one: str, other: str, fires: bool) -> None:
    text = TWO_EVENTS.replace("MODE", ENUM)
    text += "opt_outs:\n" + env("a", one, ", overrides: [b]") + env("b", other)
    found = lint.lint(compiled(text), select=["override-without-effect"])
    assert [finding.selector for finding in found] == (["opt_outs.a"] if fires else [])
