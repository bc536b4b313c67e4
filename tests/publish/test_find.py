"""A spec that lay elsewhere in older tags is followed by its product."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import require
from telemetry_spec.publish import _find
from telemetry_spec.publish._git import Repository, Tag
from telemetry_spec.publish.history import releases_of_git
from tests.diff.products import Tree, text, tree
from tests.publish.repositories import Repo

if TYPE_CHECKING:
    from pathlib import Path

NAME = "a.telemetry.yaml"


def version(number: int, product: str = "flowforge") -> Tree:
    return {**tree(product), "version": str(number)}


def move(repo: Repo, old: str, new: str) -> None:
    (repo.folder / new).parent.mkdir(parents=True, exist_ok=True)
    repo.git("mv", old, new)


def seen(path: Path) -> list[str]:
    history = releases_of_git(require(path), path)
    assert history.findings == ()
    return [one.version for one in history.releases]


def test_a_file_that_was_renamed_twice(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"README.md": "Nothing yet."}, "v0")
    repo.commit({"first.telemetry.yml": text(version(1))}, "v1")
    repo.commit({"first.telemetry.yml": text(version(2))}, "v2")
    move(repo, "first.telemetry.yml", "spec/ä b.telemetry.yaml")
    repo.commit({"spec/ä b.telemetry.yaml": text(version(3)), "c.telemetry.yaml": text(version(9, "refine"))}, "v3")
    move(repo, "spec/ä b.telemetry.yaml", NAME)
    repo.commit({NAME: text(version(4))}, "v4")
    assert seen(tmp_path / NAME) == ["4", "3", "2", "1"]


@pytest.mark.parametrize("folder", ["specs blob", "specs tree", "a blob 7", "with \r in it"])
def test_a_name_that_looks_like_an_answer_of_git(folder: str, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"README.md": "Nothing yet."}, "v0")
    repo.commit({f"{folder}/{NAME}": text(version(1))}, "v1")
    repo.commit({f"{folder}/{NAME}": text(version(2))}, "v2")
    assert seen(tmp_path / folder / NAME) == ["2", "1"]
    assert seen(tmp_path / folder) == ["2", "1"]


@pytest.mark.parametrize(
    "line",
    ["product: flowforge", "product: 'flowforge'  # ours", '"product" : "flowforge"', "product:   flowforge\r"],
)
def test_the_ways_to_write_a_product(line: str, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    rest = {key: value for key, value in version(1).items() if key != "product"}
    written = "\n".join(f"{key}: {json.dumps(value)}" for key, value in rest.items())
    repo.commit({"old.telemetry.yaml": f"{line}\n{written}\n"}, "v1")
    move(repo, "old.telemetry.yaml", NAME)
    repo.commit({NAME: text(version(2))})
    assert seen(tmp_path / NAME) == ["2", "1"]


def test_of_copies_the_one_with_the_present_name_counts_or_none(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"old.telemetry.yaml": text(version(1)), "copy/1.telemetry.yaml": text(version(1))}, "v1")
    repo.git("rm", "-rq", ".")
    repo.commit({f"sub/{NAME}": text(version(2)), "copy/2.telemetry.yaml": text(version(1))}, "v2")
    repo.git("rm", "-rq", ".")
    repo.commit({NAME: text(version(3))})
    assert seen(tmp_path / NAME) == ["3", "2"]


def test_a_product_that_is_only_mentioned_is_another(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    other = json.dumps(version(7, "refine"), indent=1).replace('"product": "refine"', '"product": "flowforge2"')
    repo.commit({"other.telemetry.yaml": other, "x.telemetry.yaml": "a:\n  product: flowforge\n"}, "v1")
    repo.commit({NAME: text(version(2))}, "v2")
    assert seen(tmp_path / NAME) == ["2"]


def test_another_product_that_lay_at_the_path_later_is_left_out(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"old.telemetry.yaml": text(version(1))}, "v1")
    repo.commit({"old.telemetry.yaml": "product: other\nbroken: [", NAME: text(version(2))}, "v2")
    repo.git("rm", "-q", NAME)
    repo.commit({"old.telemetry.yaml": "product: other\nbroken: ["}, "v2.1")
    repo.commit({NAME: text(version(3))})
    assert seen(tmp_path / NAME) == ["3", "2", "1"]


def test_a_folder_that_was_renamed_and_one_that_was_a_file(tmp_path: Path) -> None:
    def split(folder: str, spec: Tree) -> dict[str, str]:
        head = {"telemetry_spec": 1, "product": spec["product"]}
        rest = {key: value for key, value in spec.items() if key != "sources"}
        parts = {"a": rest, "b": {**head, "sources": spec["sources"]}}
        return {f"{folder}/{name}.telemetry.yaml": text(part) for name, part in parts.items()}

    repo = Repo(tmp_path)
    repo.commit({"one.telemetry.yaml": text(version(1))}, "v1")
    repo.git("rm", "-q", "one.telemetry.yaml")
    repo.commit(split("old", version(2)), "v2")
    repo.git("rm", "-rq", "old")
    repo.commit(split("new", version(3)), "v3")
    assert seen(tmp_path / "new") == ["3", "2", "1"]


def test_the_search_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path)
    repo.commit({"old.telemetry.yaml": text(version(1))}, "v1")
    repo.git("rm", "-q", "old.telemetry.yaml")
    repo.commit({"README.md": "None."}, *(f"w{number:02}" for number in range(_find.MAX_LISTED + 5)))
    repo.commit({NAME: text(version(2))}, "x")
    listed: list[Tag] = []
    whole = Repository.paths

    def paths(self: Repository, tag: Tag) -> list[str]:
        listed.append(tag)
        return whole(self, tag)

    monkeypatch.setattr(Repository, "paths", paths)
    assert seen(tmp_path / NAME) == ["2"]
    assert len(listed) == _find.MAX_LISTED


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path)
    repo.commit({"old.telemetry.yaml": text(version(1))}, "v1")
    move(repo, "old.telemetry.yaml", NAME)
    repo.commit({NAME: text(version(2))})
    monkeypatch.setattr(_find, "MAX_BYTES", 100)
    history = releases_of_git(require(tmp_path / NAME), tmp_path / NAME)
    assert [one.version for one in history.releases] == ["2"]
    assert [one.code for one in history.findings] == ["history-empty"]
