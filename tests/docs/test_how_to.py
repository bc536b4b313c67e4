"""What the how-tos hand out is right: the hooks of pre-commit, and the workflows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.documents import BLOCK

HOW_TO = ROOT / "docs" / "how-to"
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
SPEC = ROOT / "schemas" / "flowforge.telemetry.yaml"
BIN = Path(sys.executable).parent


def titled(document: str) -> dict[str, str]:
    """Return the files of a how-to by their titles."""
    text = (HOW_TO / document).read_text("utf-8")
    return {block["title"]: block["body"] for block in BLOCK.finditer(text) if block["title"]}


def run_hook(name: str, folder: Path, args: list[str], files: list[str]) -> int:
    """Run a hook as pre-commit does, and return its exit code."""
    hook = HOOKS[name]
    command = [*shlex.split(hook["entry"]), *args, *(files if hook.get("pass_filenames", True) else [])]
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=folder, capture_output=True, check=False)
    return done.returncode


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_says_what_pre_commit_needs(name: str) -> None:
    hook = HOOKS[name]
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert hook["language"] == "python"
    assert hook["entry"].split()[0] == "telemetry-spec"
    assert "files" in hook or hook["always_run"]


def test_the_hook_of_lint_runs_on_specs_alone() -> None:
    files = re.compile(HOOKS["telemetry-spec-lint"]["files"])
    assert files.search("schemas/notes.telemetry.yaml")
    assert not files.search("schemas/notes.yaml")
    assert not files.search("notes.telemetry.yaml.bak")


def test_the_hook_of_lint_fails_on_a_wrong_spec(tmp_path: Path) -> None:
    (tmp_path / "good.telemetry.yaml").write_bytes(SPEC.read_bytes())
    (tmp_path / "bad.telemetry.yaml").write_text("telemetry_spec: 1\n", "utf-8")
    assert run_hook("telemetry-spec-lint", tmp_path, [], ["good.telemetry.yaml"]) == 0
    assert run_hook("telemetry-spec-lint", tmp_path, [], ["good.telemetry.yaml", "bad.telemetry.yaml"]) == 3


def test_the_hook_of_build_fails_on_a_stale_file(tmp_path: Path) -> None:
    args = [str(SPEC), "--out", "telemetry", "--target", "typescript"]
    assert run_hook("telemetry-spec-build", tmp_path, args, []) == 1
    subprocess.run([BIN / "telemetry-spec", "build", *args], cwd=tmp_path, capture_output=True, check=True)
    assert run_hook("telemetry-spec-build", tmp_path, args, ["ignored.telemetry.yaml"]) == 0


def test_the_hook_of_docs_fails_on_a_stale_block(tmp_path: Path) -> None:
    block = "<!-- telemetry-spec: flowforge.destinations -->\n<!-- /telemetry-spec -->\n"
    (tmp_path / "page.md").write_text(f"# Page\n\n{block}", "utf-8")
    args = ["page.md", "--spec", str(SPEC)]
    assert run_hook("telemetry-spec-docs", tmp_path, args, []) == 1
    subprocess.run([BIN / "telemetry-spec", "docs", "sync", *args], cwd=tmp_path, capture_output=True, check=True)
    assert run_hook("telemetry-spec-docs", tmp_path, args, ["ignored.md"]) == 0


def test_the_page_names_hooks_that_there_are() -> None:
    config = yaml.safe_load(titled("pre-commit.md")[".pre-commit-config.yaml"])
    named = {hook["id"] for repo in config["repos"] for hook in repo["hooks"]}
    assert named == HOOKS.keys()
    assert all(f"`{name}`" in (HOW_TO / "pre-commit.md").read_text("utf-8") for name in HOOKS)


@pytest.mark.parametrize(
    ("title", "schema"),
    [(".github/workflows/telemetry.yml", "vendor.github-workflows"), (".gitlab-ci.yml", "vendor.gitlab-ci")],
)
def test_a_workflow_is_one_that_the_host_takes(title: str, schema: str, tmp_path: Path) -> None:
    path = tmp_path / "workflow.yml"
    path.write_text(titled("ci.md")[title], "utf-8")
    options = ["--builtin-schema", schema, *(["--data-transform", "gitlab-ci"] if "gitlab" in schema else [])]
    done = subprocess.run(
        [BIN / "check-jsonschema", *options, path], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
