"""Bad input of every kind gives findings with a place, never a traceback."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest
import yaml

from telemetry_spec.model.finding import Finding, Severity
from telemetry_spec.reading import builder, load, syntax
from telemetry_spec.reading.findings import Findings
from telemetry_spec.reading.load import load_spec, load_text
from telemetry_spec.reading.text import Source
from telemetry_spec.reading.tree import plain

if TYPE_CHECKING:
    from pathlib import Path


def brief(findings: list[Finding]) -> list[tuple[str, int, int]]:
    """Return code, line and column of each finding, all of which must be complete errors."""
    for finding in findings:
        assert finding.severity is Severity.ERROR
        assert finding.message.endswith(".")
        assert finding.help.endswith(".")
        assert "expected" not in finding.message, "the parser's jargon"
    return [(finding.code, finding.span.line, finding.span.column) for finding in findings if finding.span]


def found(text: str | bytes) -> list[tuple[str, int, int]]:
    return brief(load_text(text, "f")[1])


MARK = yaml.Mark("f", 0, 0, 0, None, 0)
Place = tuple[str, int, int]

CASES: dict[str, tuple[str | bytes, list[Place]]] = {
    "latin-1": (b"a: 1\n\xc3\xa9: \xe9\n", [("not-utf8", 2, 4)]),
    "cut-off character": (b"a: \xf0\x9f\x98", [("not-utf8", 1, 4)]),
    "surrogate in bytes": (b"a: \xed\xa0\x80", [("not-utf8", 1, 4)]),
    "binary": (b"\x89PNG\r\n\x00\x00\xff", [("not-utf8", 1, 1)]),
    "UTF-16": ("a: 1".encode("utf-16"), [("not-utf8", 1, 1)]),
    "UTF-32": ("a: 1".encode("utf-32"), [("not-utf8", 1, 1)]),
    "NUL": ("a: x\0y\nb: 1", [("yaml-character", 1, 5)]),
    "controls": (
        "a: \x07\x07 \x1b\n\x7f: 1",
        [("yaml-character", 1, 4), ("yaml-character", 1, 7), ("yaml-character", 2, 1)],
    ),
    "odd line ends": ("a: 1\u2028b: yes\n", [("yaml-character", 1, 5), ("yaml-syntax", 1, 7)]),
    "half a pair": ("a: \ud800", [("yaml-character", 1, 4)]),
    "mark inside": ("a: \ufeffb", [("yaml-character", 1, 4)]),
    "tab": ("a:\n\tb: 1\n", [("yaml-tab", 2, 1)]),
    "tab after spaces": ("a: x\n  \tb: 1\n", [("yaml-tab", 2, 3)]),
    "tab after text": ("a: x\n\tb: 1\n", [("yaml-tab", 2, 1)]),
    "tab in block": ("a: |\n\tb\n", [("yaml-tab", 2, 1)]),
    "tab after dash": ("a:\n  -\tb: 1\n    c: 2\n", [("yaml-tab", 2, 4)]),
    "colon in text": ("a: b: c\n", [("yaml-syntax", 1, 5)]),
    "open quote": ("a: 1\nb: 'x\nc: 2\n", [("yaml-syntax", 2, 4)]),
    "open list": ("a: 1\nb: [x,\n", [("yaml-syntax", 2, 4)]),
    "open mapping": ("a: {b: [x], c\n\n", [("yaml-syntax", 1, 4)]),
    "missing comma": ("a: [1, 2\nb: 3]\n", [("yaml-syntax", 2, 2)]),
    "list type in brackets": ("a: {type: string[], b: 1}\n", [("yaml-syntax", 1, 11)]),
    "list type in a list": ("a: [event[][],\n  b]\n", [("yaml-syntax", 1, 5)]),
    "text after quote": ("a: 'b' c\n", [("yaml-syntax", 1, 8)]),
    "bad indent": ("a:\n  b: 1\n c: 2\n", [("yaml-syntax", 3, 2)]),
    "bad start": ("a: @b\n", [("yaml-syntax", 1, 4)]),
    "bad escape": ('a: "\\q"\n', [("yaml-syntax", 1, 5)]),
    "bad anchor": ("a: & b\n", [("yaml-syntax", 1, 5)]),
    "unknown directive": ("%FOO\n---\na: 1\n", [("yaml-directive", 1, 1)]),
    "after the end": ("a: 1\n...\nb: 2\n", [("yaml-syntax", 3, 1)]),
    "list in line": ("a: - b\n", [("yaml-syntax", 1, 4)]),
    "unfinished tag": ("a: !<b c\n", [("yaml-syntax", 1, 4)]),
    "undefined tag": ("a: !b!c d\n", [("yaml-tag", 1, 4)]),
    "directives": ("%YAML 1.1\n%TAG ! x\n---\na: 1\n", [("yaml-directive", 1, 1), ("yaml-directive", 2, 1)]),
    "duplicates": (
        "a: 1\nb: {c: 1, 'c': 2}\na: 2\na: 3\n",
        [("duplicate-key", 2, 11), ("duplicate-key", 3, 1), ("duplicate-key", 4, 1)],
    ),
    "anchors": (
        "a: &x 1\nb: &y [1]\nc: &z {d: 1}\n&k e: 1\n",
        [("yaml-anchor", line, column) for line, column in ((1, 4), (2, 4), (3, 4), (4, 1))],
    ),
    "aliases": ("a: *x\nb: [*x]\n*x : 1\n", [("yaml-alias", 1, 4), ("yaml-alias", 2, 5), ("yaml-alias", 3, 1)]),
    "tags": (
        "a: !!str 1\nb: !x {}\nc: ! yes\nd: &n !<v> z\n",
        [("yaml-tag", 1, 4), ("yaml-tag", 2, 4), ("yaml-tag", 3, 4), ("yaml-anchor", 4, 4), ("yaml-tag", 4, 7)],
    ),
    "documents": ("a: 1\n---\nb: [\n", [("yaml-documents", 2, 1)]),
    "merge key": ("a:\n  <<: {b: 1}\n  '<<': 1\n", [("yaml-merge-key", 2, 3)]),
    "list as key": ("? [a]\n: 1\n{b: 1}: 2\n", [("yaml-key", 1, 3), ("yaml-key", 3, 1)]),
    "no key": ("?\n: 1\n", [("yaml-key", 1, 2)]),
    "nothing": ("", [("empty-file", 1, 1)]),
    "comments": ("# a\n\n# b", [("empty-file", 1, 1)]),
    "only a mark": (b"\xef\xbb\xbf", [("empty-file", 1, 1)]),
    "empty document": ("--- # nothing\n", [("empty-file", 1, 1)]),
    "list": ("- a\n", [("not-a-mapping", 1, 1)]),
    "text": ("  hello\n", [("not-a-mapping", 1, 3)]),
    "null": ("~", [("not-a-mapping", 1, 1)]),
    "all at once": (
        "a: yes\nb: &x .nan\na: *x\nc: [\n",
        [
            ("yaml-boolean", 1, 4),
            ("yaml-anchor", 2, 4),
            ("yaml-number", 2, 4),
            ("duplicate-key", 3, 1),
            ("yaml-alias", 3, 4),
            ("yaml-syntax", 4, 4),
        ],
    ),
}


#: Where PyYAML's own parser names another place than libyaml's.
PURE: dict[str | bytes, Place] = {'a: "\\q"\n': ("yaml-syntax", 1, 6)}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_bad_text(
    text: str | bytes, expected: list[tuple[str, int, int]], parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "LOADER", getattr(yaml, parser))
    if parser == "SafeLoader" and text in PURE:
        expected = [PURE[text]]
    assert found(text) == expected


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("name", ["string[]", "event[]", "my-type[][]"])
def test_a_list_type_in_brackets_has_to_be_quoted(name: str, parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "LOADER", getattr(yaml, parser))
    for text in (f"a: {{type: {name}, b: 1}}\n", f"a: {{b: 1, type: {name}}}\n", f"a: [x, {name}]\n"):
        [finding] = load_text(text, "spec.yaml")[1]
        assert finding.message == f"Within brackets `{name}` needs quotes: YAML takes its `[` for the start of a list."
        assert finding.help == f'Put it in quotes: `"{name}"`.'
        assert finding.span is not None
        assert text[finding.span.column - 1 : finding.span.end_column - 1] == name
    assert load_text(f"a:\n  type: {name}\n", "spec.yaml")[1] == []


@pytest.mark.parametrize("error", [yaml.YAMLError(), yaml.MarkedYAMLError(problem="odd", problem_mark=MARK)])
def test_errors_that_no_wording_knows(error: yaml.YAMLError) -> None:
    findings = Findings()
    syntax.report(error, Source("f", "a"), None, findings)
    assert brief(findings.listed()) == [("yaml-syntax", 1, 1)]


def test_the_first_of_two_keys_stays_and_is_named() -> None:
    node, findings = load_text("a: 1\nb: 2\na: 3\n", "f")
    assert node is not None
    assert plain(node) == {"a": 1, "b": 2}
    assert [(related.span.line, related.span.column) for related in findings[0].related] == [(1, 1)]


def test_what_follows_a_bad_character_is_read() -> None:
    node, _ = load_text(b"a: \xff\nb: 1\n", "f")
    assert node is not None
    assert plain(node) == {"a": "\ufffd", "b": 1}


@pytest.mark.parametrize("text", [b"\xef\xbb\xbfa: 1\n", "\ufeffa: 1\n"])
def test_byte_order_mark(text: str | bytes) -> None:
    node, findings = load_text(text, "f")
    assert findings == []
    assert node is not None
    assert node.entries["a"].key_span.column == 1


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_nested_without_end(piece: str) -> None:
    node, findings = load_text(piece * 100_000, "f")
    assert node is None
    assert [finding.code for finding in findings] == ["too-deep"]


def test_nested_by_indentation() -> None:
    text = "".join(" " * depth + "a:\n" for depth in range(3_000))
    assert [code for code, *_ in found(text)] == ["too-deep"]


def test_nested_as_deep_as_can_be() -> None:
    assert found("a: " + "[" * 63 + "]" * 63) == []
    assert found("a: " + "[" * 64 + "]" * 64) == [("too-deep", 1, 67)]


def test_alias_bomb() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    node, findings = load_text("\n".join(lines), "f")
    assert node is not None
    assert {finding.code for finding in findings} == {"yaml-anchor", "yaml-alias"}


def test_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "MAX_NODES", 10)
    assert found("a: [1, 2, 3, 4, 5, 6, 7, 8]\n") == []
    assert found("a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]\n") == [("too-many-nodes", 1, 36)]


def test_a_file_full_of_errors_gives_a_short_list() -> None:
    findings = load_text("a: 1\n" * 2_000 + "\x01 " * 1_000, "f")[1]
    assert len(findings) < 250
    assert any("1,899 more" in finding.message for finding in findings)
    assert any("900 more" in finding.message for finding in findings)


def test_directives_without_end() -> None:
    text = "".join(f"%TAG !a{number}! x\n" for number in range(200_000)) + "---\na: 1\n"
    assert {code for code, *_ in found(text)} == {"yaml-directive"}


def test_fifty_megabytes(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    loaded = load_spec(file)
    assert loaded.node is None
    assert brief(loaded.findings) == [("file-too-large", 1, 1)]
    assert found("#" * (load.MAX_BYTES + 1)) == [("file-too-large", 1, 1)]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a device without end")  # noqa: PTH110  at import
def test_a_device_without_end() -> None:
    assert brief(load_spec("/dev/zero").findings) == [("file-too-large", 1, 1)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("a: 1\n",))
    writer.start()
    loaded = load_spec(pipe)
    writer.join()
    assert loaded.findings == []


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere/a.yaml", "a\0b", "x" * 5_000])
def test_unreadable(name: str, tmp_path: Path) -> None:
    loaded = load_spec(f"{tmp_path}/{name}")
    assert loaded.node is None
    assert brief(loaded.findings) == [("unreadable-file", 1, 1)]
    assert loaded.findings[0].span is not None
    assert loaded.findings[0].span.file.endswith(name)


def test_load_spec_gives_no_list_as_a_spec(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("- a\n")
    loaded = load_spec(str(file))
    assert loaded.node is None
    assert loaded.files == (str(file),)
    assert brief(loaded.findings) == [("not-a-mapping", 1, 1)]
