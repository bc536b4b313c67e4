"""What every test may use: the root of the repository, golden files, and node."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every run, so that a red build is red again; `--hypothesis-profile=search` looks for new ones.
# No deadline, and nothing is too slow: how long an example takes says more about the machine than about the code.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("steady")


class Golden(Protocol):
    """Compares an output with the file that keeps it."""

    def __call__(self, path: Path, actual: str | bytes) -> bool:
        """Return True when the file holds just that, and fail when it does not; with `--renew-golden`, write it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write golden files instead of comparing with them")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return the comparison with golden files, which renews them when asked to."""
    renew = bool(request.config.getoption("--renew-golden"))

    def compare(path: Path, actual: str | bytes) -> bool:
        data = actual.encode() if isinstance(actual, str) else actual
        if renew:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert path.is_file(), f"{path} is missing; pytest --renew-golden writes it"
        assert data.decode() == path.read_bytes().decode(), f"{path} is stale; pytest --renew-golden renews it"
        return True

    return compare


@pytest.fixture(scope="session")
def node(root: Path) -> Callable[[str], str]:
    """Return a function that finds a program of node's; without node, skip."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    assert (root / "node_modules" / "ajv").is_dir(), "the node tools are not installed; `npm ci` installs them"

    def find(program: str) -> str:
        local = root / "node_modules" / ".bin" / program
        found = str(local) if local.exists() else shutil.which(program)
        assert found, f"{program} is not among the node tools in package.json"
        return found

    return find
