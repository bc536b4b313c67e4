"""The examples in docstrings, in README.md and in docs/ are run, so that they cannot go stale.

How a document is read, from top to bottom, in a temporary folder of its own:

- a fenced block with a title (```yaml title="notes.telemetry.yaml") is written to the file of that name;
- a ```console block holds commands, each after `$ `, and below each exactly what it prints (stdout and stderr, as on a
  terminal). A command begins with `telemetry-spec`, or with `cat` or `head` to show a file that came out;
- a ```console block with any other command, and a ```yaml block without a title, need a line right above that says why
  they are not run: <!-- not run: needs a running server -->
"""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = [path for path in sorted((ROOT / "telemetry_spec").rglob("*.py")) if ">>> " in path.read_text("utf-8")]

BLOCK = re.compile(
    r"(?:<!-- not run: (?P<reason>[^\n]+?) -->\n+)?"
    r'^(?P<indent> *)```(?P<language>[\w+-]*)(?: title="(?P<title>[^"\n]+)")?[^\n]*\n(?P<body>.*?)^ *```$',
    re.MULTILINE | re.DOTALL,
)
#: A command, which goes on after a backslash at the end of a line, and what it prints.
COMMAND = re.compile(r"^\$ (?P<command>(?:[^\n]*\\\n)*[^\n]*)\n(?P<printed>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
RUNNABLE = ("telemetry-spec ", "cat ", "head ")


def problems(text: str, folder: Path) -> list[str]:
    """Carry out a document in a folder; return what does not hold."""
    found: list[str] = []
    for block in BLOCK.finditer(text):
        language, title, body = block["language"], block["title"], block["body"]
        if block["reason"]:
            continue
        if block["indent"]:
            found += [f"an indented {language} block cannot be run"] if language in {"yaml", "console"} else []
        elif title:
            (folder / title).parent.mkdir(parents=True, exist_ok=True)
            (folder / title).write_text(body, "utf-8")
        elif language == "yaml":
            found.append(f"a yaml block has no title and no reason: {body[:60]!r}")
        elif language == "console":
            found += _console(body, folder)
    return found


def _console(body: str, folder: Path) -> list[str]:
    commands = list(COMMAND.finditer(body))
    if not commands or commands[0].start() != 0:
        return [f"a console block begins with `$ `: {body[:60]!r}"]
    found = []
    for command in commands:
        if not command["command"].startswith(RUNNABLE):
            found.append(f"no reason why this is not run: {command['command']}")
            continue
        printed = _run(command["command"], folder)
        if printed != command["printed"]:
            found.append(f"$ {command['command']}\nwritten:\n{command['printed']}\nprinted:\n{printed}")
    return found


def _run(command: str, folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S602  examples are shell commands, and they are our own
        command, shell=True, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document(path: Path, tmp_path: Path) -> None:
    wrong = problems(path.read_text("utf-8"), tmp_path)
    assert not wrong, "\n\n".join(wrong)


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
    ],
)
def test_what_does_not_hold_is_found(document: str, wrong: int, tmp_path: Path) -> None:
    assert len(problems(document, tmp_path)) == wrong
