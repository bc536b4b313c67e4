"""Plain scalars mean what YAML 1.2 says."""

from __future__ import annotations

import pytest

from telemetry_spec.reading.load import load_text
from telemetry_spec.reading.tree import plain


def value_of(text: str) -> object:
    node, findings = load_text(f"key: {text}\n", "f")
    assert findings == []
    assert node is not None
    data = plain(node)
    assert isinstance(data, dict)
    return data["key"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("012", 12),
        ("0o17", 15),
        ("0xfF", 255),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        ("9" * 300, int("9" * 300)),
    ],
)
def test_values(text: str, expected: object) -> None:
    value = value_of(text)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        "nULL", "tRUE", "2024-01-02", "2024-01-02T03:04:05Z", "1_000", "12:30:45", "0b1", "-0x1", "0o8", "1.2.3", "1e",
        ".", "+", "..", "١٢", "yEs", "yesterday", "<<", "=", "inf", ".infinity", "-x",
    ],
)  # fmt: skip
def test_texts(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize("text", ["'yes'", '"12"', "'~'", "'<<'", '"true"', "''"])
def test_quoted_is_text(text: str) -> None:
    assert value_of(text) == text[1:-1]


@pytest.mark.parametrize(
    "text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999", "-1e999", "9" * 301, "0x" + "f" * 300]
)
def test_numbers_that_json_has_not(text: str) -> None:
    _, findings = load_text(f"key: {text}\n", "f")
    assert [finding.code for finding in findings] == ["yaml-number"]


@pytest.mark.parametrize("word", ["y", "n", "yes", "no", "on", "off"])
def test_booleans_of_old(word: str) -> None:
    for text in (word, word.capitalize(), word.upper()):
        _, findings = load_text(f"{text}: {text}\n", "f")
        assert [(finding.code, finding.span and finding.span.column) for finding in findings] == [
            ("yaml-boolean", len(text) + 3)
        ]


def test_keys_are_texts() -> None:
    node, findings = load_text("1: a\ntrue: b\non: c\n~: d\n'': e\n.inf: f\n", "f")
    assert findings == []
    assert node is not None
    assert list(node.entries) == ["1", "true", "on", "~", "", ".inf"]
