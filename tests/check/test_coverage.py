"""Which declared fields were seen, however a source tells its events apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text
from tests.check.demo import HEAD

if TYPE_CHECKING:
    from pathlib import Path

SPEC = (
    HEAD
    + """\
    %s
    events:
      run:
        destination: main
        fields:
          count: {type: integer, description: Count.}
          name: {type: string, max_length: 40, optional: true, description: Name.}
"""
)
REMOVED = """
      gone: {destination: main, removed: "2", fields: {old: {type: integer, description: Old.}}}
"""


@pytest.mark.parametrize(
    ("told", "event", "more"),
    [
        ("title: App", {"count": 1}, ""),
        ("discriminator: kind", {"kind": "run", "count": 1}, ""),
        ("discriminator: kind", {"kind": "run", "count": 1}, REMOVED),
        ("discriminator: {by: key}", {"run": {"count": 1}}, ""),
        ("discriminator: {by: key}", {"run": {"count": 1}}, REMOVED),
    ],
)
def test_fields_of_an_only_event_are_seen(told: str, event: object, more: str, tmp_path: Path) -> None:
    compiled = compile_text(SPEC % told + more)
    assert compiled.spec is not None, compiled.findings
    for file, text in (("fast.json", json.dumps(event)), ("full.json", json.dumps(event).replace('"c', '"\\u0063', 1))):
        (tmp_path / file).write_text(text, "utf-8")
        check = Check(compiled.spec)
        assert list(check.findings([str(tmp_path / file)])) == []
        assert check.summary.unseen == ("app.run.name",)
