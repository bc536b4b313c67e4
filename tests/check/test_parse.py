"""What a lenient reader swallows is reported."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.check.parse import MAX_DEPTH, parse


def faults(raw: bytes) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in parse(raw).faults]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a": 1, "a": 2}', [("duplicate-field", "/a")]),
        (
            b'{"a": {"b": 1, "b": 1, "b": 1}, "c": [{"d": 0, "d": 0}]}',
            [("duplicate-field", "/a/b"), ("duplicate-field", "/c/0/d")],
        ),
        (b'{"a~/b": 1, "a\\u007e/b": 2}', [("duplicate-field", "/a~0~1b")]),
        (b'{"a": NaN}', [("number-not-finite", "/a")]),
        (b"[Infinity, -Infinity]", [("number-not-finite", "/0"), ("number-not-finite", "/1")]),
        (b'{"a": 1e999}', [("number-not-finite", "/a")]),
        (b'{"a": ' + b"9" * 5000 + b"}", [("number-not-finite", "/a")]),
        (b'{"a": "\\ud800"}', [("payload-not-utf8", "/a")]),
        (b'{"\\udc00": 1}', [("payload-not-utf8", "")]),
        (b'{"a": "\xff"}', [("payload-not-utf8", "")]),
        (b'{"a": 1', [("payload-not-json", "")]),
        (b"", [("payload-not-json", "")]),
        (b"{'a': 1}", [("payload-not-json", "")]),
        (b'{"a": 1} {"a": 1}', [("payload-not-json", "")]),
        (b"[" * 100_000, [("payload-too-deep", "")]),
        (b'{"a":' * 100_000, [("payload-too-deep", "")]),
        (b'"' + b"[" * 100_000 + b'"', []),
        (b'"\\"' + b"[" * 1000 + b'"', []),
        (b"\xef\xbb\xbf{}", []),
    ],
)
def test_faults_have_their_place(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert faults(raw) == expected


def test_what_cannot_be_read_has_no_value() -> None:
    assert not parse(b"{").readable
    assert parse(b'{"a": 1, "a": 2}').readable
    assert parse(b'{"a": 1, "a": 2}').value == {"a": 2}


def test_depth_has_an_end() -> None:
    assert faults(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) == []
    assert faults(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)) == [("payload-too-deep", "")]


def test_messages_hold_no_values() -> None:
    for raw in (b'{"secret-key": "secret-value", }', b'{"a": "secret-value\xff"}', b'{"a": secret-value}'):
        assert all("secret" not in fault.message for fault in parse(raw).faults)


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes) -> None:
    parsed = parse(raw)
    assert parsed.readable or parsed.faults


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
        max_leaves=10,
    )
)
def test_json_is_read_as_it_is(value: object) -> None:
    parsed = parse(json.dumps(value).encode())
    assert parsed.faults == []
    assert parsed.value == value
