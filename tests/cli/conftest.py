"""What tests of the command line share: running it, within this process and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from telemetry_spec.cli import main
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from click.testing import Result

SPEC = """\
telemetry_spec: 1
product: acme
title: Acme
version: "1"
consent: opt-out
notice:
  summary: When it starts, the program says which version it is.
  purpose: To see which versions are in use.
  operator: Example Ltd.
  privacy_policy: https://example.com/privacy
  access: The people who work on the program.
  retention: 13 months, then deleted.
never_collected:
  - {description: Addresses of people., forbids: [email]}
destinations:
  main: {url: "https://telemetry.example.com/v1", description: Receives all events.}
opt_outs:
  variable: {kind: env, variable: ACME_TELEMETRY, values: ["0"], disables: [app]}
sources:
  app:
    description: The program itself.
    events:
      start:
        description: The program has started.
        destination: main
        trigger: [{on: startup}]
        fields:
          count: {type: integer, minimum: 0, maximum: 99, description: How often it was started.}
          mode: {enum: [server, cli], optional: true, description: How it was started.}
"""


@dataclass(frozen=True)
class Folder:
    """A folder with a spec in it, in which commands are run."""

    path: Path

    def write(self, name: str, text: str | bytes) -> str:
        """Write a file; return its name."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    def run(self, *arguments: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Result:
        """Run the command line within this process."""
        return CliRunner(catch_exceptions=False).invoke(main, list(arguments), input=stdin, env=env)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return an empty folder but for `acme.telemetry.yaml`, and work in it."""
    monkeypatch.chdir(tmp_path)
    here = Folder(tmp_path)
    here.write("acme.telemetry.yaml", SPEC)
    return here


@pytest.fixture
def process(folder: Folder) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the command line as a process of its own."""

    def run(*arguments: str, line: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """Run `telemetry-spec`, or a shell command in which `$CLI` stands for it."""
        own = {**os.environ, "PYTHONPATH": str(ROOT), "CLI": f"{sys.executable} -m telemetry_spec", **env}
        command = (
            ["bash", "-o", "pipefail", "-c", line] if line else [sys.executable, "-m", "telemetry_spec", *arguments]
        )
        return subprocess.run(
            command, cwd=folder.path, env=own, capture_output=True, encoding="utf-8", check=False, timeout=120
        )

    return run
