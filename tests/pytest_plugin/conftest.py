"""A project of somebody who uses the plugin, and a run of its tests, by default in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.model.spec import Spec


FLOWFORGE = schemas_dir() / "flowforge.telemetry.yaml"


@pytest.fixture(scope="session", name="telemetry_spec")
def _telemetry_spec() -> Spec:
    """Stand in for the plugin's fixture: this project's own run names no spec."""
    return api.load(FLOWFORGE)


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Return a run of tests, given as text, with FlowForge's spec in the settings."""

    def run(text: str, *options: str, spec: str = "flowforge.telemetry.yaml", apart: bool = True) -> pytest.RunResult:
        pytester.makeini(f"[pytest]\naddopts = -p no:cacheprovider\ntelemetry_spec = {spec}\n")
        (pytester.path / "flowforge.telemetry.yaml").write_bytes(FLOWFORGE.read_bytes())
        pytester.makepyfile(text)
        if not apart:
            return pytester.runpytest_inprocess(*options)
        return pytester.runpytest_subprocess(*options, timeout=100)

    return run
