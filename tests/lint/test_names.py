"""Names: which are nearly the same, and how they fall into words."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import lint
from telemetry_spec.lint.rules import near_duplicate_names as rule
from telemetry_spec.lint.words import is_blank, repeats, squashed, words
from tests.lint.fragments import compiled


def alike(*names: str) -> list[str]:
    fields = ", ".join(f"f{index}: {{type: integer, name: {name!r}}}" for index, name in enumerate(names))
    found = lint.lint(compiled(f"fields: {{{fields}}}\n"), select=["near-duplicate-names"])
    return [finding.selector for finding in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("userId", "user_id"),
        ("userId", "userid"),
        ("host.name", "hostName"),
        ("IP Address", "ipAddress"),
        ("successCount", "sucessCount"),
        ("occurrences", "occurences"),
        ("recievedBytes", "receivedBytes"),
        ("organisation", "organization"),
        ("colourDepth", "colorDepth"),
        ("databaseSize", "databaseSIze"),
    ],
)
def test_slips(one: str, other: str) -> None:
    assert alike(one, other) == ["app.start.f1"]
    assert alike(other, one) == ["app.start.f1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("os", "osVersion"),
        ("x", "y"),
        ("startX", "startY"),
        ("minWidth", "maxWidth"),
        ("osVersion", "jsVersion"),
        ("plugin", "plugins"),
        ("created", "create"),
        ("manager", "manage"),
        ("step1Count", "step2Count"),
        ("sha256", "sha512"),
        ("insert", "invert"),
        ("latitude", "altitude"),
        ("staticPageCount", "staticPathCount"),
        ("rewritesCount", "redirectsCount"),
        ("serverAppPages", "serverAppPagesCount"),
        ("inbound", "onbound"),
        ("cache", "caches"),
        ("state", "stage"),
    ],
)
def test_names_that_only_look_alike(one: str, other: str) -> None:
    assert alike(one, other) == []
    assert alike(other, one) == []


def test_three_of_a_kind_are_two_findings() -> None:
    assert alike("userId", "user_id", "USERID", "other") == ["app.start.f1", "app.start.f2"]


def test_the_other_one_is_shown() -> None:
    spec = compiled("fields: {userId: {type: integer}, user_id: {type: integer}}\n")
    (found,) = lint.lint(spec, select=["near-duplicate-names"])
    assert found.related[0].span == spec.sources["app"].events["start"].payload.fields[0].span


def test_objects_are_apart() -> None:
    text = "fields: {a: {fields: {userId: {type: integer}}}, b: {fields: {user_id: {type: integer}}}}\n"
    assert lint.lint(compiled(text), select=["near-duplicate-names"]) == []


@given(st.sets(st.text("abcxy", min_size=4, max_size=9), max_size=12))
def test_slips_are_found_without_comparing_each_with_each(vocabulary: set[str]) -> None:
    expected: dict[str, set[str]] = {}
    for one, other in combinations(vocabulary, 2):
        if rule._is_slip(one, other):
            expected.setdefault(one, set()).add(other)
            expected.setdefault(other, set()).add(one)
    assert rule._slips(vocabulary) == expected


@given(st.text("abcdefgh", min_size=8, max_size=12), st.data())
def test_every_kind_of_slip_is_one(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    exchanged = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    dropped = word[:at] + word[at + 1 :]
    replaced = word[:at] + "x" + word[at + 1 :]
    for slip in (exchanged, replaced):
        assert rule._is_slip(word, slip) is (slip != word)
    # What is left out before letters like it is a letter less at the end.
    assert rule._is_slip(word, dropped) is not word.startswith(dropped)


@pytest.mark.parametrize(("one", "other"), [("latitude", "altitude"), ("enclosed", "unclosed")])
def test_the_first_letter_is_no_slip(one: str, other: str) -> None:
    assert not rule._is_slip(one, other)


@given(st.text("abcxy", max_size=9), st.text("abcxy", max_size=9))
def test_a_slip_goes_both_ways(one: str, other: str) -> None:
    assert rule._is_slip(one, other) is rule._is_slip(other, one)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("hostName", ("host", "name")),
        ("host_name", ("host", "name")),
        ("host.name", ("host", "name")),
        ("HTTPServer", ("http", "server")),
        ("userID", ("user", "id")),
        ("IP Address", ("ip", "address")),
        ("sha256", ("sha", "256")),
        ("x", ("x",)),
        ("$lib", ("lib",)),
        ("", ()),
    ],
)
def test_words(name: str, parts: tuple[str, ...]) -> None:
    assert words(name) == parts


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    assert isinstance(words(text), tuple)
    assert isinstance(squashed(text), str)
    assert isinstance(is_blank(text), bool)
    assert isinstance(repeats(text, text), bool)
