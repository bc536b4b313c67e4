"""Texts of patterns: of a length, right and wrong."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.vectors.texts import matches, of_form, right_texts, wrong_texts

PATTERNS = sorted(
    {
        str(fieldtypes.get(name).implied["pattern"])
        for name in fieldtypes.names()
        if "pattern" in fieldtypes.get(name).implied
    }
    | {"[a-z]{1,8}(-[a-z0-9]{1,8})*", "(ab|cde){2,3}x?", "(ab)*", "-?(0|[1-9][0-9]*)", "[^,]{2}", "a"}
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(length=st.integers(0, 80), seed=st.integers(0, 1000))
def test_a_text_of_a_length_is_found_where_there_is_one(pattern: str, length: int, seed: int) -> None:
    tree = patterns.parse_linear(pattern)
    found = patterns.of_length(tree, length)
    assert found is None or (len(found) == length and matches(pattern, found))
    drawn = patterns.sample(tree, random.Random(seed), extra=8)
    assert patterns.of_length(tree, len(drawn)) is not None


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("a", 1),
        ("[ab]{3}", 8),
        ("[ab]{1,3}", 14),
        ("(ab|cde)x?", 4),
        ("Q[0-9]{3}", 1000),
        ("[0-9]{4}", None),
        ("a*", None),
    ],
)
def test_texts_are_counted(pattern: str, number: int | None) -> None:
    assert patterns.count(patterns.parse_linear(pattern), 1000) == number


@pytest.mark.parametrize("pattern", PATTERNS)
def test_right_texts_match_and_wrong_texts_do_not(pattern: str) -> None:
    right = right_texts(pattern)
    assert right
    assert all(matches(pattern, text) for _, text, _ in right)
    wrong = wrong_texts(pattern, right[0][1])
    assert len(wrong) >= 5
    assert not [text for _, text, _ in wrong if matches(pattern, text)]
    for found in (right, wrong):
        names = [name for name, _, _ in found]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("trap", "operator"), [("\n", "newline-after"), ("\u0663", "arabic-digit"), ("\u00e9", "accent-after")]
)
def test_the_traps_of_engines_are_tried(trap: str, operator: str) -> None:
    (text,) = (text for name, text, _ in wrong_texts("[0-9]{4}", "2024") if name == operator)
    assert trap in text


def test_texts_of_a_form_that_would_be_very_long_are_not_looked_for() -> None:
    assert of_form("a*", 10_001) is None
    assert of_form(None, 10_001) == "a" * 10_001
