"""`telemetry-spec conform client`, as people type it."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from telemetry_spec.cli import main
from telemetry_spec.conform import capture

if TYPE_CHECKING:
    from click.testing import Result

HERE = Path(__file__).parent
SPEC = HERE / "probe.telemetry.yaml"
NOT_HERE = capture.get("isolate").unavailable()

isolated = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

#: Opts out of all but one event, by a command, with a last event; and of one field.
SEVERAL = """
telemetry_spec: 1
product: several
title: Several
version: "1"
consent: opt-out
notice: {summary: It sends what is done., purpose: To see it., operator: Several Ltd.}
destinations:
  stats: {url: "https://stats.several.example/", method: POST, encoding: json}
opt_outs:
  goodbye:
    kind: command
    command: several telemetry off
    undo: several telemetry on
    disables: [tool]
    farewell: tool.goodbye
  part: {kind: flag, flag: --no-start, disables: [tool.start]}
  detail: {kind: flag, flag: --no-detail, disables: [tool.start.detail]}
  code: {kind: code, symbol: quiet, language: js, snippet: "several({quiet: true})", disables: [tool]}
sources:
  tool:
    title: Tool
    description: The tool.
    discriminator: event
    events:
      start:
        description: It was started.
        destination: stats
        fields:
          detail: {type: string, max_length: 20, optional: true, description: A detail., examples: [x]}
      end: {description: It has ended., destination: stats, fields: {}}
      goodbye: {description: It was turned off., destination: stats, fields: {}}
"""
TOOL = """
import json, os, pathlib, socket, ssl, sys
home = pathlib.Path(os.environ["HOME"])
def send(event):
    body = json.dumps(event).encode()
    plain = socket.create_connection(("stats.several.example", 443), 2)
    with ssl.create_default_context().wrap_socket(plain, server_hostname="stats.several.example") as sender:
        head = f"POST / HTTP/1.1\\r\\nhost: stats.several.example\\r\\ncontent-length: {len(body)}\\r\\n\\r\\n"
        sender.sendall(head.encode() + body)
        sender.recv(65536)
if sys.argv[1:2] == ["telemetry"]:
    if sys.argv[2] == "off":
        send({"event": "goodbye"})
    (home / ".several").write_text(sys.argv[2])
    sys.exit()
off = home / ".several"
if os.environ.get("QUIET") or (off.is_file() and off.read_text() == "off"):
    sys.exit()
if "--no-start" not in sys.argv:
    send({"event": "start"} if "--no-detail" in sys.argv else {"event": "start", "detail": "x"})
