"""The examples in docstrings, in README.md and in docs/ are run, so that they cannot go stale.

`documents.py` says how a document is read. `pytest --renew-golden` writes what the commands print today into them.
"""

from __future__ import annotations

import doctest
import importlib
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.documents import carry_out

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
DOCUMENTS = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
MODULES = [path for path in sorted((ROOT / "telemetry_spec").rglob("*.py")) if ">>> " in path.read_text("utf-8")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    done = carry_out(path.read_text("utf-8"), tmp_path, DOCS)
    if request.config.getoption("--renew-golden"):
        path.write_text(done.text, "utf-8")
    assert not done.problems, "\n\n".join(done.problems)


def test_docstrings() -> None:
    results = {}
    for path in MODULES:
        steps = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(step for step in steps if step != "__init__")
        results[name] = doctest.testmod(importlib.import_module(name))
    assert not {name: result for name, result in results.items() if result.failed or not result.attempted}


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ('```text title="a.txt"\nhello\n```\n\n```console\n$ cat a.txt\nhello\n```\n', 0),
        ('```text title="a.txt"\nhello\n```\n\n```console\n$ cat a.txt\nbye\n```\n', 1),
        ("```console\n$ cat a.txt \\\n    b.txt\n```\n", 1),
        ("```console\n$ make demo\n```\n", 1),
        ("<!-- not run: needs the network -->\n```console\n$ make demo\n```\n", 0),
        ("```console\nhello\n```\n", 1),
        ("```yaml\nkey: value\n```\n", 1),
        ("<!-- not run: -->\n```yaml\nkey: value\n```\n", 1),
        ("    ```yaml\n    key: value\n    ```\n", 1),
        ("```python\nnever_run()\n```\n", 0),
        ('```text title="a.txt"\n1\n2\n3\n```\n\n```console\n$ cat a.txt\n1\n...\n3\n```\n', 0),
        ('```text title="a.txt"\n1\n2\n4\n```\n\n```console\n$ cat a.txt\n1\n...\n3\n```\n', 1),
        ('```text title="a"\n1\n2\n```\n\n```diff title="a"\n 1\n-2\n+3\n```\n\n```console\n$ cat a\n1\n3\n```\n', 0),
        ('```text title="a"\n1\n2\n```\n\n```diff title="a"\n-4\n+3\n```\n', 1),
        ('```yaml title=".gitlab-ci.yml"\na:\n  script: [cat .gitlab-ci.yml, pip install a]\n```\n', 0),
        ('```yaml title=".gitlab-ci.yml"\na:\n  script: [cat missing.txt]\n```\n', 1),
        ('```yaml title=".gitlab-ci.yml"\na:\n  script: [make demo]\n```\n', 1),
        ('```yaml title=".github/workflows/a.yml"\njobs: {a: {steps: [{run: "cat b"}]}}\n```\n', 1),
    ],
)
def test_what_does_not_hold_is_found(document: str, wrong: int, tmp_path: Path) -> None:
    assert len(carry_out(document, tmp_path, DOCS).problems) == wrong


def test_a_document_goes_on_from_another(tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text('```text title="a.txt"\nhello\n```\n\n```console\n$ cat b.txt\n```\n', "utf-8")
    document = "<!-- goes on from: first.md -->\n\n```console\n$ cat a.txt\nhello\n```\n"
    assert carry_out(document, tmp_path, tmp_path).problems == []


@pytest.mark.parametrize(
    ("written", "renewed"), [("bye\n", "hello\nyou\n"), ("", "hello\nyou\n"), ("hel...\n", "hel...\n")]
)
def test_what_is_printed_today_can_be_written(written: str, renewed: str, tmp_path: Path) -> None:
    document = 'One.\n\n```text title="a.txt"\nhello\nyou\n```\n\n```console\n$ cat a.txt\n{}```\n\nTwo.\n'
    assert carry_out(document.format(written), tmp_path, DOCS).text == document.format(renewed)
