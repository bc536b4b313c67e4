"""JSON pointers, by the examples of RFC 6901 and as a round trip."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.model.pointer import at, steps, write

#: RFC 6901, section 5.
DOCUMENT = json.loads(
    '{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5, "k\\"l": 6, " ": 7, "m~n": 8}'
)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_the_examples_of_the_standard(pointer: str, value: object) -> None:
    assert at(DOCUMENT, pointer) == value
    assert write(steps(pointer)) == pointer


@pytest.mark.parametrize(
    "pointer", ["/none", "/foo/2", "/foo/-", "/foo/-1", "/foo/01", "/foo/\u0661", "/foo/0/0", "/foo/" + "9" * 5000]
)
def test_nothing_is_there(pointer: str) -> None:
    with pytest.raises(LookupError):
        at(DOCUMENT, pointer)


@given(st.lists(st.text()))
def test_what_is_written_is_read_again(names: list[str]) -> None:
    assert steps(write(names)) == names


def test_an_escaped_tilde_before_a_one_is_no_slash() -> None:
    assert steps("/~01") == ["~1"]
