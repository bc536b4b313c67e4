"""The tree knows the place of every key and value."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from telemetry_spec.model.finding import Span
from telemetry_spec.reading.load import load_text
from telemetry_spec.reading.tree import ListView, MappingView, Node, key_span, locate, plain, pointer_spans

TEXT = """\
title: Ä😀 product   # a comment
'quoted key': "two
  lines"

block: |
  first
  second


list:
  - 1
  - {a: b, "c/d~": [x, ~]}
empty:
last: 0x1F
"""


@pytest.fixture
def tree() -> Node:
    node, findings = load_text(TEXT, "f")
    assert findings == []
    assert node is not None
    return node


def place(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span("f", line, column, end_line, end_column)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), place(1, 1, 14, 11)),
        (("title",), place(1, 8, 1, 18)),
        (("quoted key",), place(2, 15, 3, 9)),
        (("block",), place(5, 8, 7, 9)),
        (("list",), place(11, 3, 12, 27)),
        (("list", 0), place(11, 5, 11, 6)),
        (("list", 1), place(12, 5, 12, 27)),
        (("list", 1, "c/d~", 1), place(12, 24, 12, 25)),
        (("empty",), place(13, 7, 13, 7)),
        (("last",), place(14, 7, 14, 11)),
    ],
)
def test_value_spans(tree: Node, path: tuple[str | int, ...], expected: Span) -> None:
    node = locate(tree, path)
    assert node is not None
    assert node.span == expected


def test_key_spans(tree: Node) -> None:
    assert key_span(tree, ("quoted key",)) == place(2, 1, 2, 13)
    assert key_span(tree, ("list", 1, "c/d~")) == place(12, 12, 12, 18)


@pytest.mark.parametrize("path", [(), ("nowhere",), ("list", 0), ("list", 9, "a"), ("title", "a"), ("list", "a")])
def test_no_key_span(tree: Node, path: tuple[str | int, ...]) -> None:
    assert key_span(tree, path) is None


@pytest.mark.parametrize("path", [("nowhere",), (0,), ("list", 2), ("list", -1), ("list", "a"), ("title", 0, "x")])
def test_locate_nowhere(tree: Node, path: tuple[str | int, ...]) -> None:
    assert locate(tree, path) is None


def test_plain(tree: Node) -> None:
    assert plain(tree) == {
        "title": "Ä😀 product",
        "quoted key": "two lines",
        "block": "first\nsecond\n",
        "list": [1, {"a": "b", "c/d~": ["x", None]}],
        "empty": None,
        "last": 31,
    }


def test_views_know_their_nodes(tree: Node) -> None:
    data = plain(tree)
    assert isinstance(data, MappingView)
    assert data.node is tree
    items = data["list"]
    assert isinstance(items, ListView)
    assert items.node is locate(tree, ("list",))


def test_views_are_plain_data_for_strict_pydantic(tree: Node) -> None:
    assert TypeAdapter(dict[str, object]).validate_python(plain(tree), strict=True)["last"] == 31
    items = locate(tree, ("list",))
    assert items is not None
    assert len(TypeAdapter(list[object]).validate_python(plain(items), strict=True)) == 2


def test_pointer_spans(tree: Node) -> None:
    spans = pointer_spans(tree)
    assert spans[""] == tree.span
    assert spans["/list/1/c~1d~0/0"] == place(12, 21, 12, 22)
    assert len(spans) == 13


def test_styles(tree: Node) -> None:
    assert [entry.node.style for entry in tree.entries.values()] == ["plain", "quoted", "block", "", "plain", "plain"]


def test_a_node_shows_where_it_is(tree: Node) -> None:
    assert repr(tree) == "<mapping at f:1:1>"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(line_end: str) -> None:
    node, findings = load_text(line_end.join(["a: 1", "# é", "b: |", "  x", "  y", "", "c: ['é', z]", ""]), "f")
    assert findings == []
    assert node is not None
    assert pointer_spans(node)["/c/1"] == place(7, 10, 7, 11)
    assert pointer_spans(node)["/b"] == place(3, 4, 5, 4)
