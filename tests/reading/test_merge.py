"""A folder of files is one spec, and a conflict names both places."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.reading import load
from telemetry_spec.reading.load import load_spec
from telemetry_spec.reading.tree import locate, plain

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.reading.load import Loaded

HEAD = "telemetry_spec: 1\nproduct: acme\n"


def load_files(folder: Path, *texts: str) -> Loaded:
    """Read texts as a folder of `a`, `b`, ..."""
    for name, text in zip("abcdef", texts, strict=False):
        (folder / f"{name}.telemetry.yaml").write_text(text, encoding="utf-8")
    return load_spec(folder)


def conflicts(loaded: Loaded) -> list[tuple[str, str]]:
    """Return each conflict as the two places it names."""
    assert {finding.code for finding in loaded.findings} <= {"folder-conflict"}
    return [
        (str(finding.span).rsplit("/", 1)[-1], str(finding.related[0].span).rsplit("/", 1)[-1])
        for finding in loaded.findings
    ]


def test_everything_at_once(tmp_path: Path) -> None:
    loaded = load_files(
        tmp_path,
        HEAD + "title: Acme\ntypes: {count: {type: integer}}\nnever_collected: [1, 2]\n"
        "sources:\n  core: {title: Core, events: {ping: {note: p}}}\n  cli: {title: CLI}\n",
        HEAD + "notice: {summary: S}\ntypes: {id: {type: uuid}}\nnever_collected: [3]\noptions:\n"
        "sources:\n  core: {events: {start: {note: s}}}\n  web: {title: Web}\n",
        HEAD + "options: {a.b: {file: f}}\nsources: {core: {events: {stop: {note: t}}, note: M}}\n",
    )
    assert loaded.findings == []
    assert loaded.node is not None
    assert plain(loaded.node) == {
        "telemetry_spec": 1,
        "product": "acme",
        "title": "Acme",
        "notice": {"summary": "S"},
        "types": {"count": {"type": "integer"}, "id": {"type": "uuid"}},
        "never_collected": [1, 2, 3],
        "options": {"a.b": {"file": "f"}},
        "sources": {
            "core": {
                "title": "Core",
                "note": "M",
                "events": {"ping": {"note": "p"}, "start": {"note": "s"}, "stop": {"note": "t"}},
            },
            "cli": {"title": "CLI"},
            "web": {"title": "Web"},
        },
    }
    assert [file.rsplit("/", 1)[-1] for file in loaded.files] == [f"{name}.telemetry.yaml" for name in "abc"]


def test_places_keep_their_files(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD + "types: {a: 1}\n", HEAD + "types: {b: 1}\n")
    assert loaded.node is not None
    node = locate(loaded.node, ("types", "b"))
    assert node is not None
    assert str(node.span).endswith("b.telemetry.yaml:3:12")


@pytest.mark.parametrize(
    ("first", "second", "place", "other"),
    [
        ("title: A\n", "title: A\n", "3:1", "3:1"),
        ("note: A\n", "\nnote: B\n", "4:1", "3:1"),
        ("notice: {summary: A}\n", "notice: {purpose: B}\n", "3:1", "3:1"),
        ("types: {a: 1}\n", "types: {b: 1, a: 1}\n", "3:15", "3:9"),
        ("destinations: {a: 1}\n", "destinations: {a: 2}\n", "3:16", "3:16"),
        ("sources: {a: {title: x}}\n", "sources: {a: {title: x}}\n", "3:15", "3:15"),
        ("sources: {a: {events: {e: {}}}}\n", "sources: {a: {events: {e: {}}}}\n", "3:24", "3:24"),
        ("sources: {a: {request: {}}}\n", "sources: {a: {request: {}}}\n", "3:15", "3:15"),
        ("unknown: 1\n", "unknown: 1\n", "3:1", "3:1"),
    ],
)
def test_conflicts_name_both_places(first: str, second: str, place: str, other: str, tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD + first, HEAD + second)
    assert conflicts(loaded) == [(f"b.telemetry.yaml:{place}", f"a.telemetry.yaml:{other}")]


def test_three_files_conflict_with_the_first(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, *[HEAD + "types: {a: 1}\n"] * 3)
    assert conflicts(loaded) == [(f"{name}.telemetry.yaml:3:9", "a.telemetry.yaml:3:9") for name in "bc"]


def test_product_is_the_same_everywhere(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD, "telemetry_spec: 1\nproduct: [acme]\n")
    assert conflicts(loaded) == [("b.telemetry.yaml:2:1", "a.telemetry.yaml:2:1")]


def test_several_products_in_a_folder_are_one_mistake(tmp_path: Path) -> None:
    rest = "title: T\nversion: '1'\nsources: {app: {events: {start: {}}}}\n"
    loaded = load_files(tmp_path, HEAD + rest, HEAD.replace("acme", "other") + rest, HEAD + rest)
    [finding] = loaded.findings
    assert loaded.node is None
    assert finding.code == "several-products"
    assert "2 products" in finding.message
    assert "`acme` (a.telemetry.yaml), `other` (b.telemetry.yaml)" in finding.message
    assert str(finding.span).endswith("a.telemetry.yaml:2:1")
    assert [str(one.span).rsplit("/", 1)[-1] for one in finding.related] == ["b.telemetry.yaml:2:1"]


def test_many_products_are_not_all_named(tmp_path: Path) -> None:
    for number in range(20):
        file = tmp_path / f"{number:02}.telemetry.yaml"
        file.write_text(f"telemetry_spec: 1\nproduct: p{number}{'q' * 90}\n", encoding="utf-8")
    [finding] = load_spec(tmp_path).findings
    assert "20 products" in finding.message
    assert finding.message.endswith("and 12 more.")
    assert len(finding.message) < 1000


def test_one_and_true_are_two_versions(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD, "product: acme\ntelemetry_spec: true\n")
    assert conflicts(loaded) == [("b.telemetry.yaml:2:1", "a.telemetry.yaml:1:1")]


def test_product_is_in_every_file(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, "telemetry_spec: 1\n", HEAD, "telemetry_spec: 1\n")
    assert conflicts(loaded) == [(f"{name}.telemetry.yaml:1:1", "b.telemetry.yaml:2:1") for name in "ac"]


def test_what_no_file_says_is_left_to_the_language(tmp_path: Path) -> None:
    assert load_files(tmp_path, "telemetry_spec: 1\n", "telemetry_spec: 1\n").findings == []


@pytest.mark.parametrize("section", ["types: text\n", "types: [a]\n", "never_collected: {a: b}\n"])
def test_a_section_of_the_wrong_kind_is_kept_for_the_language(section: str, tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD + "types: {a: 1}\nnever_collected: [1]\n", HEAD + section)
    assert loaded.findings == []
    assert loaded.node is not None
    key = section.split(":", maxsplit=1)[0]
    assert loaded.node.entries[key].key_span.file.endswith("b.telemetry.yaml")


def test_empty_sections(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD + "types:\n", HEAD + "types: ~\n", HEAD + "sources:\n")
    assert loaded.findings == []
    assert loaded.node is not None
    assert plain(loaded.node) == {"telemetry_spec": 1, "product": "acme", "types": None, "sources": None}


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    texts = [HEAD + f"types: {{t{name}: 1}}\nsources: {{s: {{events: {{e{name}: 1}}}}}}\n" for name in "abc"]
    results = []
    for number, order in enumerate(itertools.permutations(texts)):
        folder = tmp_path / str(number)
        folder.mkdir()
        loaded = load_files(folder, *order)
        assert loaded.findings == []
        assert loaded.node is not None
        results.append(plain(loaded.node))
    assert all(result == results[0] for result in results)


def test_the_findings_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, HEAD + "title: [\n", HEAD + "title: yes\n", "- a\n", HEAD + "title: x\n")
    assert [(finding.code, str(finding.span).rsplit("/", 1)[-1]) for finding in loaded.findings] == [
        ("yaml-syntax", "a.telemetry.yaml:3:8"),
        ("yaml-boolean", "b.telemetry.yaml:3:8"),
        ("not-a-mapping", "c.telemetry.yaml:1:1"),
        ("folder-conflict", "d.telemetry.yaml:3:1"),
    ]
    assert loaded.node is not None


def test_only_spec_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "inner.telemetry.yaml").mkdir()
    (tmp_path / "other.yaml").write_text("[", encoding="utf-8")
    (tmp_path / "z.telemetry.yml").write_text(HEAD, encoding="utf-8")
    loaded = load_spec(tmp_path)
    assert loaded.findings == []
    assert loaded.files == (str(tmp_path / "z.telemetry.yml"),)


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.telemetry.yaml").symlink_to(tmp_path / "nowhere")
    loaded = load_files(tmp_path)
    assert loaded.node is None
    assert [finding.code for finding in loaded.findings] == ["unreadable-file"]


def test_limits_hold_for_the_whole_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_FOLDER_BYTES", 100)
    loaded = load_files(tmp_path, *[HEAD + "#" * 40] * 4)
    assert [(finding.code, str(finding.span).rsplit("/", 1)[-1]) for finding in loaded.findings] == [
        ("file-too-large", "b.telemetry.yaml:1:1")
    ]
