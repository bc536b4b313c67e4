"""`python -m telemetry_spec.client`: a program that behaves as a spec says, as its users start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import optouts
from telemetry_spec.client.__main__ import main
from telemetry_spec.optouts.base import Launch
from telemetry_spec.optouts.launch import prepare
from tests.client.specs import product
from tests.conftest import ROOT
from tests.optouts.worlds import specs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.client.conftest import Capture

    Run = Callable[..., "Done"]

SCHEMAS = ROOT / "schemas"
BEACON = ROOT / "tests" / "shapes" / "opt-outs.telemetry.yaml"


@dataclass
class Done:
    """What came of a run."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    home.mkdir()
    cwd.mkdir()
    return home, cwd


def arguments(spec: Path | str, endpoint: str, more: tuple[str, ...]) -> list[str]:
    path = SCHEMAS / f"{spec}.telemetry.yaml" if isinstance(spec, str) else spec
    return [str(path), "--endpoint", endpoint, "--speed", "1e9", "--wait", "20", *more]


@pytest.fixture
def process(capture: Capture, folders: tuple[Path, Path]) -> Run:
    """Return what starts the program as users do, in a home and a working folder of its own."""

    def start(spec: Path | str, *more: str, endpoint: str | None = None, environ: dict[str, str] | None = None) -> Done:
        plain = {"PATH": os.environ["PATH"], "HOME": str(folders[0]), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "telemetry_spec.client", *arguments(spec, endpoint or capture.url, more)],
            cwd=folders[1], env=plain | (environ or {}), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def run(
    capture: Capture, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return what runs the program within this process."""

    def start(spec: Path | str, *more: str, endpoint: str | None = None, environ: dict[str, str] | None = None) -> Done:
        given = arguments(spec, endpoint or capture.url, more)
        with monkeypatch.context() as patch:
            for name in ("HASURA_GRAPHQL_ENABLE_TELEMETRY", "DO_NOT_TRACK", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
                patch.delenv(name, raising=False)
            for name, value in {"HOME": str(folders[0]), **(environ or {})}.items():
                patch.setenv(name, value)
            patch.chdir(folders[1])
            patch.setattr("sys.argv", ["program", *given])
            try:
                code = main(given)
            except SystemExit as error:
                code = int(str(error.code))
        return Done(code, *capsys.readouterr())

    return start


@pytest.mark.parametrize("environ", [{}, {"HASURA_GRAPHQL_ENABLE_TELEMETRY": "false"}])
def test_as_a_process(environ: dict[str, str], process: Run, capture: Capture) -> None:
    assert process("hasura", "--select", "cli", environ=environ) == Done(0, "Done.\n", "")
    assert capture.connections == len(capture.requests) == (not environ)


def written(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("spec", "select", "more"),
    [
        ("flowforge", "platform", []),
        ("hasura", "cli.execution", ["--times", "2"]),
        ("refine", "cli", []),
        ("strapi", "service", ["--answer", "configuration=on"]),
    ],
)
def test_it_sends(spec: str, select: str, more: list[str], run: Run, capture: Capture) -> None:
    done = run(spec, "--select", select, *more)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Done.\n", "")
    assert len(capture.requests) >= (2 if "--times" in more else 1)


@pytest.mark.parametrize(
    "name", ["hasura.cli-env", "hasura.cli-config", "flowforge.config-file", "beacon.do-not-track"]
)
def test_it_honours_what_its_users_do(name: str, run: Run, capture: Capture, tmp_path: Path) -> None:
    spec, _, rest = name.partition(".")
    select = {"hasura": "cli", "flowforge": "platform", "beacon": "cli"}[spec]
    path: Path | str = BEACON if spec == "beacon" else spec
    opt_out = specs()[spec].opt_outs[rest]
    launch = optouts.get(opt_out.kind).carry_out(opt_out, Launch(argv=("program",)))
    assert launch is not None
    prepare(launch, home=tmp_path / "home", cwd=tmp_path / "cwd")
    before = written(tmp_path)
    done = run(path, "--select", select, *launch.argv[1:], environ=dict(launch.environ))
    assert (done.returncode, done.stdout) == (0, "Done.\n")
    assert capture.connections == 0
    assert written(tmp_path) == before


@pytest.mark.parametrize(("flag", "sent"), [("--enable-telemetry=false", 0), ("--enable-telemetry=FALSE", 1)])
def test_it_takes_the_flags_of_its_product(flag: str, sent: int, run: Run, capture: Capture) -> None:
    assert run("hasura", "--select", "server", flag).returncode == 0
    assert len(capture.requests) == sent


def test_it_takes_the_commands_of_its_product(run: Run, capture: Capture, tmp_path: Path) -> None:
    select = ("--select", "cli.run")
    assert run(BEACON, *select, "telemetry", "disable").stdout == "Telemetry is off.\n"
    assert [json.loads(request.body)["event"] for request in capture.requests] == ["goodbye"]
    assert written(tmp_path) == ["telemetry-choices.json"]
    run(BEACON, *select)
    run(BEACON, *select, "telemetry", "disable")
    assert capture.connections == 1, "off is off, and the last event is sent once"
    assert run(BEACON, *select, "telemetry", "enable").stdout == "Telemetry is on.\n"
    run(BEACON, *select)
    assert [json.loads(request.body)["event"] for request in capture.requests] == ["goodbye", "run"]


def test_it_takes_choices_as_a_user_interface_does(run: Run, capture: Capture) -> None:
    assert run("flowforge", "--choose", "admin-settings", "off").stdout == "Telemetry is off.\n"
    run("flowforge")
    assert capture.connections == 0
    run("flowforge", "--answer", "admin-settings=on", "--answer", "initial-setup=on")
    assert capture.connections >= 1


def test_consent_is_given_by_all_that_can_give_it(run: Run, capture: Capture) -> None:
    run("strapi")
    assert capture.connections == 0
    assert run("strapi", "--choose", "consent", "on").stdout == "Telemetry is on.\n"
    run("strapi")
    assert len(capture.requests) == 1
    run("strapi", "--choose", "configuration", "off")
    run("strapi")
    assert capture.connections == 1


def test_what_it_prints_is_the_same_whatever_happens(process: Run, capture: Capture) -> None:
    well = process("refine", "--select", "cli")
    badly = process("refine", "--select", "cli", endpoint="http://127.0.0.1:1")
    assert (badly.returncode, badly.stdout, badly.stderr) == (well.returncode, well.stdout, well.stderr)
    told = process("refine", "--select", "cli", "--verbose", endpoint="http://127.0.0.1:1")
    assert "failed" in told.stderr
    assert len(capture.requests) == 1


def test_its_identifiers_stay(run: Run, capture: Capture) -> None:
    for _ in range(2):
        run("hasura", "--select", "cli")
    first, second = (json.loads(request.body) for request in capture.requests)
    assert first["uuid"] == second["uuid"]
    assert first["execution_id"] != second["execution_id"]


def test_it_sends_a_payload_of_yours(run: Run, capture: Capture, tmp_path: Path) -> None:
    payload = {"event": "mine", "eventProperties": {"kind": "singleType"}}
    (tmp_path / "cwd" / "payload.json").write_text(json.dumps(payload))
    run("strapi", "--answer", "configuration=on", "--payload", "payload.json")
    assert [json.loads(request.body) for request in capture.requests] == [payload]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--select", "nothing"], 2, "nothing that is sent has the name `nothing`"),
        (["--answer", "admin-settings"], 2, "such as `admin-settings=off`"),
        (["--choose", "nothing", "off"], 2, "There is no opt-out `nothing`."),
        (["--choose", "admin-setings", "off"], 2, "Did you mean `admin-settings`?"),
        (["--answer", "admin-setings=off"], 2, "Did you mean `admin-settings`?"),
        (["--endpoint", "localhost:3"], 2, "`endpoint` does not begin with `http://` or `https://`."),
        (["--key", "missing"], 2, "a file cannot be used"),
    ],
)
def test_wrong_usage(arguments: list[str], code: int, said: str, run: Run, capture: Capture) -> None:
    done = run("flowforge", *arguments)
    assert (done.returncode, said in done.stderr, done.stdout, "Traceback" in done.stderr) == (code, True, "", False)
    assert capture.connections == 0


def test_an_invalid_spec(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.telemetry.yaml").write_text("telemetry_spec: 1\n")
    done = run(tmp_path / "bad.telemetry.yaml")
    assert done.returncode == 3
    assert "bad.telemetry.yaml:1:1" in done.stderr
    assert product("flowforge").title not in done.stderr
