"""An outline matches exactly if its text does, and lines stay lines."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import fieldtypes, patterns

PATTERNS = [
    str(fieldtypes.get(n).implied["pattern"]) for n in fieldtypes.names() if "pattern" in fieldtypes.get(n).implied
]
PATTERNS += ["[^a]+", "a|b[c-e]*", "(x[0-9]{2})?", "[ -~]{1,9}", "[^,]*"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_right_and_broken_texts_keep_their_verdict(pattern: str) -> None:
    parsed, rng = patterns.parse_linear(pattern), random.Random(4)
    table, one = patterns.outline_table(parsed), re.compile(patterns.to_python(pattern))
    for _ in range(200):
        text = patterns.sample(parsed, rng)
        place = rng.randrange(len(text) + 1)
        for tried in (text, text[:place] + chr(rng.randrange(128)) + text[place:], text[:place] + text[place + 1 :]):
            if tried.isascii():
                outline = tried.encode().translate(table).decode()
                assert (one.match(tried) is None) == (one.match(outline) is None), (tried, outline)
                assert [len(line) for line in tried.split("\n")] == [len(line) for line in outline.split("\n")]


@given(st.sampled_from(PATTERNS), st.text(st.characters(max_codepoint=127), max_size=12))
def test_any_text_keeps_its_verdict(pattern: str, text: str) -> None:
    table, one = patterns.outline_table(patterns.parse_linear(pattern)), re.compile(patterns.to_python(pattern))
    outline = text.encode().translate(table).decode()
    assert (one.match(text) is None) == (one.match(outline) is None)
