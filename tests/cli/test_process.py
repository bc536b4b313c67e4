"""The command line as a process: what is imported, what goes where, and how it ends when something breaks."""

from __future__ import annotations

import errno
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click
import pytest

import telemetry_spec
from telemetry_spec import api
from telemetry_spec.cli import _app, _progress
from tests.cli.conftest import SPEC
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Folder

    Process = Callable[..., subprocess.CompletedProcess[str]]

HEAVY = {"pydantic", "jsonschema", "jinja2", "rich", "yaml", "msgspec", "hypothesis", "pytest", "orjson", "asyncio"}


def imported(process: Process, *arguments: str) -> set[str]:
    code = f"""
import sys
from telemetry_spec.cli import main
try:
    main({list(arguments)!r})
except SystemExit as end:
    assert end.code == 0
print("\\nMODULES", *sys.modules)
"""
    done = process(line=f"exec {sys.executable} -c '{code.replace(chr(39), chr(34))}'")
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stdout.rsplit("MODULES", 1)[1].split()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        *([name, "--help"] for name in ("build", "check", "explain", "init", "lint", "sample", "vectors")),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported_for_help(process: Process, arguments: list[str]) -> None:
    assert not imported(process, *arguments) & HEAVY


def test_a_plain_report_needs_neither_rich_nor_jsonschema(process: Process) -> None:
    assert not imported(process, "lint", "acme.telemetry.yaml") & {"rich", "jinja2", "hypothesis", "pytest"}


def test_the_package_itself_imports_nothing_heavy(process: Process) -> None:
    code = "import sys, telemetry_spec; dir(telemetry_spec); print(*sys.modules)"
    done = process(line=f'{sys.executable} -c "{code}"')
    assert not {name.split(".")[0] for name in done.stdout.split()} & (HEAVY | {"click"})


def test_the_version_is_the_package_s(process: Process) -> None:
    done = process("--version")
    assert (done.returncode, done.stdout) == (0, f"telemetry-spec, version {telemetry_spec.__version__}\n")


def test_exit_codes(process: Process, folder: Folder) -> None:
    folder.write("bad.json", '{"count": 100}')
    folder.write("bad.telemetry.yaml", "product: 1\n")
    assert process("lint", "acme.telemetry.yaml").returncode == 0
    assert process("check", "acme.telemetry.yaml", "bad.json").returncode == 1
    assert process("lint").returncode == 2
    assert process("lint", "bad.telemetry.yaml").returncode == 3


def test_findings_go_to_standard_output_and_usage_to_standard_error(process: Process, folder: Folder) -> None:
    folder.write("bad.json", '{"count": 100}')
    done = process("check", "acme.telemetry.yaml", "bad.json", "--format", "json")
    assert done.stderr == ""
    assert json.loads(done.stdout)["summary"]["bad"] == 1
    done = process("check", "acme.telemetry.yaml")
    assert done.stdout == ""
    assert "Missing argument" in done.stderr


def test_whoever_stops_reading_is_not_bothered(process: Process) -> None:
    done = process(line="$CLI sample acme.telemetry.yaml -n 1000000 | head -n 1 | wc -l")
    assert done.stdout.strip() == "1"
    assert done.stderr == ""
    done = process(line="$CLI sample acme.telemetry.yaml -n 1000000 | true")
    assert (done.returncode, done.stderr) == (141, "")
    done = process(line="$CLI explain | true")
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110  a device
def test_a_full_disk_is_said_plainly(process: Process) -> None:
    done = process(line="$CLI sample acme.telemetry.yaml -n 100000 > /dev/full")
    assert (done.returncode, done.stderr) == (2, "Error: Writing failed: no space left on device.\n")
    done = process(line="$CLI lint acme.telemetry.yaml > /dev/full")
    assert (done.returncode, done.stderr) == (2, "Error: Writing failed: no space left on device.\n")


def test_closed_streams_do_no_harm(process: Process) -> None:
    assert process(line="$CLI lint acme.telemetry.yaml >&-").returncode == 0
    assert process(line="$CLI lint acme.telemetry.yaml <&-").returncode == 0
    assert process(line="$CLI check acme.telemetry.yaml - <&-").returncode == 1
    assert process(line="$CLI lint 2>&-").returncode == 2


def test_an_encoding_without_the_characters_does_no_harm(process: Process, folder: Folder) -> None:
    folder.write("wide.telemetry.yaml", SPEC.replace("type: integer", "type: 整数"))
    done = process("lint", "wide.telemetry.yaml", PYTHONIOENCODING="ascii")
    assert done.returncode == 3
    assert "There is no type `\\u6574\\u6570`." in done.stdout
    folder.write("name.telemetry.yaml", SPEC.replace("[server, cli]", "[größe]").replace(", optional: true", ""))
    done = process("sample", "name.telemetry.yaml", PYTHONIOENCODING="ascii")
    assert "größe" in done.stdout


def test_ctrl_c_ends_quietly(folder: Folder) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "telemetry_spec", "check", "acme.telemetry.yaml", "-"],
        cwd=folder.path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdin
    running.stdin.write(b'{"count": 1}\n' * 200_000)  # more than a pipe holds: it returns when the command reads
    running.stdin.flush()
    running.send_signal(signal.SIGINT)
    out, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in out + error


