"""What is wrong with a command line is said before anything runs, and what was there before is there after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from telemetry_spec.cli import main
from telemetry_spec.cli._conform import client
from telemetry_spec.conform import capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

    from telemetry_spec.conform.client.settings import Settings

SPEC = Path(__file__).parent / "probe.telemetry.yaml"
NOT_HERE = capture.get("isolate").unavailable()


def conform(*words: str, command: tuple[str, ...] = (sys.executable, "-S", "-c", "")) -> Result:
    return CliRunner().invoke(main, ["conform", "client", str(SPEC), "--only", "captures", *words, "--", *command])


def told(result: Result) -> str:
    return " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--driver", "'unclosed"), "is no command line: no closing quotation"),
        (("--driver", "  "), "Write a command line."),
        (("--driver", "no-such-driver --now"), "There is no program `no-such-driver`."),
        (("--driver", str(SPEC)), "is not executable"),
        (("--program", "x=no-such-program"), "There is no program `no-such-program`."),
        (("--program", "x='unclosed"), "is no command line: no closing quotation"),
        (("--har", "no such folder/x.har"), "there is no such folder"),
        (("--har", "/"), "is a folder"),
        (("--keep", "/dev/null/x"), "cannot be written: not a directory"),
        (("--keep", "a\0b"), "cannot be written: it is no path"),
    ],
)
def test_wrong_usage_is_told_before_anything_runs(words: tuple[str, ...], said: str) -> None:
    result = conform(*words)
    assert result.exit_code == 2
    assert said in told(result)


def test_a_driver_may_be_a_program_that_is_given_or_one_of_the_project(tmp_path: Path) -> None:
    script = tmp_path / "driver"
    script.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    script.chmod(0o755)
    words = ("--capture", "proxy", "--quiet", "50ms", "--project", str(tmp_path))
    for driver in ("./driver", "{cwd}/driver", "given"):
        result = conform(*words, "--program", f"given={script}", "--driver", driver)
        assert result.exit_code == 1, result.output
        assert "INCONCLUSIVE captures: Nothing came through the proxy" in result.stdout


def test_a_word_that_can_be_no_path_is_a_word() -> None:
    result = conform("--capture", "proxy", "--quiet", "50ms", command=("true", "a/" * 5000))
    assert "INCONCLUSIVE captures: Nothing came through the proxy" in result.stdout


def test_a_folder_with_something_in_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "baseline").mkdir()
    mine = tmp_path / "baseline" / "mine.txt"
    mine.write_text("mine")
    result = conform("--keep", str(tmp_path))
    assert result.exit_code == 2
    assert "is not empty" in told(result)
    assert mine.read_text() == "mine"


def test_a_file_is_left_as_it_is_where_the_run_does_not_begin(tmp_path: Path) -> None:
    har = tmp_path / "x.har"
    assert conform("--har", str(har), "--timeout", "soon").exit_code == 2
    assert not har.exists()
    har.write_text("mine")
    assert conform("--har", str(har), "--driver", "'").exit_code == 2
    assert har.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "jobs"),
    [
        (("--capture", "endpoint"), 1),
        (("--capture", "proxy"), 1),
        (("--capture", "proxy", "--jobs", "5"), 5),
        pytest.param(("--capture", "isolate"), 2, marks=pytest.mark.skipif(bool(NOT_HERE), reason=NOT_HERE)),
    ],
)
def test_runs_that_share_their_ports_are_done_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], jobs: int
) -> None:
    found: list[int] = []
    settings = client._settings

    def noted(options: Any) -> Settings:  # noqa: ANN401  what the options say, which is no type for tests
        found.append(settings(options).jobs)
        raise click.UsageError("that is all")

    monkeypatch.setattr(client, "_settings", noted)
    conform(*words, command=(sys.executable, "-S", "-c", "", "{url}"))
    assert found == [jobs]


@pytest.fixture
def heeds_hang_up() -> Iterator[None]:
    """Let programs that are started end on a hang-up, also where the tests themselves run under `nohup`."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")
def test_who_hangs_up_leaves_nothing_behind(tmp_path: Path, heeds_hang_up: None) -> None:  # noqa: ARG001  a fixture
    begun = tmp_path / "begun"
    code = f"import time; open({str(begun)!r}, 'w').close(); time.sleep(60)"
    tool = [sys.executable, "-S", "-c", code]
    made = tmp_path / "made"
    made.mkdir()
    line = [sys.executable, "-m", "telemetry_spec", "conform", "client", str(SPEC), "--", *tool]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(made)}
    ) as running:
        assert running.stdout is not None
        for _ in range(600):
            if begun.exists() or running.poll() is not None:
                break
            subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(0.05)"], check=True)
        assert list(made.iterdir())
        running.send_signal(signal.SIGHUP)
        running.stdout.read()
    assert running.returncode == 128 + signal.SIGHUP
    assert list(made.iterdir()) == []
