"""Payload files of every form give the same payloads."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.check import streams
from telemetry_spec.check.streams import UnreadableError, batches, files_of

VALUES = [{"a": 1}, {"b": [1, {"c": "]"}]}, {"text": 'quote " and \\ and , and ]'}, {}]


def read(file: Path, *, list_is_value: bool = False) -> list[tuple[int, object]]:
    """Return every value in a file with the line that it begins on."""
    found: list[tuple[int, object]] = []
    for batch in batches(str(file), list_is_value=list_is_value):
        if batch.whole:
            found.append((batch.line, json.loads(batch.raw)))
        else:
            lines = enumerate(batch.raw.split(b"\n"))
            found.extend((batch.place_of(index)[0], json.loads(line)) for index, line in lines if line.strip())
    return found


def values(file: Path, *, list_is_value: bool = False) -> list[object]:
    return [value for _, value in read(file, list_is_value=list_is_value)]


@pytest.mark.parametrize("name", ["p.ndjson", "p.jsonl", "p.json", "p.txt", "p"])
def test_a_value_on_each_line(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("\n".join(json.dumps(value) for value in VALUES) + "\n\n")
    assert read(file) == list(enumerate(VALUES, 1))


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_values(tmp_path: Path, indent: int | None) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(VALUES, indent=indent))
    assert values(file) == VALUES


def test_an_array_has_lines(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('\n[\n  {"a": 1},\n\n  {"a":\n 2}, {"a": 3}\n]\n')
    assert [line for line, _ in read(file)] == [3, 5, 6]


def test_one_value_over_several_lines(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(VALUES[1], indent=2))
    assert read(file) == [(1, VALUES[1])]


def test_a_list_can_be_a_payload_itself(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(VALUES))
    assert values(file, list_is_value=True) == [VALUES]
    file.write_text(json.dumps([VALUES, VALUES]))
    assert values(file, list_is_value=True) == [VALUES, VALUES]


def test_compressed_files(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(value) for value in VALUES).encode()
    zipped, frames = tmp_path / "p.ndjson.gz", tmp_path / "p.ndjson.zst"
    zipped.write_bytes(gzip.compress(text))
    frames.write_bytes(zstandard.compress(text))
    assert values(zipped) == values(frames) == VALUES


def test_standard_input_and_byte_order_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"\xef\xbb\xbf" + b"\n".join(json.dumps(value).encode() for value in VALUES)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    found = [line for batch in batches("-", list_is_value=False) for line in batch.raw.split(b"\n")]
    assert [json.loads(line) for line in found if line] == VALUES


def test_a_folder_gives_its_payload_files_in_order(tmp_path: Path) -> None:
    for name in ("b.json", "a.ndjson", "notes.md", "c.json.gz", "deep/d.jsonl", "E.JSON"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert within(tmp_path) == ["E.JSON", "a.ndjson", "b.json", "c.json.gz", "deep/d.jsonl"]
    assert files_of("-") == ["-"]


def within(folder: Path) -> list[str]:
    return [Path(file).relative_to(folder).as_posix() for file in files_of(str(folder))]


def test_a_folder_behind_a_link_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.json").write_text("{}")
    (tmp_path / "real" / "round").symlink_to(tmp_path)
    given = tmp_path / "given"
    given.mkdir()
    (given / "link").symlink_to(tmp_path / "real")
    assert "link/a.json" in within(given)
    assert len({Path(file).resolve() for file in files_of(str(given))}) == len(files_of(str(given)))


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text("{}")
    closed = tmp_path / "closed"
    closed.mkdir()
    real = os.scandir

    def scandir(path: str) -> object:  # whoever is root may list everything
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert within(tmp_path) == ["a.json", "closed"]
    with pytest.raises(UnreadableError, match="The file cannot be read"):
        list(batches(str(closed), list_is_value=False))


def test_a_long_number_in_the_first_line_is_a_value_like_others(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(f'{{"n": {"9" * 5000}}}\n{{"n": 1}}\n')
    assert [batch.whole for batch in batches(str(path), list_is_value=False)] == [False]


@pytest.mark.parametrize(
    ("name", "data"),
    [("p.json.gz", b"not gzip"), ("p.json.gz", gzip.compress(b"{}" * 999)[:-9]), ("p.json.zst", b"not zstd")],
    ids=["not-gzip", "cut-short", "not-zstd"],
)
def test_damaged_compression_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableError, match="cannot be read"):
        values(tmp_path / name)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        values(tmp_path / "none.json")


def test_a_value_has_a_greatest_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CHUNK", 64)
    monkeypatch.setattr(streams, "MAX_VALUE", 1000)
    long = json.dumps({"a": "x" * 2000})
    for text in (long, f"[{long}]", f'{{"a":1}}\n{long}', f"[{long}, {long}]"):
        (tmp_path / "p.json").write_text(text)
        with pytest.raises(UnreadableError, match="longer than"):
            values(tmp_path / "p.json")


@pytest.mark.parametrize("text", ['[{"a":1} {"a":2}]', '[{"a":1},', '[{"a":1}', '[{"a":1}] x', "[{,}]", '["\udcff'])
def test_what_is_no_list_is_handed_on_for_the_parser_to_judge(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    *_, last = batches(str(file), list_is_value=False)
    with pytest.raises(ValueError, match=r"\w"):
        json.loads(last.raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    found=st.lists(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=3), max_size=8),
    chunk=st.integers(16, 200),
    indent=st.sampled_from([None, 1]),
    ascii_only=st.booleans(),
)
def test_no_cut_between_chunks_shows(
    tmp_path_factory: pytest.TempPathFactory, found: list[object], chunk: int, indent: int | None, ascii_only: bool
) -> None:
    file = tmp_path_factory.mktemp("cut") / "p.json"
    file.write_text(json.dumps(found, indent=indent, ensure_ascii=ascii_only), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "CHUNK", chunk)
        assert values(file) == found
        lines = file.with_suffix(".ndjson")
        lines.write_text("".join(json.dumps(value) + "\n" for value in found), encoding="utf-8")
        assert values(lines) == found


def test_compressed_data_is_known_by_its_first_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b'{"a": 1}\n{"a": 2}\n'
    (tmp_path / "named-otherwise.ndjson").write_bytes(gzip.compress(text))
    assert values(tmp_path / "named-otherwise.ndjson") == [{"a": 1}, {"a": 2}]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(text))))
    assert [batch.raw for batch in batches("-", list_is_value=False)] == [text]
