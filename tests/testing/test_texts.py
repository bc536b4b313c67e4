"""Texts of a pattern match it, keep to their bounds, and are not only the simplest."""

from __future__ import annotations

import re

import pytest
from hypothesis import Phase, find, given, settings

from telemetry_spec import patterns
from telemetry_spec.testing._texts import Text, texts

CASES = [
    ("[a-z]{1,20}", 0, None),
    ("[a-z]+", 3, 5),
    ("[^,]*", 2, 4),
    ("[^a-z]+", 0, 9),
    ("a|bc|d{3}", 0, None),
    ("a?b?c?", 0, 1),
    ("[0-9]{1,3}(,[0-9]{1,3})*", 0, 11),
    ("[0-9]{1,3}(,[0-9]{1,3})*", 9, 20),
    ("https?://[!-~]+", 0, 12),
    ("[0-9a-f]{8}-[0-9a-f]{4}", 0, None),
    ("[0-9]{4}-(0[1-9]|1[0-2])([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])", 0, None),
    ("[\u0400-\u04ff]{2}x[\u0400-\u04ff]{3}", 0, None),
    ("(a|b)x(c|d)[0-9]*", 0, 30),
    ("fixed", 0, None),
    ("(ab){2,4}", 6, None),
]


def drawn(text: Text, number: int = 60) -> list[str]:
    found: list[str] = []
    if text.strategy is None:
        return [text.shortest]

    @settings(max_examples=number, database=None, derandomize=True, deadline=None, phases=[Phase.generate])
    @given(text.strategy)
    def gather(value: str) -> None:
        found.append(value)

    gather()
    return found


@pytest.mark.parametrize(("pattern", "low", "high"), CASES)
def test_texts_match_and_keep_to_their_bounds(pattern: str, low: int, high: int | None) -> None:
    text = texts(pattern, low, high)
    found = [*drawn(text), text.longest]
    assert all(re.match(patterns.to_python(pattern), one) for one in found), found
    assert all(low <= len(one) <= (high or 1000) for one in found), found


@pytest.mark.parametrize(("pattern", "low", "high"), [case for case in CASES if case[0] != "fixed"])
def test_texts_vary(pattern: str, low: int, high: int | None) -> None:
    found = set(drawn(texts(pattern, low, high)))
    assert len(found) >= 2
    assert max(map(len, found)) <= (high or 1000)


def test_parts_that_have_few_words_are_one_choice() -> None:
    text = texts("(0[1-9]|1[0-2])-[0-5][0-9]")
    assert text.strategy is not None
    found = set(drawn(text, 2000))
    assert found == {f"{month:02}-{minute:02}" for month in range(1, 13) for minute in range(60)}


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        ("[a-z]{2}(-[A-Z]{2})?", "aa"),
        ("[0-9a-f]{8}-[0-9a-f]{4}", "00000000-0000"),
        ("b(uild|eat)|lint", "beat"),
        ("[0-9]{4}-(0[1-9]|1[0-2])", "0000-01"),
    ],
)
def test_texts_shrink_to_the_shortest(pattern: str, least: str) -> None:
    text = texts(pattern)
    assert text.strategy is not None
    assert find(text.strategy, lambda _: True, settings=settings(database=None)) == least
