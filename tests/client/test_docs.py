"""The example of the client's page is run."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.client.conftest import Capture


def _blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}.*?\n(.*?)^```$", (ROOT / "docs" / name).read_text(), re.DOTALL | re.MULTILINE)


def test_the_page_sends_what_it_says(capture: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (spec,) = _blocks("status.md", "yaml")
    exported = """
      exported:
        description: Something was exported.
        destination: home
        trigger: [{on: action}]
        fields: {format: {enum: [pdf], description: The format.}}
"""
    told = spec.replace("    events:\n", "    discriminator: event\n    events:\n").rstrip() + exported
    (tmp_path / "notes.telemetry.yaml").write_text(told)
    (example,) = _blocks("client.md", "python")
    code = example.replace("http://127.0.0.1:8080", capture.url).replace("timeout=2.0", "timeout=20")
    exec(compile(code, "client.md", "exec"), {"settings": SimpleNamespace(telemetry_off=None)})  # noqa: S102  our own page
    assert [json.loads(request.body) for request in capture.requests] == [{"event": "exported", "format": "pdf"}]
    assert capture.requests[0].path == "/v1"
