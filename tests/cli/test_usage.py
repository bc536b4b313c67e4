"""Wrong usage ends with exit code 2 and with words that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import SPEC

if TYPE_CHECKING:
    from tests.cli.conftest import Folder

ACME = "acme.telemetry.yaml"

WRONG = [
    (["lnt"], "There is no command 'lnt'. Did you mean 'lint'?"),
    (["frobnicate"], "There is no command 'frobnicate'. There are: build, check, "),
    (["--colour"], "No such option '--colour'."),
    (["lint"], "Missing argument 'SPEC...'."),
    (["lint", ACME, "--selct", "app"], "No such option '--selct'."),
    (["lint", ACME, "--format", "xml"], "'xml' is not one of 'github', 'json', "),
    (["lint", ACME, "--fail-on", "never"], "'never' is not one of 'error', 'warning', 'note'."),
    (["lint", ACME, "--max-findings", "-1"], "-1 is not in the range x>=0."),
    (["lint", ACME, "--select", "app.strat"], "'--select': There is no part `app.strat`. Did you mean `app.start`?"),
    (["lint", ACME, "--select", "app..start"], "There is no part `app..start`. Did you mean `app.start`?"),
    (["lint", ACME, "--select", "\x1b[31m"], "There is no part `\\x1b[31m`."),
    (["lint", "-", "-"], "Standard input can be read once only, so `-` may be given once."),
    (["build", ACME], "Missing option '--out'."),
    (
        ["build", ACME, "--out", "o", "--target", "jsonschema"],
        "There is no target `jsonschema`. Did you mean `json-schema`?",
    ),
    (["build", ACME, "--out", "o", "--target", "xml"], "There is no target `xml`. There are: docs, json-schema, "),
    (["build", ACME, "--out", ACME], f"Error: {ACME}/acme cannot be written: not a directory."),
    (["build", ACME, "--out", "o", "--templates", "absent"], "Directory 'absent' does not exist."),
    (["check", ACME, ""], "A name is empty. Write `.` for the folder that you are in."),
    (["lint", ""], "A name is empty. Write `.` for the folder that you are in."),
    (["docs", "sync", ""], "A name is empty."),
    (["docs", "render", ACME, "--history", "x" * 5000], "There is no folder"),
    (["init", f"{'x' * 5000}/a"], "cannot be written: file name too long."),
    (["check", ACME], "Missing argument 'PAYLOADS...'."),
    (["check", "-", "-"], "Standard input can be read once only, so `-` may be given once."),
    (["check", ACME, "p.json", "--select", "ap"], "There is no source or event `ap`. Did you mean `app`?"),
    (["check", ACME, "p.json", "--select", "app.start.count"], "Did you mean `app.start`?"),
    (["sample", ACME, "-n", "0"], "0 is not in the range x>=1."),
    (["sample", ACME, "-n", "many"], "'many' is not a valid integer"),
    (["sample", ACME, "--select", "cli"], "There is no source or event `cli`. There are: app, app.start."),
    (["explain", "unknwn-key"], "There is no code `unknwn-key`. Did you mean `unknown-key`?"),
    (["explain", "a", "b"], "Got unexpected extra argument (b)"),
    (["init"], "Missing argument 'SPEC'."),
    (["init", "acme.yaml"], "'acme.yaml' is no name for a spec: write 'acme.telemetry.yaml'."),
    (["init", "new/ac me"], "'ac me' is no name for a spec: write 'new/ac-me.telemetry.yaml'."),
    (["init", "7up"], "write '_7up.telemetry.yaml'."),
    (["init", "."], "'.' is a folder. Name the file to write: 'PRODUCT.telemetry.yaml'."),
    (["init", ".."], "'..' is a folder. Name the file to write: '../PRODUCT.telemetry.yaml'."),
    (["init", "7up.telemetry.yaml"], "does not begin with a digit."),
    (["init", ".telemetry.yaml"], "'.telemetry.yaml' is no name for a spec"),
    (["init", f"{ACME}/x.telemetry.yaml"], "cannot be written"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_wrong_usage_is_explained(folder: Folder, arguments: list[str], words: str) -> None:
    done = folder.run(*arguments, stdin=SPEC)
    assert words in done.stderr
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "\x1b" not in done.stderr


def test_nothing_is_written_after_wrong_usage(folder: Folder) -> None:
    before = sorted(folder.path.rglob("*"))
    for arguments, _ in WRONG:
        folder.run(*arguments, stdin=SPEC)
    assert sorted(folder.path.rglob("*")) == before


@pytest.mark.parametrize("command", ["build", "check", "explain", "init", "lint", "sample", "vectors"])
def test_every_command_has_help(folder: Folder, command: str) -> None:
    done = folder.run(command, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: telemetry-spec {command} ")
    assert folder.run(command, "-h").stdout == done.stdout


def test_help_lists_the_commands(folder: Folder) -> None:
    shown = folder.run("--help").stdout
    for command in ("build", "check", "explain", "init", "lint", "sample", "vectors"):
        assert f"\n  {command} " in shown
    assert "Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 unreadable or invalid" in " ".join(shown.split())
    assert "..." not in shown.split("Commands:")[1], "a command's first line is too long to be shown"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"\x00",
        b"[" * 100_000,
        b"a: *b\n",
        b"- 1\n",
        b"telemetry_spec: 2\n",
        b"telemetry_spec: 1\nproduct: ../acme\n",
        SPEC.encode("utf-16"),
        SPEC.replace("  app:\n", "  app: &a\n").encode(),
        SPEC.replace("type: integer", "type: [integer]").encode(),
    ],
)
@pytest.mark.parametrize(
    "command", [["lint"], ["build", "--out", "out"], ["check", "-"], ["sample"], ["vectors"]], ids=" ".join
)
def test_an_invalid_spec_gives_findings_and_exit_code_3(folder: Folder, command: list[str], text: bytes) -> None:
    name = folder.write("bad.telemetry.yaml", text)
    done = folder.run(command[0], name, *command[1:], stdin="{}")
    assert done.exit_code == 3
    assert f"{name}:" in done.output
    assert not (folder.path / "out").exists()
