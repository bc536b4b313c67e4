"""JSON texts cut into their parts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.wire import jsontext

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
INDENTS = st.sampled_from([None, 0, 2])


@given(values=st.lists(VALUES), indent=INDENTS)
def test_items_are_the_items(values: list[object], indent: int | None) -> None:
    text = f" {json.dumps(values, indent=indent)}\n"
    assert [json.loads(item) for item in jsontext.items(text)] == values
    assert all(item in text for item in jsontext.items(text))
    assert jsontext.is_one(text)


@given(pairs=st.lists(st.tuples(TEXTS, VALUES)))
def test_members_are_the_members_repeated_ones_too(pairs: list[tuple[str, object]]) -> None:
    text = "{" + " ,".join(f"{json.dumps(name)} : {json.dumps(value)}" for name, value in pairs) + "}"
    assert [(name, json.loads(value)) for name, value in jsontext.members(text)] == pairs


@pytest.mark.parametrize(
    "text",
    ["", "{", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "{}", "nul", "[" * 100_000, "[1] x", '["a]'],
)
def test_what_is_no_list_is_no_list(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        jsontext.items(text)


@pytest.mark.parametrize(
    "text", ["", "[]", "{1:2}", '{"a"}', '{"a" 1}', '{"a":}', '{"a":1,}', '{,"a":1}', '{"a":1', '{"a":1}}', "{a:1}"]
)
def test_what_is_no_object_is_no_object(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        jsontext.members(text)


@given(text=st.text(st.sampled_from('[]{},:"\\ 1a\n')))
def test_one_text_is_what_json_takes_for_one(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        assert not jsontext.is_one(text)
    else:
        assert jsontext.is_one(text)


def test_text_of() -> None:
    assert jsontext.text_of('"e30\\u003d"') == b"e30="
    assert jsontext.text_of('{"a": 1}') == b'{"a": 1}'
