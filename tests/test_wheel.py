"""The wheel works from any folder: it is built, installed into a clean environment, and used there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

#: Where each folder of the repository lies in the wheel.
FOLDERS = {
    "telemetry_spec": "telemetry_spec",
    "schemas": "telemetry_spec/_data/schemas",
    "docs_templates": "telemetry_spec/_data/docs_templates",
}
# Nothing of the environment that runs the tests may be found by the one under test.
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command; return what it prints, or fail with what it says."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=CLEAN, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Installed:
    """A clean environment with the wheel in it, and an empty folder to work in."""

    bin: Path
    folder: Path

    def cli(self, *arguments: str | Path) -> str:
        """Run the command line of the installed package."""
        return run(self.bin / "telemetry-spec", *arguments, cwd=self.folder)

    def resource(self, function: str) -> Path:
        """Ask the installed package for one of its folders."""
        code = f"from telemetry_spec import resources; print(resources.{function}())"
        return Path(run(self.bin / "python", "-c", code, cwd=self.folder).strip())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution, and from that the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel, with what it depends on and nothing else, into a clean environment."""
    venv = tmp_path_factory.mktemp("venv")
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", venv, cwd=folder)
    binaries = venv / ("Scripts" if os.name == "nt" else "bin")
    run(binaries / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return Installed(binaries, folder)


def test_the_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    files = {
        f"{inside}/{path.relative_to(ROOT / folder).as_posix()}": path.read_bytes()
        for folder, inside in FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert sorted(packed) == sorted(files)
    assert packed == files


def test_the_data_is_found_in_the_environment(installed: Installed) -> None:
    for function in ("schemas_dir", "templates_dir"):
        folder = installed.resource(function)
        assert folder.is_relative_to(installed.bin.parent)
        assert any(folder.iterdir())


def test_the_commands_work_from_another_folder(installed: Installed) -> None:
    specs = sorted(installed.resource("schemas_dir").glob("*.telemetry.yaml"))
    assert specs
    installed.cli("lint", *specs)
    installed.cli("build", *specs, "--out", "built")
    assert len(list((installed.folder / "built").rglob("*.schema.json"))) >= len(specs)
    for spec in specs:
        payloads = installed.folder / f"{spec.stem}.ndjson"
        payloads.write_text(installed.cli("sample", spec, "-n", "20"), "utf-8")
        installed.cli("check", spec, payloads)


def test_only_the_declared_dependencies_are_there(installed: Installed) -> None:
    code = """
import importlib.util
print([name for name in ("hypothesis", "mkdocs", "orjson", "pytest") if importlib.util.find_spec(name)])
"""
    assert run(installed.bin / "python", "-c", code, cwd=installed.folder).strip() == "[]"
