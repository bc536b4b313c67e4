"""`telemetry-spec conform server`, as people run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

from telemetry_spec import api
from telemetry_spec.cli import main
from telemetry_spec.resources import schemas_dir
from telemetry_spec.wire.message import Response
from telemetry_spec.wire.server import BackgroundServer
from tests.conform.server.cheats.http import FailsOnBadJson, RefusesEverything, SetsCookies
from tests.conform.server.cheats.payloads import CoercesNumbers
from tests.conform.server.honest import Honest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from telemetry_spec.wire.message import Request

FILE = str(schemas_dir() / "flowforge.telemetry.yaml")
SPEC = api.load(FILE)
SCHEMA = json.loads((schemas_dir() / "result.schema.json").read_text("utf-8"))


def run(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, ["conform", "server", *arguments])


@pytest.fixture
def honest(tmp_path: Path) -> Iterator[str]:
    with BackgroundServer(Honest(SPEC, tmp_path / "rows.ndjson")) as server:
        yield server.url


@pytest.fixture
def coercing(tmp_path: Path) -> Iterator[str]:
    with BackgroundServer(CoercesNumbers(SPEC, tmp_path / "rows.ndjson")) as server:
        yield server.url


def test_an_honest_server_gives_0(honest: str, tmp_path: Path) -> None:
    done = run(FILE, "--url", honest, "--rows", str(tmp_path / "rows.ndjson"), "--rows-timeout", "0.2")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert re.fullmatch(rf"FlowForge at {honest}: \d+ passed. The run passes.", lines[-1])
    assert all(re.fullmatch(r"[a-z-]+ +\d+ PASS", line) for line in lines[:-1])


def test_a_failure_says_all_that_one_needs(coercing: str) -> None:
    name = "rejects:platform.ping.platform.counts.users/type/string"
    done = run(FILE, "--url", coercing, "--only", name)
    assert done.exit_code == 1
    shown = done.stdout
    assert f"FAIL {name}: The server took a payload: `platform.ping.platform.counts.users` is a text.\n" in shown
    assert re.search(r"\n  spec: .*flowforge\.telemetry\.yaml:\d+:\d+\n \d+ \| +users:\n", shown)
    assert "\n  at: /platform/counts/users\n" in shown
    assert "\n  seen: answer 204 No Content (no content type, 0 bytes)\n" in shown
    command = re.search(r"\n  repeat: (curl .*)\n", shown)
    assert command
    again = subprocess.run(["bash", "-c", command[1]], capture_output=True, check=False, timeout=60)
    assert again.stdout.startswith(b"HTTP/1.1 204 ")
    assert "1 failed. The run fails." in shown


def test_only_runs_what_is_asked_for(coercing: str) -> None:
    done = run(FILE, "--url", coercing, "--only", "accepts:*", "--only", "cookie", "--format", "json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {result["check"] for result in found["results"]} == {"accepts", "cookie"}


def test_nothing_that_is_asked_for_is_no_success(honest: str) -> None:
    done = run(FILE, "--url", honest, "--only", "batches")
    assert done.exit_code == 1
    assert "nothing was tried. Nothing is proved, so the run fails." in done.stdout


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("reject", "There is no check `reject`. Did you mean `rejects`?"),
        ("rejcts:platform.ping.os/*", "There is no check `rejcts`. Did you mean `rejects`?"),
        ("zzz*", "There is no check `zzz*`."),
        ("opt-out", "There is no check `opt-out`."),
    ],
)
def test_a_check_that_there_is_not_is_wrong_usage(asked: str, message: str) -> None:
    done = run(FILE, "--url", "http://127.0.0.1:1", "--only", asked, "--only", "accepts", "--format", "json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_an_id_that_nothing_has_is_told_beside_what_passed(honest: str) -> None:
    done = run(FILE, "--url", honest, "--only", "cookie", "--only", "rejects:platform.ping.os.arch/maxLength/abov")
    assert done.exit_code == 1
    assert "INCONCLUSIVE only-unused:rejects:platform.ping.os.arch/maxLength/abov: No result" in done.stdout
    assert "  help: Did you mean `rejects:platform.ping.os.arch/maxLength/above`?\n" in done.stdout


def test_known_failures_pass_and_known_failures_that_pass_fail(coercing: str, tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("rejects:*  The server coerces.\n")
    asked = ("--only", "rejects:*/type/string", "--format", "json", "--known-failing", str(known))
    first = run(FILE, "--url", coercing, *asked)
    assert first.exit_code == 1, "some texts are refused after all"
    verdicts = {result["id"]: result["verdict"] for result in json.loads(first.stdout)["results"]}
    assert verdicts["rejects:platform.ping.platform.counts.users/type/string"] == "XFAIL"
    assert verdicts["rejects:platform.ping.platform.license/type/string"] == "XPASS"
    known.write_text("rejects:platform.ping.platform.counts.*/type/string  The server coerces.\n")
    second = run(
        FILE,
        "--url",
        coercing,
        "--only",
        "rejects:platform.ping.platform.counts.*/type/*",
        "--known-failing",
        str(known),
    )
    assert "failed as known" in second.stdout


def test_nobody_listens_is_inconclusive_and_plain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    done = run(FILE, "--url", url)
    assert done.exit_code == 1
    assert f"cannot be reached at {url}/: no connection: connection refused." in done.stdout
    assert " PASS" not in done.stdout
    assert "FAIL" not in done.stdout
    assert "Traceback" not in done.output


def test_a_server_that_refuses_everything_shows_nothing(tmp_path: Path) -> None:
    with BackgroundServer(RefusesEverything(SPEC, tmp_path / "rows")) as server:
        done = run(FILE, "--url", server.url, "--format", "json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert {result["verdict"] for result in found["results"]} == {"INCONCLUSIVE"}
    assert {"rejects", "accepts", "cookie"} <= {result["check"] for result in found["results"]}


def test_every_format_reports_the_same(tmp_path: Path) -> None:
    with BackgroundServer(FailsOnBadJson(SPEC, tmp_path / "rows")) as server:
        done = {
            style: run(FILE, "--url", server.url, "--format", style, "--only", "malformed-json:*/json/c*")
            for style in ("text", "json", "junit", "github")
        }
    assert {one.exit_code for one in done.values()} == {1}
    results = json.loads(done["json"].stdout)["results"]
    for result in results:
        jsonschema.validate(result, SCHEMA, jsonschema.Draft202012Validator)
    failed = {result["id"] for result in results if result["fails"]}
    assert failed
    assert {name.split(":")[0] for name in failed} == {"malformed-json"}
    suite = ET.fromstring(done["junit"].stdout).find("testsuite")  # noqa: S314  written by this test's own run
    assert suite is not None
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert set(cases) == {result["id"] for result in results}
    assert {name for name, case in cases.items() if case.find("failure") is not None} == failed
    assert done["github"].stdout.count("::error ") == len(failed)
    assert done["text"].stdout.count("\nFAIL ") + done["text"].stdout.startswith("FAIL ") == len(failed)


def test_one_fault_that_fails_many_trials_is_told_once(coercing: str) -> None:
    done = run(FILE, "--url", coercing, "--only", "rejects")
    told = [line for line in done.stdout.splitlines() if line.startswith("FAIL ")]
    assert len(told) == 2
    assert told[0].startswith("FAIL rejects:platform.ping.")
    count = re.fullmatch(r"FAIL rejects: (\d+) more like `rejects:platform\.ping\..*`, for the same reason\.", told[1])
    assert count
    assert f" {int(count[1]) + 1} FAIL" in done.stdout


def test_exit_zero(coercing: str) -> None:
    assert run(FILE, "--url", coercing, "--only", "rejects", "--exit-zero").exit_code == 0


def test_values_are_shown_on_request_only(tmp_path: Path) -> None:
    class Talking(Honest):
        def answer(self, request: Request) -> Response:
            return (
                Response(200, body=b"said-by-the-server") if b'"users":"' in request.body else super().answer(request)
            )

    only = ("--only", "rejects:platform.ping.platform.counts.users/type/string", "--format", "json")
    with BackgroundServer(Talking(SPEC, tmp_path / "rows")) as server:
        hidden = run(FILE, "--url", server.url, *only)
        shown = run(FILE, "--url", server.url, *only, "--show-values")
    assert hidden.exit_code == shown.exit_code == 1
    assert "said-by-the-server" not in hidden.stdout
    assert json.loads(shown.stdout)["results"][0]["value"] == "said-by-the-server"


def test_a_cookie_is_told_with_its_name_alone(tmp_path: Path) -> None:
    with BackgroundServer(SetsCookies(SPEC, tmp_path / "rows")) as server:
        done = run(FILE, "--url", server.url, "--only", "cookie")
    assert done.exit_code == 1
    assert "seen: The cookie `visitor`." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing option '--url'"),
        (["--url", "nonsense"], "'--url': This is no address of a server."),
        (["--url", "x=http://a"], "There is no destination `x`. There are: ping."),
        (
            ["--url", "http://a", "--select", "platfrom"],
            "There is no source or event `platfrom`. Did you mean `platform`?",
        ),
        (["--url", "http://a", "--header", "Authorization"], "Write a name, a colon and a value."),
        (["--url", "http://a", "--header", ": x"], "Write a name, a colon and a value."),
        (["--url", "http://a", "--cafile", "absent.pem"], "absent.pem cannot be used: No such file or directory."),
        (["--url", "http://a", "--cafile", FILE], "cannot be used: it holds no certificate."),
        (["--url", "http://a", "--jwe-key", "absent.pem"], "File 'absent.pem' does not exist."),
        (["--url", "http://a", "--timeout", "0"], "0.0 is not in the range 0<x<=86400.0"),
        (["--url", "http://a", "--timeout", "nan"], "'nan' is no number."),
        (["--url", "http://a", "--timeout", "1e300"], "1e+300 is not in the range"),
        (["--url", "http://a", "--timeout", "inf"], "inf is not in the range"),
        (["--url", "http://a", "--rows-timeout", "nan"], "'nan' is no number."),
        (["--url", "http://a", "--rate", "nan"], "'nan' is no number."),
        (["--url", "http://a", "--rate", "1e-300"], "Write 0 for no limit, or at least 0.001."),
        (["--url", "http://a", "--address", "notanip"], "'notanip' is no IP address."),
        (["--url", "http://a", "--header", "a b: x"], "Write a name, a colon and a value."),
        (["--url", "http://a", "--rows", "http://[::1"], "'--rows': This is no address of a server."),
        (["--url", "http://a", "--rows", "ftp://a/rows"], "'--rows': This is no address of a server."),
        (["--url", "http://a", "--rows", "http://u:p@a/"], "A name and a password in an address are not used."),
        (["--url", "http://u:hush@a"], "A name and a password in an address are not used."),
        (["--url", "http://a", "--format", "xml"], "'xml' is not one of 'github', 'json', 'junit', 'text'."),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    done = run(FILE, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())
    assert "hush" not in done.output


@pytest.mark.parametrize("check", ["unknown-field", "row-values", "refused-stored", "row-complete"])
@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("http://127.0.0.1:1/rows", "cannot be read: no connection: connection refused."),
        ("absent.ndjson", "There is no file absent.ndjson."),
        ("sqlite:absent.db", "There is no file absent.db."),
        (FILE, "is neither a JSON list nor one JSON object a line."),
    ],
)
def test_rows_that_cannot_be_read_show_nothing(
    check: str, place: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec.telemetry.yaml").write_text(_dropping(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with BackgroundServer(_Dropping(api.load("spec.telemetry.yaml"), tmp_path / "rows")) as server:
        done = run("spec.telemetry.yaml", "--url", server.url, "--rows", place, "--only", check, "--rows-timeout", "0")
    assert done.exit_code == 1
    assert re.search(rf"^INCONCLUSIVE {check}:.*{re.escape(says)}", done.stdout, re.MULTILINE)
    assert not re.search(r"^FAIL|PASS", done.stdout, re.MULTILINE)


class _Dropping(Honest):
    UNKNOWN_FIELDS = "drop"


def _dropping() -> str:
    return (
        (schemas_dir() / "flowforge.telemetry.yaml")
        .read_text("utf-8")
        .replace("    method: POST\n", "    method: POST\n    unknown_fields: drop\n", 1)
    )


def test_an_encryption_without_a_key_is_told_before_anything_is_sent() -> None:
    done = run(str(schemas_dir() / "refine.telemetry.yaml"), "--url", "http://127.0.0.1:1", "--format", "json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Give --jwe-key." in done.stderr


def test_what_cannot_be_read_gives_3(tmp_path: Path) -> None:
    (tmp_path / "known.txt").write_text("rejects:a\n")
    (tmp_path / "bad.telemetry.yaml").write_text("telemetry_spec: 1\n")
    one = run(FILE, "--url", "http://a", "--known-failing", str(tmp_path / "known.txt"))
    two = run(str(tmp_path / "bad.telemetry.yaml"), "--url", "http://a")
    assert (one.exit_code, two.exit_code) == (3, 3)
    assert "This line has no reason." in one.stderr
    assert one.stdout == two.stdout == ""


def test_the_group_lists_what_can_be_tested_and_corrects() -> None:
    runner = CliRunner(catch_exceptions=False)
    assert "server" in runner.invoke(main, ["conform", "--help"]).stdout
    wrong = runner.invoke(main, ["conform", "servr"])
    assert wrong.exit_code == 2
    assert "There is no command 'servr'. Did you mean 'server'?" in wrong.stderr


def test_checks_are_explained() -> None:
    runner = CliRunner(catch_exceptions=False)
    shown = runner.invoke(main, ["explain", "decompression-bomb"]).stdout
    assert shown.startswith("decompression-bomb: A small body that becomes a huge one is not refused\n")
    assert "\nWhy\n" in shown
    assert "\nInstead\n" in shown
    assert "\nExample\n" not in shown
    assert "\nrow-address" in runner.invoke(main, ["explain"]).stdout


def test_secrets_are_not_in_commands_to_repeat(coercing: str, tmp_path: Path) -> None:
    command = shutil.which("telemetry-spec", path=os.path.dirname(sys.executable)) or "telemetry-spec"  # noqa: PTH120  a folder for which
    secrets = ["--header", "Authorization: Bearer hush", "-H", "x: hush", "--header=y: hush", "-Hz: Bearer hush"]
    only = ["--only", "row-values", "--only=rejects", "--rows", "absent", "--rows-timeout", "0"]
    words = [command, "conform", "server", FILE, "--url", coercing, *only, *secrets]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert done.returncode == 1
    assert "-H 'Authorization: ...'" in done.stdout
    assert "--header 'Authorization: ***' -H 'x: ***' '--header=y: ***' '-Hz: ***' --only ID\n" in done.stdout
    assert "hush" not in done.stdout + done.stderr


@pytest.mark.parametrize("style", ["json", "junit", "text"])
@pytest.mark.parametrize(
    ("number", "begins"), [(signal.SIGINT, "Interrupted after "), (signal.SIGTERM, "Ended by a signal after ")]
)
def test_a_signal_ends_it_at_once_and_what_is_written_is_whole(
    number: signal.Signals, begins: str, style: str, tmp_path: Path
) -> None:
    handler = Honest(SPEC, tmp_path / "rows")
    with BackgroundServer(handler) as server:
        words = [sys.executable, "-m", "telemetry_spec", "conform", "server", FILE, "--url", server.url]
        words += ["--rate", "5", "--format", style]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            for _ in range(600):
                if handler.requests > 3 or process.poll() is not None:
                    break
                time.sleep(0.1)
            process.send_signal(number)
            shown, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert re.fullmatch(rf"{begins}\d+ requests\.\n", errors)
    _assert_interrupted[style](shown)


def _interrupted_json(shown: str) -> None:
    found = json.loads(shown)
    last = found["results"][-1]
    jsonschema.validate(last, SCHEMA, jsonschema.Draft202012Validator)
    assert (last["id"], last["fails"]) == ("run-interrupted:run", True)
    assert found["summary"]["fails"] is True


def _interrupted_junit(shown: str) -> None:
    case = list(ET.fromstring(shown).iter("testcase"))[-1]  # noqa: S314  written by this test's own run
    assert case.get("name") == "run-interrupted:run"
    assert case.find("error") is not None


def _interrupted_text(shown: str) -> None:
    assert "INCONCLUSIVE run-interrupted:run: The run was ended before it was done" in shown
    assert shown.endswith("The run fails.\n")


_assert_interrupted = {"json": _interrupted_json, "junit": _interrupted_junit, "text": _interrupted_text}
