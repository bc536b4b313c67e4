"""Configuration files: one key is changed, everything else stays, and there is never half a file."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.optouts import formats
from telemetry_spec.optouts._write import write_atomically
from telemetry_spec.optouts.base import Entry, Launch, Scalar
from telemetry_spec.optouts.formats import UnchangedError, UnreadableError
from telemetry_spec.optouts.formats.base import assigned, canonical, in_the_way
from telemetry_spec.optouts.launch import prepare


def merged(form: str, text: str, key: str = "telemetry.enabled", value: Scalar = False) -> str:  # noqa: FBT002  it is a value
    return formats.merged(Entry(file="f", format=form, key=key, value=value), text)


YAML = [
    ("", "telemetry:\n  enabled: false\n"),
    ("# only a comment", "# only a comment\ntelemetry:\n  enabled: false\n"),
    ("a: 1\n", "telemetry:\n  enabled: false\na: 1\n"),
    ("# top\na: 1 # one\n", "# top\ntelemetry:\n  enabled: false\na: 1 # one\n"),
    ("telemetry:\n    enabled: true # why\n    x: 1\n", "telemetry:\n    enabled: false # why\n    x: 1\n"),
    ("telemetry:\n    x: [1, 2]\nb: c\n", "telemetry:\n    enabled: false\n    x: [1, 2]\nb: c\n"),
    ("telemetry: {x: 'y'} # c\n", "telemetry: {enabled: false, x: 'y'} # c\n"),
    ("telemetry: {}\n", "telemetry: {enabled: false}\n"),
    ("telemetry:\nb: 2\n", "telemetry: {enabled: false}\nb: 2\n"),
    ("telemetry:\n  enabled:\n", "telemetry:\n  enabled: false\n"),
    ('"telemetry.enabled": true\n', '"telemetry.enabled": false\n'),
    ('{"a": 1}', '{telemetry: {enabled: false}, "a": 1}'),
    ("a: 1\r\n", "telemetry:\r\n  enabled: false\r\na: 1\r\n"),
    (
        "base: &b {enabled: true}\ntelemetry:\n  <<: *b\n",
        "base: &b {enabled: true}\ntelemetry:\n  enabled: false\n  <<: *b\n",
    ),
    ("key: !vault |\n  abc\ntelemetry: {enabled: true}\n", "key: !vault |\n  abc\ntelemetry: {enabled: false}\n"),
    ("---\n", "---\ntelemetry:\n  enabled: false\n"),
    ("---\na: 1\n...\n", "---\ntelemetry:\n  enabled: false\na: 1\n...\n"),
]
TOML = [
    ("", "[telemetry]\nenabled = false\n"),
    ("a = 1 # one\n", "a = 1 # one\n\n[telemetry]\nenabled = false\n"),
    ("[telemetry]\nenabled = true # why\nx = 1\n", "[telemetry]\nenabled = false # why\nx = 1\n"),
    ("[telemetry] # t\nx = 1\n", "[telemetry] # t\nenabled = false\nx = 1\n"),
    ("telemetry.enabled = true\n", "telemetry.enabled = false\n"),
    ("[a]\nenabled = true\n\n[telemetry]\n  enabled = true", "[a]\nenabled = true\n\n[telemetry]\n  enabled = false"),
    ("[[t]]\nd = 2024-01-01", "[[t]]\nd = 2024-01-01\n\n[telemetry]\nenabled = false\n"),
    ("telemetry.a = 1\n", "telemetry.enabled = false\ntelemetry.a = 1\n"),
]
INI = [
    ("", "[telemetry]\nenabled = false\n"),
    ("; c\n[telemetry]\nenabled = true ; why\n[b]\nenabled=1\n", "; c\n[telemetry]\nenabled = false\n[b]\nenabled=1\n"),
    ("[telemetry]\nenabled = true # why\n", "[telemetry]\nenabled = false # why\n"),
    ("[telemetry]\n# c\nx=1\n", "[telemetry]\nenabled = false\n# c\nx=1\n"),
    ("[b]\nx=1", "[b]\nx=1\n[telemetry]\nenabled = false\n"),
    ("[b]\r\nx=1\r\n", "[b]\r\nx=1\r\n[telemetry]\r\nenabled = false\r\n"),
]
PROPERTIES = [
    ("", "telemetry.enabled=false\n"),
    ("# c\na : b\n", "# c\na : b\ntelemetry.enabled=false\n"),
    ("telemetry.enabled = true\na=b", "telemetry.enabled=false\na=b"),
    ("a=b", "a=b\ntelemetry.enabled=false\n"),
]
JSON = [
    ("", '{\n  "telemetry": {\n    "enabled": false\n  }\n}\n'),
    ("{}", '{\n  "telemetry": {\n    "enabled": false\n  }\n}\n'),
    ('{"a": 1}', '{"a": 1, "telemetry": {"enabled": false}}\n'),
    ('{\n    "a": "é"\n}\n', '{\n    "a": "é",\n    "telemetry": {\n        "enabled": false\n    }\n}\n'),
    ('{"telemetry.enabled": true, "z": []}\n', '{"telemetry.enabled": false, "z": []}\n'),
    ('{"telemetry": {"x": null, "enabled": true}}\n', '{"telemetry": {"x": null, "enabled": false}}\n'),
]
CASES = [
    *(("yaml", *case) for case in YAML),
    *(("toml", *case) for case in TOML),
    *(("ini", *case) for case in INI),
    *(("properties", *case) for case in PROPERTIES),
    *(("json", *case) for case in JSON),
]


@pytest.mark.parametrize(("form", "before", "after"), CASES)
def test_one_key_is_changed_and_the_rest_stays(form: str, before: str, after: str) -> None:
    result = merged(form, before)
    if form == "json":
        after = after.rstrip("\n") if before and not before.endswith("\n") else after
    assert result == after
    assert merged(form, result) == result
    assert formats.value_at(formats.get(form).read(result), "telemetry.enabled") in {False, "false"}


def test_variables_in_files() -> None:
    assert merged("env", "export A='x' # c\nB=2\n", "A", "off") == "A=off # c\nB=2\n"
    assert formats.get("env").read("export A='x # y'\n#B=1\nC=\"\"\nD=e # f\nnothing\n") == {
        "A": "x # y",
        "C": "",
        "D": "e",
    }


@pytest.mark.parametrize(
    ("form", "text", "key", "value"),
    [
        ("yaml", "telemetry: &t {a: 1}\nother: *t\n", "telemetry.enabled", False),
        ("toml", "telemetry = { a = 1 }\n", "telemetry.enabled", False),
        ("yaml", "telemetry: off\n", "telemetry.enabled", False),
        ("yaml", "telemetry: {enabled: {a: 1}}\n", "telemetry.enabled", False),
        ("json", '{"telemetry": {"enabled": []}}', "telemetry.enabled", False),
        ("json", '{"a": {"b": {"c": 1}}}', "a.b.c.d", False),
        ("toml", "", "telemetry", None),
        ("ini", "", "a.b", "x # y"),
        ("properties", "", "a.b", " x"),
        ("toml", "telemetry = 5\n", "telemetry.enabled", False),
    ],
)
def test_what_no_program_can_write_is_left_to_people(form: str, text: str, key: str, value: Scalar) -> None:
    with pytest.raises(UnchangedError):
        merged(form, text, key, value)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", "{"),
        ("json", "[1]"),
        ("json", '{"a": 1, "a": 2}'),
        ("json", "[" * 100_000),
        ("yaml", "a: ["),
        ("yaml", "- a\n"),
        ("yaml", "a: 1\n---\nb: 2\n"),
        ("yaml", "{a: " * 5000),
        ("yaml", "? [a]\n: 1\n"),
        ("toml", "a ="),
    ],
)
def test_what_cannot_be_read_is_not_changed(form: str, text: str) -> None:
    with pytest.raises(UnreadableError):
        merged(form, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("false", False), ("False", False), ("FALSE", False), ("no", "no"), ("off", "off"), ("'false'", "false"),
        ("0", 0), ("0o17", 15), ("0x1F", 31), ("010", 10), ("1_0", "1_0"), ("1.5", 1.5), ("1e3", 1000.0), ("~", None),
        ("2024-01-01", "2024-01-01"), ("!x 5", "5"), ("!x {a: 1}", {"a": 1}), ("!x [a]", ["a"]), ("12:30", "12:30"),
    ],
)  # fmt: skip
def test_yaml_is_read_as_version_1_2_says(text: str, expected: Any) -> None:  # noqa: ANN401  any value
    assert canonical(formats.get("yaml").read(f"a: {text}\n")) == canonical({"a": expected})


NAMES = st.text("abcxyz-_", min_size=1, max_size=6).filter(lambda name: name not in {"y", "n"})
KEYS = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
LEAVES = st.booleans() | st.integers(-100, 100) | st.text(max_size=8) | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    st.dictionaries(NAMES, LEAVES | st.lists(st.integers(), max_size=2), max_size=4),
    lambda inner: st.dictionaries(NAMES, inner | LEAVES, max_size=4),
    max_leaves=12,
)
VALUES = st.booleans() | st.integers(-9, 9) | st.sampled_from(["off", "no", "a b", "", "é"])


@given(tree=TREES, key=KEYS, value=VALUES, flow=st.booleans(), indent=st.sampled_from([None, 1, 2, 4]))
def test_any_file_is_changed_in_one_place(
    tree: dict[str, Any], key: str, value: Scalar, flow: bool, indent: int | None
) -> None:
    steps = key.split(".")
    wanted = canonical(assigned(tree, steps, value))
    for form, text in (
        ("json", json.dumps(tree, indent=indent)),
        ("yaml", yaml.safe_dump(tree, default_flow_style=flow, indent=indent, allow_unicode=True)),
    ):
        if in_the_way(tree, steps):
            with pytest.raises(UnchangedError):
                merged(form, text, key, value)
        else:
            assert canonical(formats.get(form).read(merged(form, text, key, value))) == wanted


@given(tree=TREES, key=KEYS, value=VALUES)
def test_any_toml_is_changed_in_one_place(tree: dict[str, Any], key: str, value: Scalar) -> None:
    text = "".join(_toml(tree))
    assert tomllib.loads(text) == tree
    steps = key.split(".")
    if in_the_way(tree, steps):
        with pytest.raises(UnchangedError):
            merged("toml", text, key, value)
    else:
        assert canonical(tomllib.loads(merged("toml", text, key, value))) == canonical(assigned(tree, steps, value))


def _toml(tree: dict[str, Any], path: tuple[str, ...] = ()) -> list[str]:
    lines = [f"[{'.'.join(path)}]\n"] if path else ["# a comment\n"]
    lines += [f"{name} = {_toml_value(one)}\n" for name, one in tree.items() if not isinstance(one, dict)]
    for name, one in tree.items():
        if isinstance(one, dict):
            lines += _toml(one, (*path, name))
    return lines


def _toml_value(value: Any) -> str:  # noqa: ANN401  any leaf
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def test_two_opt_outs_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("# mine\nport: 1\n")
    launch = Launch(
        argv=("p",),
        files=(
            Entry(file="a.yml", format="yaml", key="telemetry.enabled", value=False),
            Entry(file="a.yml", format="yaml", key="telemetry.level", value="off"),
        ),
    )
    assert prepare(launch, home=tmp_path, cwd=tmp_path) == [tmp_path / "a.yml"]
    text = (tmp_path / "a.yml").read_text()
    assert text.startswith("# mine\n")
    assert yaml.safe_load(text) == {"telemetry": {"level": "off", "enabled": False}, "port": 1}


@pytest.mark.parametrize("file", ["/etc/app.yml", "../outside.yml", "$UNSET/app.yml", "link/app.yml", "~/../app.yml"])
def test_nothing_is_written_outside(file: str, tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    with pytest.raises(UnchangedError):
        prepare(
            Launch(argv=("p",), files=(Entry(file=file, format="yaml", key="a", value=1),)), home=inside, cwd=inside
        )
    assert not list(outside.iterdir())


def test_a_second_file_that_fails_leaves_the_first_alone(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    entries = tuple(Entry(file=name, format="json", key="a", value=1) for name in ("good.json", "bad.json"))
    with pytest.raises(UnreadableError):
        prepare(Launch(argv=("p",), files=entries), home=tmp_path, cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.json"]


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    path.chmod(0o600)

    def fail(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="no room"):
            write_atomically(path, "new")
        entry = Entry(file="b.json", format="json", key="a", value=1)
        with pytest.raises(UnchangedError):
            prepare(Launch(argv=("p",), files=(entry,)), home=tmp_path, cwd=tmp_path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    write_atomically(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "link.json").symlink_to("real.json")
    entry = Entry(file="link.json", format="json", key="a", value=1)
    prepare(Launch(argv=("p",), files=(entry,)), home=tmp_path, cwd=tmp_path)
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text()) == {"a": 1}


@pytest.mark.parametrize("what", ["pipe", "folder", "long", "bytes", "nul"])
def test_odd_files_are_unreadable_and_hold_nobody_up(what: str, tmp_path: Path) -> None:
    path = tmp_path / "it"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "nul":
        path = Path("a\0b")
    else:
        path.write_bytes(b" " * (formats.MAX_BYTES + 1) if what == "long" else b"\xff\xfe")
    with pytest.raises(UnreadableError):
        formats.read_file(path)
    assert formats.read_file(tmp_path / "none") is None
    assert formats.read_file(tmp_path / "none" / "none") is None
