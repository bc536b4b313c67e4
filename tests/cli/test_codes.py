"""Every code that a finding may have has a page, and each page's example makes it appear."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api, lint
from telemetry_spec.check.codes import CODES as CHECKING
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text
from telemetry_spec.compile.codes import CODES as COMPILING
from telemetry_spec.conform.codes import CODES as CONFORMING
from telemetry_spec.emit._codes import CODES as EMITTING
from telemetry_spec.publish.codes import CODES as PUBLISHING
from telemetry_spec.reading.codes import CODES as READING
from tests.conftest import ROOT
from tests.lint.fragments import compiled, complete

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
#: Calls whose first argument, or whose `code`, is the code of a finding.
RAISING = {"Fault", "Finding", "UnreadableError", "_finding", "_stale", "_unreadable", "add", "error", "unknown"}
MARK = "# file: payloads.ndjson\n"
#: No example of a few lines can show these.
TOO_LARGE = {"payload-too-large"}


def raised(path: Path) -> Iterator[str]:
    """Yield the codes that a module gives to findings, written out or in a table called `_CODES`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in RAISING:
                values = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("_CODES", "code"):
            values = [inner for inner in ast.walk(node.value) if isinstance(inner, ast.expr)]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and CODE.fullmatch(value.value):
                yield value.value


def test_every_code_in_the_sources_has_a_page() -> None:
    rooms = ("reading", "compile", "emit", "check")
    modules = [path for room in rooms for path in sorted((ROOT / "telemetry_spec" / room).rglob("*.py"))]
    found = {code: path.name for path in modules for code in raised(path)}
    assert len(found) > 60, "the search has gone blind"
    assert not {code: name for code, name in found.items() if code not in api.codes()}


@pytest.mark.parametrize("pages", [READING, COMPILING, EMITTING, CHECKING, CONFORMING, PUBLISHING])
def test_no_page_is_about_a_code_that_nobody_raises(pages: dict[str, object]) -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "telemetry_spec").rglob("*.py") if path.name != "codes.py"]
    assert not [code for code in pages if not any(f'"{code}"' in text for text in texts)]


def test_no_code_has_two_pages() -> None:
    listed = [*READING, *COMPILING, *EMITTING, *CHECKING, *CONFORMING, *PUBLISHING, *lint.names()]
    assert len(listed) == len(set(listed))
    assert sorted(listed) == list(api.codes())


@pytest.mark.parametrize("code", api.codes())
def test_a_page_is_whole(code: str) -> None:
    page = api.explain(code)
    assert CODE.fullmatch(code)
    assert page.title
    assert not page.title.endswith(".")
    assert page.what.endswith(".")
    assert page.why.endswith(".")
    assert page.example.strip() != page.instead.strip()
    assert page.instead


@pytest.mark.parametrize("code", COMPILING)
def test_the_example_of_a_compiler_page_fires(code: str) -> None:
    page = COMPILING[code]
    assert {finding.code for finding in compile_text(complete(page.example)).findings} == {code}
    assert compile_text(complete(page.instead)).findings == ()


def checked(example: str, code: str, tmp_path: Path) -> set[str]:
    fragment, payloads = example.split(MARK)
    path = tmp_path / "payloads.ndjson"
    path.write_text(payloads, "utf-8")
    requests = "--requests" in CHECKING[code].what or code == "not-a-request"
    check = Check(compiled(fragment), requests=requests)
    return {finding.code for finding in check.findings([str(path)])}


@pytest.mark.parametrize("code", sorted(set(CHECKING) - TOO_LARGE))
def test_the_example_of_a_check_page_fires(code: str, tmp_path: Path) -> None:
    assert checked(CHECKING[code].example, code, tmp_path) == {code}
    assert checked(CHECKING[code].instead, code, tmp_path) == set()
