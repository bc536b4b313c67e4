"""The history of a spec from real git repositories and from folders."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import require
from telemetry_spec.model.finding import Severity
from telemetry_spec.publish.history import History, releases_of_folder, releases_of_git
from tests.diff.products import PRODUCTS, Tree, text, tree
from tests.publish.repositories import Repo

if TYPE_CHECKING:
    from pathlib import Path


def versions(product: str) -> list[Tree]:
    """Return three versions of a product's spec: the second has a field more, the third an opt-out less."""
    first, second, third = (tree(product) for _ in range(3))
    for number, spec in enumerate((first, second, third), 1):
        spec["version"] = str(number)
    for spec in (second, third):
        event = next(iter(next(iter(spec["sources"].values()))["events"].values()))
        event["fields"]["brandNew"] = {"type": "boolean", "description": "Whether it is new."}
    third["opt_outs"].popitem()
    return [first, second, third]


def told(history: History) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (one.version, one.date, [(change.kind, change.selector.split(".")[-1]) for change in one.changes])
        for one in history.releases
    ]


def from_git(path: Path, pattern: str = "*") -> History:
    return releases_of_git(require(path), path, pattern)


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_tags_of_a_repository(product: str, tmp_path: Path) -> None:
    first, second, third = versions(product)
    gone = list(first["opt_outs"])[-1]
    repo = Repo(tmp_path / "repo")
    name = f"schemas/{product}.telemetry.yaml"
    repo.commit({"README.md": "Nothing yet."}, "v0.1")
    repo.commit({name: text(first)}, "v1.0")
    repo.commit({name: text(second)}, "v1.1", annotated=True)
    repo.commit({name: text(third)})
    history = from_git(repo.folder / name)
    assert told(history) == [
        ("3", "", [("opt-out-removed", gone)]),
        ("2", "2024-03-05", [("field-added", "brandNew")]),
        ("1", "2024-02-05", []),
    ]
    assert history.findings == ()
    assert history.releases[1].changes[0].title == "Whether it is new."
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_folder_of_old_specs(product: str, tmp_path: Path) -> None:
    first, second, third = versions(product)
    (tmp_path / "old" / "second").mkdir(parents=True)
    (tmp_path / "old" / "zz-first.telemetry.yaml").write_text(text(first), "utf-8")
    (tmp_path / "old" / "second" / "all.telemetry.yaml").write_text(text(second), "utf-8")
    (tmp_path / "old" / "notes.md").write_text("Old specs.", "utf-8")
    other = tree(next(name for name in PRODUCTS if name != product))
    (tmp_path / "old" / "other.telemetry.yaml").write_text(text(other), "utf-8")
    (tmp_path / "now.telemetry.yaml").write_text(text(third), "utf-8")
    history = releases_of_folder(require(tmp_path / "now.telemetry.yaml"), tmp_path / "old")
    assert [(one.version, one.date, len(one.changes)) for one in history.releases] == [
        ("3", "", 1),
        ("2", "", 1),
        ("1", "", 0),
    ]
    assert history.findings == ()


def test_versions_are_in_natural_order_whatever_the_tags_say(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    for version in ("10", "9", "1.5"):
        repo.commit({"a.telemetry.yaml": text({**tree("flowforge"), "version": version})}, f"tag-{version}")
    repo.commit({"a.telemetry.yaml": text({**tree("flowforge"), "version": "11"})})
    history = from_git(tmp_path / "a.telemetry.yaml")
    assert [one.version for one in history.releases] == ["11", "10", "9", "1.5"]


def test_tags_with_the_same_version_are_one_release_from_the_day_of_the_first(tmp_path: Path) -> None:
    first, second, _ = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(first)}, "v1")
    repo.commit({"a.telemetry.yaml": text(second)}, "v2", "v2-again")
    repo.commit({"a.telemetry.yaml": text({**second, "title": "Another title"})}, "v3")
    history = from_git(tmp_path / "a.telemetry.yaml")
    assert told(history) == [("2", "2024-02-05", [("field-added", "brandNew")]), ("1", "2024-01-05", [])]
    assert history.findings == ()


def test_collection_that_changes_under_one_version_is_said(tmp_path: Path) -> None:
    first, second, _ = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(first)}, "v1")
    repo.commit({"a.telemetry.yaml": text({**second, "version": "1"})}, "v2")
    history = from_git(tmp_path / "a.telemetry.yaml")
    assert told(history) == [("1", "2024-01-05", [])]
    assert [(one.code, one.severity) for one in history.findings] == [("history-unchanged-version", Severity.WARNING)]
    assert "in the tag `v2` than in the tag `v1`" in history.findings[0].message


def test_only_tags_of_the_pattern_count(tmp_path: Path) -> None:
    first, second, third = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(first)}, "spec-1")
    repo.commit({"a.telemetry.yaml": text(second)}, "other/2")
    repo.commit({"a.telemetry.yaml": text(third)})
    assert [one.version for one in from_git(tmp_path / "a.telemetry.yaml", "spec-*").releases] == ["3", "1"]
    assert [one.version for one in from_git(tmp_path / "a.telemetry.yaml").releases] == ["3", "2", "1"]


