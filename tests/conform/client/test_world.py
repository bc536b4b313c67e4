"""The folders of a run: the project that a client finds, and that it is nobody else's."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.conform.capture.isolate import Isolate
from telemetry_spec.model.result import Verdict
from tests.conform.client.toys import opened, run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

CONFIG = "  config: {kind: config, file: toy.json, key: quiet, value: true, disables: [app]}\n"
#: Counts its runs in a file of the project, and needs what is in its configuration.
COUNTS = """
path = pathlib.Path("count")
path.write_text(path.read_text() + "x")
config = json.loads(pathlib.Path("toy.json").read_text())
assert config["needed"] == 1
assert not pathlib.Path(".git", "private").exists()
if not config.get("quiet"):
    send([event()])
"""


@pytest.fixture(params=["laid over", "copied"])
def project(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project, once for each way to give it to a client."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "private").write_text("", "utf-8")
    (folder / "count").write_text("", "utf-8")
    (folder / "toy.json").write_text('{"needed": 1}', "utf-8")
    if request.param == "copied":
        monkeypatch.setattr(Isolate, "lays_over", lambda *_: False)
    return folder


def test_a_client_has_a_project_of_its_own(project: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    found = run(
        tmp_path, COUNTS, "captures", "opt-out:config", "opt-out-lasts:config", spec=spec_with(opt_out=CONFIG),
        project=project, keep=kept,
    )  # fmt: skip
    assert {one.verdict for one in found.values()} == {Verdict.PASS}, found
    assert (project / "count").read_text("utf-8") == ""
    assert json.loads((project / "toy.json").read_text("utf-8")) == {"needed": 1}
    counts = {one.relative_to(kept).parts[0]: one.read_text("utf-8") for one in kept.glob("*/home/*/*/*/count")}
    assert counts == {"baseline": "x", "opt-out-config": "xxx", "after": "x"}


def test_nothing_is_left_of_a_project(project: Path, tmp_path: Path) -> None:
    with opened(tmp_path, COUNTS, project=project) as bench:
        folder = bench.folder
        assert folder.is_dir()
    assert not folder.exists()
    assert subprocess.run(["ls", project], check=True, capture_output=True).stdout == b"count\ntoy.json\n"
