"""Carries out the examples of a document, so that they cannot go stale.

How a document is read, from top to bottom, in a folder of its own:

- a line <!-- goes on from: guide.md --> writes all files with a title in that document, as they are at its end;
- a fenced block with a title (```yaml title="notes.telemetry.yaml") is written to the file of that name. Where it is a
  workflow of GitHub or of GitLab, the commands in it are run, and have to succeed;
- a ```diff block with a title changes the file of that name: its lines without `+` have to be there, once;
- a ```console block holds commands, each after `$ `, and below each exactly what it prints (stdout and stderr, as on a
  terminal), where `...` stands for anything. A command begins with `telemetry-spec`, `pytest`, `mkdocs`, `python` or
  `git`, or with `cat`, `head` or `ls` to show what came out;
- a ```console block with any other command, and a ```yaml block without a title, need a line right above that says why
  they are not run: <!-- not run: needs a running server -->
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

BLOCK = re.compile(
    r"(?:<!-- not run: (?P<reason>[^\n]+?) -->\n+)?"
    r'^(?P<indent> *)```(?P<language>[\w+-]*)(?: title="(?P<title>[^"\n]+)")?[^\n]*\n(?P<body>.*?)^ *```$',
    re.MULTILINE | re.DOTALL,
)
#: A command, which goes on after a backslash at the end of a line, and what it prints.
COMMAND = re.compile(r"^\$ (?P<command>(?:[^\n]*\\\n)*[^\n]*)\n(?P<printed>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
BEFORE = re.compile(r"^<!-- goes on from: (?P<document>\S+) -->$", re.MULTILINE)
RUNNABLE = ("telemetry-spec ", "pytest ", "mkdocs ", "python ", "git ", "cat ", "head ", "ls ")
#: Files whose commands are run, by how their names begin, with the key under which the commands stand.
WORKFLOWS = {".github/workflows/": "run", ".gitlab-ci.yml": "script"}
#: Whom git names in a commit; nobody's own settings count.
COMMITTER = dict.fromkeys(
    ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "reader@clock.example"
)
#: What sets a runner up is not for a test to do.
SETTING_UP = ("pip install ", "sudo ")


@dataclass
class CarriedOut:
    """A document that was carried out: what does not hold, and its text with what the commands really print."""

    problems: list[str] = field(default_factory=list)
    text: str = ""


def carry_out(text: str, folder: Path, documents: Path) -> CarriedOut:
    """Carry out a document in a folder. `documents` is where the documents lie that it goes on from."""
    done = CarriedOut()
    for before in BEFORE.finditer(text):
        for block in BLOCK.finditer((documents / before["document"]).read_text("utf-8")):
            done.problems += _write(block, folder)
    end = 0
    for block in BLOCK.finditer(text):
        done.text += text[end : block.start("body")]
        done.text += _block(block, folder, done.problems)
        end = block.end("body")
    done.text += text[end:]
    return done


def _block(block: re.Match[str], folder: Path, problems: list[str]) -> str:
    """Carry out a block, add what does not hold, and return what should stand in it."""
    language, body = block["language"], block["body"]
    if block["reason"]:
        return body
    if block["indent"]:
        problems += [f"an indented {language} block cannot be run"] if language in {"yaml", "console"} else []
    elif block["title"]:
        problems += [*_write(block, folder), *_workflow(block["title"], body, folder)]
    elif language == "yaml":
        problems.append(f"a yaml block has no title and no reason: {body[:60]!r}")
    elif language == "console":
        return _console(body, folder, problems)
    return body


def _write(block: re.Match[str], folder: Path) -> list[str]:
    """Write or change the file that a block holds; return what stands in the way."""
    if not block["title"]:
        return []
    path = folder / block["title"]
    if block["language"] != "diff":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["body"], "utf-8")
        return []
    text = path.read_text("utf-8") if path.is_file() else ""
    lines = block["body"].splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] != "+")
    if text.count(old) != 1:
        return [f"{path.name} does not hold these lines once:\n{old}"]
    path.write_text(text.replace(old, "".join(line[1:] for line in lines if line[0] != "-")), "utf-8")
    return []


def _workflow(title: str, body: str, folder: Path) -> list[str]:
    """Run the commands of a workflow; return those that fail, and those that nobody can tell the meaning of."""
    key = next((key for start, key in WORKFLOWS.items() if title.startswith(start)), None)
    found = []
    for command in _commands(yaml.safe_load(body), key) if key else ():
        if command.startswith(RUNNABLE):
            code, printed = _run(command, folder)
            found += [f"{title}: {command} ends with {code}:\n{printed}"] if code else []
        elif not command.startswith(SETTING_UP):
            found.append(f"{title}: {command} is not run")
    return found


def _commands(node: object, key: str) -> list[str]:
    if isinstance(node, dict):
        own = node.get(key, [])
        lines = own.splitlines() if isinstance(own, str) else [str(line) for line in own]
        return [*lines, *(line for inner in node.values() for line in _commands(inner, key))]
    return [line for inner in node for line in _commands(inner, key)] if isinstance(node, list) else []


def _console(body: str, folder: Path, problems: list[str]) -> str:
    commands = list(COMMAND.finditer(body))
    if not commands or commands[0].start() != 0:
        problems.append(f"a console block begins with `$ `: {body[:60]!r}")
        return body
    found = ""
    for command in commands:
        written = printed = command["printed"]
        if not command["command"].startswith(RUNNABLE):
            problems.append(f"no reason why this is not run: {command['command']}")
        else:
            _, printed = _run(command["command"], folder)
        fits = _is(printed, written)
        if not fits:
            problems.append(f"$ {command['command']}\nwritten:\n{written}\nprinted:\n{printed}")
        found += f"$ {command['command']}\n{written if fits else printed}"
    return found


def _is(printed: str, written: str) -> bool:
    """Say whether what was printed is what is written, in which `...` stands for anything."""
    pattern = ".*?".join(map(re.escape, written.split("...")))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


def _run(command: str, folder: Path) -> tuple[int, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "100", **COMMITTER}
    done = subprocess.run(  # noqa: S602  examples are shell commands, and they are our own
        command, shell=True, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.returncode, done.stdout.decode()