def test_an_old_version_that_no_longer_compiles_is_left_out_and_said(tmp_path: Path) -> None:
    first, second, third = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(first)}, "v1")
    repo.commit({"a.telemetry.yaml": text({**second, "unheard_of": 1})}, "v2", "v2.1")
    repo.commit({"a.telemetry.yaml": text(third)})
    history = from_git(tmp_path / "a.telemetry.yaml")
    assert [(one.version, len(one.changes)) for one in history.releases] == [("3", 2), ("1", 0)]
    (finding,) = history.findings
    assert (finding.code, finding.severity) == ("history-unreadable", Severity.WARNING)
    assert "the tag `v2` and 1 more" in finding.message
    assert "unheard_of" in finding.message


def test_a_folder_is_a_spec_too(tmp_path: Path) -> None:
    def split(spec: Tree) -> dict[str, str]:
        head = {"telemetry_spec": 1, "product": spec["product"]}
        rest = {key: value for key, value in spec.items() if key != "sources"}
        return {
            "spec/a.telemetry.yaml": text(rest),
            "spec/b.telemetry.yaml": text({**head, "sources": spec["sources"]}),
        }

    first, second, _ = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({**split(first), "spec/README.md": "Not a spec."}, "v1")
    repo.commit(split(second))
    expected = [("2", "", [("field-added", "brandNew")]), ("1", "2024-01-05", [])]
    assert told(from_git(tmp_path / "spec")) == expected


def test_a_spec_folder_may_be_the_whole_repository(tmp_path: Path) -> None:
    first, second, _ = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(first)}, "v1")
    repo.commit({"a.telemetry.yaml": text(second)})
    assert [one.version for one in from_git(tmp_path).releases] == ["2", "1"]


def test_a_version_that_is_later_than_the_current_one_is_left_out_and_said(tmp_path: Path) -> None:
    first, second, third = versions("flowforge")
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(first)}, "v1")
    repo.commit({"a.telemetry.yaml": text(third)}, "v3")
    repo.commit({"a.telemetry.yaml": text(second)})
    history = from_git(tmp_path / "a.telemetry.yaml")
    assert [one.version for one in history.releases] == ["2", "1"]
    assert [one.code for one in history.findings] == ["history-later"]


def alone(history: History) -> str:
    """Return what the only finding says of a history that is the current version alone."""
    assert [(one.version, one.date, one.changes) for one in history.releases] == [("1", "", ())]
    (finding,) = history.findings
    assert finding.severity is Severity.WARNING
    assert finding.help.endswith(".")
    assert finding.span is not None
    return f"{finding.code}: {finding.message}"


def test_without_a_repository_there_is_the_current_version(tmp_path: Path) -> None:
    path = tmp_path / "a.telemetry.yaml"
    path.write_text(text(tree("flowforge")), "utf-8")
    assert alone(from_git(path)) == "history-unavailable: It lies in no git repository."


def test_without_git_there_is_the_current_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.telemetry.yaml"
    path.write_text(text(tree("flowforge")), "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert alone(from_git(path)) == "history-unavailable: There is no `git` here."


def test_without_tags_there_is_the_current_version(tmp_path: Path) -> None:
    Repo(tmp_path / "repo").commit({"a.telemetry.yaml": text(tree("flowforge"))})
    path = tmp_path / "repo" / "a.telemetry.yaml"
    assert alone(from_git(path)) == "history-empty: The repository has no tags."
    asked = "history-empty: The repository has no tag whose name matches `v*`."
    assert alone(from_git(path, "v*")) == asked
    folder = clone(tmp_path / "repo", tmp_path / "clone", "--depth", "1")
    assert alone(from_git(folder / "a.telemetry.yaml")).startswith(
        "history-empty: The repository has no tags. The clone"
    )


def clone(source: Path, folder: Path, *options: str) -> Path:
    subprocess.run(["git", "clone", "--quiet", *options, source.as_uri(), str(folder)], check=True)
    return folder


def three_tags(folder: Path) -> Path:
    repo = Repo(folder)
    for number, spec in enumerate(versions("flowforge"), 1):
        repo.commit({"a.telemetry.yaml": text(spec)}, f"v{number}")
    return folder


def test_a_shallow_clone_that_holds_the_newest_tag_only_is_said(tmp_path: Path) -> None:
    folder = clone(three_tags(tmp_path / "repo"), tmp_path / "clone", "--depth", "1", "--branch", "v3")
    history = from_git(folder / "a.telemetry.yaml")
    assert told(history) == [("3", "2024-03-05", [])]
    (finding,) = history.findings
    assert (finding.code, finding.severity) == ("history-empty", Severity.WARNING)
    assert finding.message.startswith("The clone is shallow")
    assert "No version before 3" in finding.message
    assert "`git fetch --tags --unshallow`" in finding.help
    assert "`fetch-depth: 0`" in finding.help


def test_what_is_advised_to_a_shallow_clone_helps(tmp_path: Path) -> None:
    folder = clone(three_tags(tmp_path / "repo"), tmp_path / "clone", "--depth", "1", "--branch", "v3")
    subprocess.run(["git", "fetch", "--quiet", "--tags", "--unshallow"], cwd=folder, check=True)
    history = from_git(folder / "a.telemetry.yaml")
    assert [one.version for one in history.releases] == ["3", "2", "1"]
    assert history.findings == ()


def test_a_shallow_clone_that_holds_some_tags_is_said(tmp_path: Path) -> None:
    folder = clone(three_tags(tmp_path / "repo"), tmp_path / "clone", "--depth", "2")
    history = from_git(folder / "a.telemetry.yaml")
    assert [one.version for one in history.releases] == ["3", "2"]
    assert [one.code for one in history.findings] == ["history-shallow"]
    assert "Versions before 2 may be missing" in history.findings[0].message


def test_the_first_release_in_a_whole_clone_needs_no_warning(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(tree("flowforge"))}, "v1")
    assert from_git(tmp_path / "a.telemetry.yaml").findings == ()