send({"event": "end"})
"""


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.optouts._variable.GUESSES", ("1", "0", ""))


def conform(*words: str, spec: Path = SPEC, cheat: str = "", program: str = "probe.py") -> Result:
    tool = (sys.executable, "-S", "-E", str(HERE / program if program == "probe.py" else program))
    return CliRunner().invoke(main, ["conform", "client", str(spec), *words, "--", *tool, *([cheat] if cheat else [])])


def report(result: Result) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(result.stdout)["results"]}


@isolated
def test_an_honest_client_passes(tmp_path: Path) -> None:
    har, kept = tmp_path / "all.har", tmp_path / "kept"
    result = conform("--jobs", "4", "--har", str(har), "--keep", str(kept))
    assert result.exit_code == 0, result.output
    assert "opts out" in result.stdout
    assert "The run passes." in result.stdout
    entries = json.loads(har.read_text("utf-8"))["log"]["entries"]
    assert {one["request"]["url"] for one in entries} == {"https://stats.probe.example/v1/events?v=..."}
    assert "build" not in har.read_text("utf-8")
    assert (kept / "baseline" / "runs" / "1" / "stdout").read_bytes() == b"built 10 things\n"


@isolated
def test_a_cheat_fails_and_no_value_is_shown() -> None:
    result = conform("--only", "captures", "--only", "canary:home", "--format", "json", cheat="home-in-base64")
    assert result.exit_code == 1
    found = report(result)
    assert found["canary:home"]["message"] == "The home folder was sent, base64-encoded, in the field `/events/4/name`."
    assert "/home/" not in result.stdout
    assert "--only canary:home" in found["canary:home"]["repeat"]


@isolated
def test_a_known_failure_does_not_fail(tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("extra-field:*  The branch goes in the next version.\n", "utf-8")
    result = conform("--only", "extra-field", "--known-failing", str(known), cheat="undeclared-field")
    assert result.exit_code == 0, result.output
    assert "XFAIL" in result.stdout


@isolated
def test_nothing_captured_is_no_success() -> None:
    result = conform("--format", "json", program="-c")
    assert result.exit_code == 1
    assert {name: one["verdict"] for name, one in report(result).items()} == {"captures": "INCONCLUSIVE"}
    result = conform("--format", "json", "--only", "opt-out", program="-c")
    assert result.exit_code == 1
    assert {name: one["verdict"] for name, one in report(result).items()} == {"opt-out": "INCONCLUSIVE"}


def test_a_mode_that_does_not_see_everything_proves_no_silence() -> None:
    words = ("--capture", "proxy", "--only", "opt-out", "--quiet", "50ms", "--format", "json")
    sender = HERE / "through_a_proxy.py"
    found = report(conform(*words, program=str(sender)))
    assert found["opt-out:variable"]["verdict"] == "INCONCLUSIVE"
    assert "cannot prove silence" in found["opt-out:variable"]["message"]
    accepted = conform(*words, "--accept-unproved", program=str(sender))
    assert report(accepted)["opt-out:variable"]["verdict"] == "PASS"
    assert accepted.exit_code == 0


def test_what_values_do_is_shown_once() -> None:
    words = ("--capture", "proxy", "--only", "opt-out-values", "--quiet", "50ms")
    sender = str(HERE / "through_a_proxy.py")
    inconclusive = conform(*words, program=sender)
    assert "INCONCLUSIVE opt-out-values:variable" in inconclusive.stdout
    assert "take it with `--accept-unproved`" in inconclusive.stdout
    passed = conform(*words, "--accept-unproved", program=sender)
    assert passed.exit_code == 0
    for one in (inconclusive, passed):
        assert one.stdout.count("`PROBE_NO_TELEMETRY=0`: opts out") == 1, one.stdout


@pytest.fixture
def several(tmp_path: Path) -> tuple[Path, Path]:
    spec, tool = tmp_path / "several.telemetry.yaml", tmp_path / "several.py"
    spec.write_text(SEVERAL, "utf-8")
    tool.write_text(TOOL, "utf-8")
    return spec, tool


@isolated
def test_commands_farewells_and_parts(several: tuple[Path, Path], tmp_path: Path) -> None:
    spec, tool = several
    driver = tmp_path / "driver.sh"
    driver.write_text('#!/bin/sh\ntest "$1 $2" = "code off" && echo QUIET=1\n', "utf-8")
    driver.chmod(0o755)
    result = conform(
        *("--program", f"several={sys.executable} -S -E {tool}", "--driver", str(driver), "--format", "json"),
        *("--only", "opt-out", "--only", "opt-out-lasts", "--only", "opt-out-queue", "--jobs", "4"),
        spec=spec,
        program=str(tool),
    )
    found = {name: (one["verdict"], one["message"]) for name, one in report(result).items()}
    assert found["opt-out:goodbye"] == ("PASS", "Nothing but the declared last event was sent.")
    assert found["opt-out-lasts:goodbye"][0] == "PASS"
    assert found["opt-out-queue:goodbye"][0] == "PASS"
    assert found["opt-out:part"] == ("PASS", "What it stops was not sent.")
    assert found["opt-out:detail"] == ("PASS", "What it stops was not sent.")
    assert found["opt-out:code"] == ("PASS", "Nothing was sent: no request, no connection, no name looked up.")
    assert result.exit_code == 0, found


@isolated
def test_a_farewell_that_nobody_declared(several: tuple[Path, Path]) -> None:
    spec, tool = several
    spec.write_text(SEVERAL.replace("    farewell: tool.goodbye\n", ""), "utf-8")
    program = f"several={sys.executable} -S -E {tool}"
    result = conform("--program", program, "--only", "opt-out:*", "--format", "json", spec=spec, program=str(tool))
    found = report(result)
    assert found["opt-out:goodbye"]["verdict"] == "FAIL"
    assert found["opt-out:goodbye"]["message"].startswith(
        "While opting out: A request was sent to stats.several.example"
    )
    assert found["opt-out:code"]["verdict"] == "SKIP"
    assert "several({quiet: true})" in found["opt-out:code"]["help"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--select", "tol"), "Did you mean `tool`?"),
        (("--capture", "endpoint"), "write {url} in the command line"),
        (("--program", "probe"), "Write NAME=COMMAND"),
        (("--project", "no-such-folder"), "is no folder"),
        (("--jwe-key", "no-such-file"), "cannot be read"),
        (("--jwe-key", str(SPEC)), "holds no key. Give a private key as PEM or as a JWK"),
        (("--timeout", "soon"), "is no duration"),
        (("--timeout", "0"), "Write a time longer than 0, such as `60s`."),
        (("--endpoint-env", "URL=zz"), "There is no destination `zz` to send to. Write one of `stats`."),
        (("--endpoint-env", "URL="), "Write NAME or NAME=ID instead of 'URL='."),
        (("--endpoint-env", ""), "Write NAME or NAME=ID instead of ''."),
        (("--", "true", "{url:zz}"), "There is no destination `zz` to send to. Write one of `stats`."),
        (("--allow", "https://foo.example/bar"), "Write `foo.example` instead of 'https://foo.example/bar'."),
        (("--allow", "foo.example:443"), "Write `foo.example` instead of 'foo.example:443'."),
        (("--allow", "a b"), "Write a host, such as `updates.example.org`, instead of 'a b'."),
        (("--allow", ""), "Write a host, such as"),
        (("--env", "A B"), "Write NAME or NAME=VALUE instead of 'A B'."),
        (("--env", "A B=hush"), "Write NAME or NAME=VALUE instead of 'A B=...'."),
        (("--env", "=x"), "Write NAME or NAME=VALUE instead of '=...'."),
    ],
)
def test_wrong_usage_says_what_to_write(words: tuple[str, ...], said: str) -> None:
    result = conform(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_a_program_that_is_not_there() -> None:
    result = CliRunner().invoke(main, ["conform", "client", str(SPEC), "--", "no-such-program"])
    assert result.exit_code == 2
    assert "There is no program `no-such-program`." in result.stderr


def test_what_a_mode_cannot_plant_is_no_success() -> None:
    words = ("--capture", "proxy", "--only", "canary", "--quiet", "50ms", "--format", "json")
    found = report(conform(*words, program=str(HERE / "through_a_proxy.py")))
    skipped = {name for name, one in found.items() if one["verdict"] == "SKIP"}
    assert skipped == {"canary:host", "canary:machine-id", "canary:address"}


@isolated
@pytest.mark.parametrize("program", ["./go", "{cwd}/go"])
def test_a_program_of_the_project(program: str, tmp_path: Path) -> None:
    script = tmp_path / "go"
    script.write_text(f"#!/bin/sh\nexec {sys.executable} -S -E {HERE / 'probe.py'}\n", "utf-8")
    script.chmod(0o755)
    words = ["conform", "client", str(SPEC), "--project", str(tmp_path), "--only", "captures"]
    assert CliRunner().invoke(main, [*words, "--", program]).exit_code == 0
    gone = CliRunner().invoke(main, [*words, "--", f"{program}ne"])
    assert (gone.exit_code, "There is no program" in gone.stderr) == (2, True)


@isolated
def test_what_an_opt_out_calls_may_lie_in_the_project(several: tuple[Path, Path], tmp_path: Path) -> None:
    spec, tool = several
    words = ("--project", str(tmp_path), "--program", f"several={sys.executable} -S -E {{cwd}}/several.py")
    result = conform(*words, "--only", "opt-out:goodbye", spec=spec, program=str(tool))
    assert result.exit_code == 0, result.output


#: Starts another process in a session of its own, and goes on for ever, as that does, deaf to being asked to end.
FOR_EVER = """
import os, signal, subprocess, sys, time
for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(one, signal.SIG_IGN)
if sys.argv[2:] != ["below"]:
    subprocess.Popen([sys.executable, "-S", "-c", os.environ["CODE"], sys.argv[1], "below"], start_new_session=True)
