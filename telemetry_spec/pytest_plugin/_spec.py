"""The spec of a run of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.model.finding import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.spec import Spec

_KEY: pytest.StashKey[Spec] = pytest.StashKey()


def spec_of(config: pytest.Config) -> Spec:
    """Return the spec that the options or settings of a run name, read once.

    Raises:
        pytest.UsageError: None is named, or it cannot be used.
    """
    if _KEY not in config.stash:
        config.stash[_KEY] = _read(_path(config))
    return config.stash[_KEY]


def _path(config: pytest.Config) -> Path:
    given, written = config.getoption("telemetry_spec"), config.getini("telemetry_spec")
    if given:
        return config.invocation_params.dir / str(given)
    if written:
        return config.rootpath / str(written)
    raise pytest.UsageError(
        "No spec is named. Give --telemetry-spec FILE, or write `telemetry_spec = FILE` into the settings of pytest."
    )


def _read(path: Path) -> Spec:
    try:
        return api.load(path)
    except InvalidInputError as error:
        raise pytest.UsageError("\n".join([f"The spec {path} cannot be used.", *map(told, error.findings)])) from None


def told(finding: Finding) -> str:
    """Return a finding in a line, without values of payloads."""
    place = finding.pointer
    if place is None and finding.span is not None:
        place = f"{finding.span.file}:{finding.span.line}"
    return f"  {place or '(the whole)'}: {finding.message} [{finding.code}]"