def test_tags_that_do_not_hold_the_spec_are_counted(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"README.md": "Nothing yet."}, "v1", "v2")
    repo.git("tag", "a-blob", repo.git("rev-parse", "HEAD:README.md").strip())
    (tmp_path / "a.telemetry.yaml").write_text(text(tree("flowforge")), "utf-8")
    message = alone(from_git(tmp_path / "a.telemetry.yaml"))
    assert message == "history-empty: None of the 3 tags holds this spec."
    message = alone(from_git(tmp_path / "a.telemetry.yaml", "v1"))
    assert message == "history-empty: The only tag does not hold this spec (of those that match `v1`)."


def test_a_repository_without_a_commit_has_no_tags(tmp_path: Path) -> None:
    Repo(tmp_path)
    (tmp_path / "a.telemetry.yaml").write_text(text(tree("flowforge")), "utf-8")
    assert alone(from_git(tmp_path / "a.telemetry.yaml")).startswith("history-empty: ")


def test_a_broken_repository_is_no_traceback(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(tree("flowforge"))}, "v1")
    (tmp_path / ".git" / "config").write_text("[core\nbroken", "utf-8")
    assert alone(from_git(tmp_path / "a.telemetry.yaml")).startswith("history-unavailable: Git refuses: ")


@pytest.mark.parametrize("pattern", ["--help", "-d", "", "[", "no such tag"])
def test_a_pattern_is_never_an_option(pattern: str, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"a.telemetry.yaml": text(tree("flowforge"))}, "v1")
    assert alone(from_git(tmp_path / "a.telemetry.yaml", pattern)).startswith("history-empty: ")
    assert repo.git("tag") == "v1\n"


def test_a_git_hook_does_not_point_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repo(tmp_path / "other").commit({"README.md": "Another repository."}, "v7")
    first, second, _ = versions("flowforge")
    repo = Repo(tmp_path / "repo")
    repo.commit({"a b/ä.telemetry.yaml": text(first)}, "v1")
    repo.commit({"a b/ä.telemetry.yaml": text(second)})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.chdir(repo.folder / "a b")
    spec = require("ä.telemetry.yaml")
    assert [one.version for one in releases_of_git(spec, "ä.telemetry.yaml").releases] == ["2", "1"]


def test_a_folder_that_is_not_there_or_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.telemetry.yaml"
    path.write_text(text(tree("flowforge")), "utf-8")
    spec = require(path)
    assert alone(releases_of_folder(spec, tmp_path / "none")).startswith("history-unavailable: ")
    (tmp_path / "empty").mkdir()
    assert alone(releases_of_folder(spec, tmp_path / "empty")).startswith("history-empty: ")


def test_old_specs_of_a_folder_that_do_not_compile_are_said(tmp_path: Path) -> None:
    (tmp_path / "old" / "sub").mkdir(parents=True)
    (tmp_path / "old" / "1.telemetry.yaml").write_text("product: [", "utf-8")
    (tmp_path / "old" / "sub" / "dangling.telemetry.yaml").symlink_to(tmp_path / "nowhere")
    path = tmp_path / "a.telemetry.yaml"
    path.write_text(text(tree("flowforge")), "utf-8")
    history = releases_of_folder(require(path), tmp_path / "old")
    assert [one.version for one in history.releases] == ["1"]
    assert [one.code for one in history.findings] == ["history-unreadable"] * 2


def test_nothing_is_written(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"s/a.telemetry.yaml": text(tree("flowforge"))}, "v1")
    repo.commit({"s/a.telemetry.yaml": text({**tree("flowforge"), "version": "2"})})
    before = sorted((str(path), path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    assert len(from_git(tmp_path / "s").releases) == 2
    assert sorted((str(path), path.stat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_settings_of_the_user_s_do_not_change_what_is_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    for number, spec in enumerate(versions("flowforge"), 1):
        repo.commit({"a.telemetry.yaml": text(spec)}, f"v{number}")
    for setting in (("column.ui", "always"), ("color.ui", "always"), ("tag.sort", "-refname")):
        repo.git("config", *setting)
    assert [one.version for one in from_git(tmp_path / "a.telemetry.yaml").releases] == ["3", "2", "1"]
