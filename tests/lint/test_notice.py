"""Rules about the notice, destinations, triggers, and what nothing uses."""

from __future__ import annotations

import pytest

from telemetry_spec import lint
from tests.lint.fragments import compiled


def selectors(code: str, fragment: str) -> list[str]:
    return [finding.selector for finding in lint.lint(compiled(fragment), select=[code])]


def test_each_part_of_a_notice_that_says_nothing() -> None:
    text = "notice: {summary: todo, purpose: To learn., operator: n/a, retention: TBD}\n"
    silent = {f"notice.{key}" for key in ("operator", "summary", "access", "privacy_policy")}
    assert set(selectors("notice-incomplete", text)) == silent
    assert selectors("retention-missing", text) == ["notice.retention"]


@pytest.mark.parametrize(("retention", "fires"), [("", True), ("retention: 30 days, ", False)])
def test_events_may_state_their_own_retention(retention: str, fires: bool) -> None:
    text = f"""
notice: {{summary: It says hello.}}
discriminator: kind
events:
  a: {{retention: 90 days, fields: {{}}}}
  b: {{{retention}fields: {{}}}}
"""
    assert bool(selectors("retention-missing", text)) is fires


@pytest.mark.parametrize(
    ("url", "more", "fires"),
    [
        ("http://example.com", "", True),
        ("http://localhost.example.com/", "", True),
        ("http://127.example.com", "", True),
        ("https://example.com", "", False),
        ("http://example.com", ", encryption: JWE (RFC 7516)", False),
        ("http://localhost:3000/x", "", False),
        ("http://localhost", "", False),
        ("http://127.0.0.1:80", "", False),
        ("http://[::1]/", "", False),
    ],
)
def test_what_is_sent_in_the_clear(url: str, more: str, fires: bool) -> None:
    text = f"destinations: {{main: {{url: '{url}'{more}}}}}\n"
    assert bool(selectors("destination-not-encrypted", text)) is fires


def test_somebody_runs_each_destination() -> None:
    text = "notice: {summary: It says hello.}\ndestinations: {main: {url: 'https://example.com', operator: OPERATOR}}\n"
    assert selectors("destination-undisclosed", text.replace(", operator: OPERATOR", "")) == ["destinations.main"]
    assert selectors("destination-undisclosed", text.replace("OPERATOR", "Example Ltd.")) == []
    assert selectors("destination-undisclosed", text.replace("summary", "operator: Us, summary")) == []


def test_an_event_that_is_removed_goes_nowhere() -> None:
    text = "discriminator: kind\nevents: {a: {destination: main}, b: {removed: '1'}}\n"
    assert selectors("destination-undisclosed", text) == []
    assert selectors("trigger-missing", text) == ["app.a"]


def test_a_destination_of_removed_events_is_unused() -> None:
    text = """
destinations: {main: {url: "https://example.com"}, old: {url: "https://old.example.com"}}
discriminator: kind
events: {a: {destination: main}, b: {destination: old, removed: "1"}}
"""
    assert selectors("unused-destination", text) == ["destinations.old"]


def test_types_and_groups_that_only_others_use_are_used() -> None:
    text = """
types: {a: {type: integer}, b: {type: "a[]"}, c: {type: boolean}}
groups:
  one: {fields: {x: {type: b}}}
  two: {include: [one], fields: {}}
  three: {fields: {}}
include: [two]
"""
    assert selectors("unused-type", text) == ["types.c"]
    assert selectors("unused-group", text) == ["groups.three"]


@pytest.mark.parametrize(
    ("trigger", "says"),
    [
        ("{on: interval, every: 1h, jitter: true}", ""),
        ("{on: startup, delay: 30s}", ""),
        ("{on: interval}", "nothing says how long"),
        ("{on: interval, delay: 1h}", "nothing says how long"),
        ("{on: startup, every: 1h}", "`every` is for"),
        ("{on: command, jitter: true}", "`jitter` is for"),
    ],
)
def test_intervals(trigger: str, says: str) -> None:
    found = lint.lint(compiled(f"trigger: [{trigger}]\n"), select=["interval-unclear"])
    assert len(found) == bool(says)
    assert all(says in finding.message for finding in found)


@pytest.mark.parametrize(
    ("fragment", "where"),
    [
        ("events: {start: {open: Plugins add to it., fields: {}}}", "app.start"),
        ("fields: {o: {open: Plugins add to it., fields: {}}}", "app.start.o"),
        ("fields: {l: {type: array, items: {open: Plugins add to it., fields: {}}}}", "app.start.l"),
    ],
)
def test_what_is_open(fragment: str, where: str) -> None:
    assert selectors("open-object", fragment) == [where]


def test_a_list_of_events_needs_no_bound_of_its_own() -> None:
    text = "request: {body: {fields: {batch: {type: 'event[]'}, tags: {type: 'integer[]'}}}}\n"
    assert selectors("list-without-bound", text) == ["app.request.tags"]


@pytest.mark.parametrize("kind", ["headers", "query"])
def test_what_is_no_longer_sent_needs_nothing(kind: str) -> None:
    text = f"request: {{{kind}: {{email: {{type: string, sensitivity: content{{}}}}}}}}\n"
    codes = {finding.code for finding in lint.lint(compiled(text.replace("{}", "")))}
    assert {"string-without-bound", "description-missing"} <= codes
    assert lint.lint(compiled(text.replace("{}", ", removed: '1'"))) == []


def test_what_is_no_longer_received_needs_nothing() -> None:
    text = "received: {it: {type: string, from: user_agent, removed: '1'}}\n"
    assert lint.lint(compiled(text)) == []