else:
    print("begun", flush=True)
time.sleep(60)
"""


def alive(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().decode("utf-8", "replace").split("\0")
            if mark in words and "-m" not in words and "conform" not in words:
                found.append(path.parent.name)
    return found


@pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc, which is not here"
)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "terminate"])
@pytest.mark.parametrize("mode", [pytest.param("isolate", marks=isolated), "proxy", "driver"])
def test_a_signal_ends_a_run_in_order(mode: str, how: signal.Signals, tmp_path: Path) -> None:
    mark = f"mark-{uuid.uuid4()}"
    forever = [sys.executable, "-S", "-c", FOR_EVER, mark]
    words = ["--capture", mode, "--env", f"CODE={FOR_EVER}", "--", *forever]
    if mode == "driver":
        words = ["--capture", "proxy", "--driver", shlex.join(forever), "--env", f"CODE={FOR_EVER}", "--", "true"]
    spec = tmp_path / "ask.telemetry.yaml"
    text = SPEC.read_text("utf-8")
    spec.write_text(text.replace("consent: opt-out", "consent: ask") if mode == "driver" else text, "utf-8")
    made = tmp_path / "made"
    made.mkdir()
    command = [sys.executable, "-c", "from telemetry_spec.cli import main; main()", "conform", "client", str(spec)]
    environ = {**os.environ, "TMPDIR": str(made)}
    with subprocess.Popen(
        [*command, *words], env=environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        end = time.monotonic() + 30
        while len(alive(mark)) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        begun = len(alive(mark))
        os.killpg(process.pid, how)  # as a terminal does
        _, said = process.communicate(timeout=30)
    assert begun == 2
    assert process.returncode == 128 + how
    words_of = {signal.SIGINT: b"Interrupted", signal.SIGTERM: b"Ended by a signal"}
    assert said.strip() == words_of[how] + b" after 0 runs of the client."
    assert alive(mark) == []
    assert list(made.iterdir()) == []
