"""Suppressions: they cover their part of the spec, and what does nothing is reported."""

from __future__ import annotations

import pytest

from telemetry_spec import lint
from telemetry_spec.model.finding import Severity
from tests.lint.fragments import compiled

FIELDS = "fields: {a: {type: string}, b: {type: string, max_length: 9}, ab: {type: string, max_length: 9}}\n"


def found(fragment: str, **options: list[str]) -> list[tuple[str, str]]:
    return [(one.code, one.selector) for one in lint.lint(compiled(fragment), **options)]


def suppress(*entries: str) -> str:
    return "suppress:\n" + "".join(f"  - {{{entry}, reason: It does not matter here.}}\n" for entry in entries)


def test_without_one_everything_is_reported() -> None:
    assert sorted(found(FIELDS)) == [
        ("description-missing", "app.start.a"),
        ("description-missing", "app.start.ab"),
        ("description-missing", "app.start.b"),
        ("string-without-bound", "app.start.a"),
    ]


@pytest.mark.parametrize(
    ("at", "left"),
    [
        ("", []),
        ("at: app", []),
        ("at: app.start", []),
        ("at: app.start.a", ["app.start.ab", "app.start.b"]),
        ("at: app.start.b", ["app.start.a", "app.start.ab"]),
    ],
)
def test_a_suppression_covers_its_part_and_no_more(at: str, left: list[str]) -> None:
    entry = ", ".join(part for part in ("rule: description-missing", at) if part)
    reported = found(FIELDS + suppress(entry))
    assert sorted(selector for code, selector in reported if code == "description-missing") == left
    assert ("string-without-bound", "app.start.a") in reported
    assert not [code for code, _ in reported if code.startswith("suppression")]


def test_two_suppressions_of_one_finding_are_both_used() -> None:
    both = suppress("rule: description-missing", "rule: description-missing, at: app.start.a")
    assert found(FIELDS + both) == [("string-without-bound", "app.start.a")]


def test_an_unused_suppression_is_reported_where_it_stands() -> None:
    spec = compiled(FIELDS + suppress("rule: description-missing", "rule: list-without-bound, at: app.start.a"))
    unused = [one for one in lint.lint(spec) if one.code == "suppression-unused"]
    assert [one.selector for one in unused] == ["app.start.a"]
    assert unused[0].span == spec.suppressions[1].span
    assert unused[0].severity is Severity.WARNING
    assert "list-without-bound" in unused[0].message


def test_one_at_the_wrong_place_is_unused() -> None:
    reported = found(FIELDS + suppress("rule: string-without-bound, at: app.start.b"))
    assert ("suppression-unused", "app.start.b") in reported
    assert ("string-without-bound", "app.start.a") in reported


def test_an_unknown_rule_is_reported_with_the_nearest() -> None:
    spec = compiled(suppress("rule: descripton-missing", "rule: qqqqqqqqqq"))
    near, far = lint.lint(spec)
    assert {near.code, far.code} == {"suppression-unknown"}
    assert "`description-missing`" in near.help
    assert "Did you mean" not in far.help


@pytest.mark.parametrize("code", ["suppression-unused", "suppression-unknown"])
@pytest.mark.parametrize("other", ["list-without-bound", "qqqqqqqqqq"])
def test_the_rules_about_suppressions_cannot_be_suppressed(code: str, other: str) -> None:
    reported = found(suppress(f"rule: {other}", f"rule: {code}"))
    about = "suppression-unused" if other == "list-without-bound" else "suppression-unknown"
    assert (about, "") in reported
    assert ("suppression-unused", "") in reported


def test_a_suppression_of_a_rule_that_does_not_run_is_not_called_unused() -> None:
    fragment = suppress("rule: list-without-bound")
    assert found(fragment, select=["suppression-unused", "description-missing"]) == []
    assert found(fragment, select=["suppression-unused", "list-without-bound"]) == [("suppression-unused", "")]


GROUP = """
groups: {common: {fields: {a: {type: string, description: What it says there.}}}}
events:
  one: {description: The first one., destination: main, trigger: [{on: startup}], include: [common]}
  two: {description: The second one., destination: main, trigger: [{on: startup}], include: [common]}
discriminator: event
"""


def test_a_field_of_a_group_is_reported_once() -> None:
    assert found(GROUP) == [("string-without-bound", "app.one.a")]


def test_a_suppression_at_one_event_leaves_the_other() -> None:
    assert found(GROUP + suppress("rule: string-without-bound, at: app.one")) == [("string-without-bound", "app.two.a")]
    assert found(GROUP + suppress("rule: string-without-bound, at: app")) == []