class _SurpriseError(Exception):
    pass


def _surprise(*_: object, **__: object) -> None:
    raise _SurpriseError("the value s3cret")


def test_a_bug_asks_for_a_report(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "lint", _surprise)
    done = folder.run("lint", "acme.telemetry.yaml")
    assert done.exit_code == 4
    assert "This is a bug in telemetry-spec" in done.stderr
    assert "_SurpriseError at cli/lint.py:" in done.stderr.replace("\\", "/")
    assert "s3cret" not in done.output
    assert "Traceback" not in done.output
    done = folder.run("lint", "acme.telemetry.yaml", env={"TELEMETRY_SPEC_DEBUG": "1"})
    assert done.exit_code == 4
    assert "Traceback" in done.stderr


def test_an_error_of_the_system_that_nobody_expects_is_a_bug(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(api, "lint", fails)
    done = folder.run("lint", "acme.telemetry.yaml")
    assert (done.exit_code, "PermissionError" in done.stderr) == (4, True)


@pytest.mark.parametrize(
    ("error", "code", "forgotten"),
    [
        (click.Abort(), 130, 0),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, 1),
        (OSError(errno.ENOSPC, "No space left on device"), 2, 1),
        (OSError(errno.EMFILE, "Too many open files"), 4, 0),
        (click.UsageError("wrong"), 2, 0),
        (RecursionError(), 4, 0),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else type(value).__name__,
)
def test_every_end_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, code: int, forgotten: int
) -> None:
    redirected: list[int] = []

    def redirect(source: int, target: int) -> None:
        os.close(source)
        redirected.append(target)

    def fails() -> None:
        raise error

    monkeypatch.setattr(os, "dup2", redirect)

    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert _app._ended(fails) == code
        assert _app._ended(lambda: 3) == 3
        assert _app._ended(lambda: None) == 0
        assert redirected == [out.fileno()] * forgotten
        monkeypatch.undo()


def test_output_that_is_gone_can_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    _app._forget_output()
    assert out.getvalue() == ""
    assert not out.closed


def test_streams_that_the_shell_has_closed_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(sys, name, None)
    _app._open_streams()
    assert sys.stdin.read() == ""
    assert sys.stdout.write("into nothing") == len("into nothing")
    sys.stdin.close()
    sys.stdout.close()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_sign_of_life_comes_after_a_while_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {}
    for quiet in (0.0, 100.0):
        terminal = _Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(_progress, "_QUIET", quiet)
        monkeypatch.setenv("TERM", "xterm-256color")
        with _progress.progress(lambda: "working") as sign:
            sign.stop()
            sign.start()
        shown[quiet] = terminal.getvalue()
    assert "working" in shown[0.0]
    assert "working" not in shown[100.0]
    assert shown[0.0].endswith("\x1b[2K")


def test_there_is_no_sign_of_life_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = io.StringIO()
    monkeypatch.setattr(sys, "stderr", plain)
    with _progress.progress(lambda: "working") as sign:
        sign.stop()
        sign.start()
    assert plain.getvalue() == ""


def on_terminal(folder: Folder, *arguments: str, seconds: float = 0.0, env: Mapping[str, str] | None = None) -> str:
    """Run a command with a terminal on both outputs; return what it wrote there."""
    leader, follower = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "telemetry_spec", *arguments],
        cwd=folder.path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **(env or {})},
        stdin=subprocess.PIPE, stdout=follower, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    assert running.stdin
    if seconds:
        running.stdin.write(b'{"count": 1}\n')
        running.stdin.flush()
        time.sleep(seconds)
    running.stdin.close()
    written = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the terminal is gone
            break
        if not part:
            break
        written += part
    running.wait(timeout=60)
    os.close(leader)
    return written.decode()


def test_colours_are_for_terminals(folder: Folder, process: Process) -> None:
    folder.write("bad.telemetry.yaml", SPEC.replace("type: integer", "type: integr"))
    assert "\x1b[1;31merror" in on_terminal(folder, "lint", "bad.telemetry.yaml")
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = on_terminal(folder, "lint", "bad.telemetry.yaml", env=env).split("error[", 1)[1]
        assert "\x1b[1" not in plain
        assert "\x1b[3" not in plain
    assert "\x1b" not in process("lint", "bad.telemetry.yaml").stdout


def test_long_work_shows_a_sign_of_life_on_a_terminal_only(folder: Folder, process: Process) -> None:
    shown = on_terminal(folder, "check", "acme.telemetry.yaml", "-", seconds=2.0)
    assert "payloads checked" in shown
    assert "1 payload, 0 bad: no findings." in shown
    folder.write("some.ndjson", '{"count": 1}\n')
    assert process("check", "acme.telemetry.yaml", "some.ndjson").stderr == ""


def test_a_narrow_terminal_still_shows_the_place(folder: Folder) -> None:
    folder.write("bad.telemetry.yaml", SPEC.replace("type: integer", "type: integr"))
    assert "^^^^^^" in on_terminal(folder, "lint", "bad.telemetry.yaml", env={"COLUMNS": "10", "NO_COLOR": "1"})
