"""Texts of a pattern whose length is within bounds: all of them, each once, and whether there is any."""

from __future__ import annotations

import re
from itertools import islice, product

import pytest

from telemetry_spec import patterns

SMALL = ["a*", "(ab)*", "a|b[ab]{2}", "[ab]{0,3}", "a(,a)*", "(a{2}|b)+", "(aa|bbb)*", "a?b?", "(ab?,)*b", ","]


@pytest.mark.parametrize("text", SMALL)
@pytest.mark.parametrize(("low", "high"), [(0, 6), (2, 4), (3, 3), (5, 6)])
def test_every_text_comes_once(text: str, low: int, high: int) -> None:
    expected = {
        word
        for length in range(low, high + 1)
        for letters in product("ab,", repeat=length)
        if re.fullmatch(text, word := "".join(letters))
    }
    found = list(patterns.texts(patterns.parse_linear(text), low, high))
    assert sorted(found) == sorted(expected)
    assert [len(word) for word in found] == sorted(map(len, expected))
    assert patterns.fitting_length(patterns.parse_linear(text), low, high) == min(map(len, expected), default=None)


@pytest.mark.parametrize(
    ("text", "low", "high", "length"),
    [
        ("[a-z]*", 5000, None, 5000),
        ("(ab)*", 9999, None, 10_000),
        ("(ab)*", 9999, 9999, None),
        ("(a{900},)*b{700}", 9000, 10_000, 9710),
        ("[a-z]{1,3}", 4, None, None),
        ("a{12}", 0, 11, None),
    ],
)
def test_long_texts(text: str, low: int, high: int | None, length: int | None) -> None:
    pattern = patterns.parse_linear(text)
    assert patterns.fitting_length(pattern, low, high) == length
    for found in islice(patterns.texts(pattern, low, high), 2):
        assert length is not None
        assert len(found) >= length
        assert re.fullmatch(text, found)
