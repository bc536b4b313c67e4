"""Selectors and findings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.model.finding import Finding, InvalidInputError, Severity, Span
from telemetry_spec.model.selector import covers, join, split


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=10), min_size=1, max_size=5))
def test_a_selector_is_read_as_it_was_written(steps: list[str]) -> None:
    assert split(join(*steps)) == tuple(steps)


@pytest.mark.parametrize(
    ("steps", "written"),
    [
        (("cli", "command", "os"), "cli.command.os"),
        (("cli", "command", "host.name"), 'cli.command."host.name"'),
        (("cli", "command", 'a"b'), 'cli.command."a\\"b"'),
        (("cli", "command", "*", "x-y_z"), "cli.command.*.x-y_z"),
    ],
)
def test_only_what_needs_quotes_has_them(steps: tuple[str, ...], written: str) -> None:
    assert join(*steps) == written


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", 'a."b', 'a."b"c'])
def test_what_is_no_selector_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        split(text)


def test_a_selector_covers_what_lies_within() -> None:
    assert covers("cli", "cli")
    assert covers("cli", "cli.command.os")
    assert not covers("cli", "client")
    assert not covers("cli.command", "cli")


FINDING = Finding(
    code="unknown-key", severity=Severity.ERROR, message="No such key.", span=Span("a/b.yaml", 3, 1, 3, 4), selector="x"
)


def test_a_fingerprint_survives_moved_lines_and_folders() -> None:
    moved = replace(FINDING, span=Span("c/b.yaml", 30, 5, 30, 8))
    assert moved.fingerprint == FINDING.fingerprint
    for other in (
        replace(FINDING, code="missing-key"),
        replace(FINDING, message="Another."),
        replace(FINDING, selector="y"),
        replace(FINDING, pointer="/a"),
        replace(FINDING, span=Span("a/c.yaml", 3, 1, 3, 4)),
    ):
        assert other.fingerprint != FINDING.fingerprint


def test_severities_are_ranked() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


def test_invalid_input_carries_its_findings() -> None:
    error = InvalidInputError([FINDING])
    assert str(error) == "a/b.yaml:3:1: No such key."
    assert str(InvalidInputError([FINDING, FINDING])) == "a/b.yaml:3:1: No such key. (and 1 more)"
    assert error.findings == [FINDING]
    assert str(InvalidInputError([])) == "invalid input"
