"""The house rules that no other tool holds: sizes, reasons, what lies at the top level, what may not be in a file."""

from __future__ import annotations

import ast
import fnmatch
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

import telemetry_spec
from telemetry_spec import resources
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "telemetry_spec"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if "golden" not in path.parts]
GENERATORS = sorted((ROOT / "docs" / "_generate").rglob("*.py"))
SOURCES = [*MODULES, *TESTS, *GENERATORS, *sorted((ROOT / "benchmarks").rglob("*.py"))]

TOP_LEVEL = {
    "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md",
    "Makefile", "mkdocs.yml", "pyproject.toml", "requirements-dev.txt", "package.json", "package-lock.json",
    "benchmarks", "docs", "docs_templates", "schemas", "telemetry_spec", "tests",
    ".ci", ".gitignore", ".pre-commit-hooks.yaml",
}  # fmt: skip

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~*])/(?:root|work)/|/Users/\w+/|[A-Z]:\\+Users\\")
#: A suppression names its rule and says why. (That `type: ignore` names its rule is mypy's business.)
SUPPRESSION = re.compile(r"# *(?:noqa|pragma: no cover)(?P<rest>.*)")
REASONED = re.compile(r"(: [A-Z]+\d+(, [A-Z]+\d+)*)?( -| #)? +\S.{7,}")


def _ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def _text_files() -> Iterator[Path]:
    for name in sorted(TOP_LEVEL):
        top = ROOT / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def test_files_are_short() -> None:
    long = {_ids(path): _lines(path) for path in [*MODULES, *GENERATORS] if _lines(path) > 400}
    long |= {_ids(path): _lines(path) for path in TESTS if _lines(path) > 600}
    assert not long


@pytest.mark.parametrize("path", [*MODULES, *GENERATORS], ids=_ids)
def test_functions_fit_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno}
    assert not {name: lines for name, lines in long.items() if lines > 60}


@pytest.mark.parametrize("path", SOURCES, ids=_ids)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a module begins with a docstring"


@pytest.mark.parametrize("path", SOURCES, ids=_ids)
def test_every_suppression_has_a_reason(path: Path) -> None:
    if path.name == "test_house.py":
        return
    bare = [
        f"{number}: {found.group()}"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := SUPPRESSION.search(line)) and not REASONED.fullmatch(found["rest"])
    ]
    assert not bare, "write the rule, two spaces and the reason: # noqa: ANN401  the reason"


@pytest.mark.parametrize(
    ("comment", "reasoned"),
    [
        ("x = 1  # noqa", False),
        ("x = 1  # noqa: S101", False),
        ("x = 1  # noqa: S101  a reason", True),
        ("x = 1  # noqa: S101, SLF001  a reason", True),
        ("x = 1  # noqa: S101 - a reason", True),
        ("x = 1  # pragma: no cover", False),
        ("x = 1  # pragma: no cover  a reason", True),
    ],
)
def test_a_reason_is_told_from_none(comment: str, reasoned: bool) -> None:
    found = SUPPRESSION.search(comment)
    assert found
    assert bool(REASONED.fullmatch(found["rest"])) is reasoned


def test_every_ignored_rule_of_ruff_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    section = text[text.index("[tool.ruff.lint]") : text.index("[tool.mypy]")]
    rules = re.findall(r'^    ("[A-Z]+\d*",.*)$', section, re.MULTILINE)
    settings = _pyproject()["tool"]["ruff"]["lint"]
    ignored = [*settings["ignore"], *(rule for rules in settings["per-file-ignores"].values() for rule in rules)]
    assert len(rules) == len(ignored), "one rule on a line, indented by four"
    assert not [rule for rule in rules if not re.search(r",  # \w.{10,}", rule)]


def test_nothing_is_left_unfinished() -> None:
    found = {_ids(path): UNFINISHED.findall(path.read_text("utf-8")) for path in MODULES}
    assert not {name: words for name, words in found.items() if words}


def test_no_file_names_a_path_of_one_machine() -> None:
    for path in _text_files():
        if path == ROOT / "telemetry_spec" / "valueclasses" / "file_path.py":
            continue  # its examples are such paths
        text = path.read_bytes().decode("utf-8", "replace")
        found = MACHINE_PATH.search(text)
        assert not found, f"{_ids(path)}: {text[max(0, found.start() - 40) : found.end() + 40]!r}"


def test_the_top_level_is_the_plan() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split() if line[0] != "#"]
    there = {
        path.name
        for path in ROOT.iterdir()
        if path.name != ".git" and not any(fnmatch.fnmatch(path.name, name) for name in ignored)
    }
    assert there == TOP_LEVEL


def test_the_version_is_written_once() -> None:
    assert importlib.metadata.version("telemetry-spec") == telemetry_spec.__version__
    assert f"## {telemetry_spec.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_locks_name_no_host_and_no_folder() -> None:
    pins = (ROOT / "requirements-dev.txt").read_text("utf-8")
    assert not re.findall(r"https?://|file:|^-", pins, re.MULTILINE)
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]


def test_the_lock_pins_every_tool() -> None:
    project = _pyproject()["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[\[<>=,]", one)[0].lower() for one in wanted}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-dev.txt").read_text("utf-8"), re.MULTILINE))
    assert names <= pinned, "run `make lock`"


def test_the_data_folders_are_found_in_a_checkout() -> None:
    assert resources.schemas_dir() == ROOT / "schemas"
    assert resources.templates_dir() == ROOT / "docs_templates"


def test_the_data_folders_are_found_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("schemas", "docs_templates"):
        (tmp_path / "telemetry_spec" / "_data" / name).mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "telemetry_spec")
    assert resources.schemas_dir() == tmp_path / "telemetry_spec" / "_data" / "schemas"
    assert resources.templates_dir() == tmp_path / "telemetry_spec" / "_data" / "docs_templates"


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()
