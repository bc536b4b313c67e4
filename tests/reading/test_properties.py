"""What holds for any text and any data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.reading import builder
from telemetry_spec.reading.load import load_text
from telemetry_spec.reading.scalars import resolve
from telemetry_spec.reading.tree import plain, pointer_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.finding import Finding, Span
    from telemetry_spec.reading.tree import Node

LINE_END = re.compile(r"\r\n|\r|\n")
NOT_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=50), inner, max_size=5),
    max_leaves=30,
)
pieces = [
    "a", "b c", "é", "😀", "yes", "null", "1", "1.5", "a:", ": ", ":", "- ", "-", "? ", "[", "]", "{", "}", ", ", ",",
    "'", '"', "x: 1", "'x'", '"y"', "|\n", ">-\n", "#", " # c", "&a ", "*a", "!t ", "<<: ", "---", "...", "%YAML 1.2",
    "\n", "\n", "\n", "\n  ", "\n  ", "\n    ", "\r\n", "\r", "\t", " ", "  ", "\\", "\0", "\x85",
    "\u2028", "\ufeff", "@",
]  # fmt: skip
yaml_like = st.lists(st.sampled_from(pieces), max_size=25).map("".join)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True, scope="module")
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "LOADER", getattr(yaml, request.param))
        yield


def as_json(data: object, indent: int | None) -> str:
    """Return JSON that is YAML as well: libyaml knows no surrogate pairs, and some characters only as escapes."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return NOT_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def check_findings(text: str, findings: list[Finding]) -> None:
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    for finding in findings:
        span = finding.span
        assert span is not None
        assert not finding.message.startswith("This is not YAML"), "a message of the parser without a wording"
        for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
            assert 1 <= line <= len(lines)
            assert 1 <= column <= len(lines[line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)


def scalars(node: Node) -> Iterator[Node]:
    if node.kind == "scalar":
        yield node
    for child in [*node.items, *(entry.node for entry in node.entries.values())]:
        yield from scalars(child)


def keys(node: Node) -> Iterator[tuple[str, Span]]:
    for key, entry in node.entries.items():
        yield key, entry.key_span
        yield from keys(entry.node)
    for item in node.items:
        yield from keys(item)


def slice_at(text: str, span: Span) -> str | None:
    """Return what stands at a span of one line, or None for a longer one."""
    if span.line != span.end_line:
        return None
    return LINE_END.split(text)[span.line - 1][span.column - 1 : span.end_column - 1]


@given(values, st.sampled_from([None, 2]))
def test_json_is_yaml(data: object, indent: int | None) -> None:
    node, findings = load_text(as_json({"data": data}, indent), "f")
    assert findings == []
    assert node is not None
    assert plain(node) == {"data": data}
    assert repr(plain(node)) == repr({"data": data})


@given(values)
def test_every_value_has_a_place(data: object) -> None:
    text = as_json({"data": data}, 2)
    node, _ = load_text(text, "f")
    assert node is not None
    for scalar in scalars(node):
        written = slice_at(text, scalar.span)
        assert written is not None
        assert json.loads(written) == scalar.value
    for key, span in keys(node):
        assert json.loads(slice_at(text, span) or "") == key
    assert len(pointer_spans(node)) == len(list(count(node)))


def count(node: Node) -> Iterator[Node]:
    yield node
    for child in [*node.items, *(entry.node for entry in node.entries.values())]:
        yield from count(child)


@given(st.text() | yaml_like)
def test_any_text_is_answered(text: str) -> None:
    node, findings = load_text(text, "f")
    check_findings(text, findings)
    assert node is not None or findings


@given(st.binary() | yaml_like.map(str.encode) | st.tuples(yaml_like.map(str.encode), st.binary()).map(b"".join))
def test_any_bytes_are_answered(data: bytes) -> None:
    node, findings = load_text(data, "f")
    assert node is not None or findings
    if {finding.code for finding in findings} != {"not-utf8"}:
        check_findings(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"), findings)


@given(yaml_like)
def test_plain_scalars_stand_where_they_say(text: str) -> None:
    node, findings = load_text(text, "f")
    if node is None or {finding.code for finding in findings} - {"not-a-mapping", "duplicate-key", "yaml-boolean"}:
        return
    for scalar in scalars(node):
        written = slice_at(text, scalar.span)
        if scalar.style == "plain" and written is not None:
            assert resolve(written) == scalar.value
    for key, span in keys(node):
        written = slice_at(text, span)
        assert written is None or written == key or written[0] in "'\"|>"
