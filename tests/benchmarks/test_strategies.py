"""The strategies are measured on the same payloads, and both draw right ones."""

from __future__ import annotations

from benchmarks.comparisons import strategies
from benchmarks.scale import QUICK


def test_both_draw_right_payloads_and_as_many() -> None:
    for subject in strategies.subjects():
        for strategy in (subject.ours, subject.peer):
            found = strategies.examples(strategy, 5)
            assert len(found) == 5
            assert strategies.wrong(subject.shape, found) == []


def test_what_is_wrong_is_seen() -> None:
    subject = next(strategies.subjects())
    assert strategies.wrong(subject.shape, [{}, 1]) == [{}, 1]


def test_a_contender_says_how_long_an_example_takes() -> None:
    subject = next(strategies.subjects())
    assert strategies.per_example(subject.ours, QUICK.examples)() > 0
