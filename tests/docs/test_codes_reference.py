"""The catalogue has every code and every check, each once, with what its page says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs._generate import codes
from telemetry_spec import api, lint, registry
from telemetry_spec.lint.base import RULES

PAGE = codes.page()
MINIMAL = """\
telemetry_spec: 1
product: acme
title: Acme
version: "VERSION"
consent: opt-out
notice: {summary: Acme counts starts.}
sources: {cli: {events: {start: {fields: {count: {type: integer, description: How many starts there were.}}}}}}
"""
ANCHORS = re.findall(r"^#+ .* \{#([^}]+)\}$", PAGE, re.MULTILINE)


def test_every_code_and_every_check_is_there_once() -> None:
    assert sorted(one for one in ANCHORS if not one.startswith("group-")) == sorted((*api.codes(), *api.checks()))


@pytest.mark.parametrize("name", lint.names())
def test_a_rule_of_lint_has_its_severity(name: str) -> None:
    severity = registry.load(RULES, name.replace("-", "_")).SEVERITY
    assert re.search(rf"^\| \[`{name}`\]\(#{name}\) \| {severity} \| ", PAGE, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("stale.md", "--check"), {"stale-block"}),
        (("wrong.md",), {"bad-marker"}),
        (("empty.md",), {"no-markers"}),
        (("stale.md", "--history", "none"), {"history-empty"}),
        (("stale.md", "--history", "git"), {"history-unavailable"}),
        (("stale.md", "--history", "later"), {"history-later"}),
        (("stale.md", "--history", "unchanged"), {"history-unchanged-version"}),
        (("stale.md", "--history", "unreadable"), {"history-unreadable"}),
    ],
)
def test_a_code_of_publishing_has_the_severity_of_its_findings(
    options: tuple[str, ...], names: set[str], tmp_path: Path
) -> None:
    spec = MINIMAL.replace("VERSION", "2")
    texts = {
        "acme.telemetry.yaml": spec,
        "later/acme.telemetry.yaml": MINIMAL.replace("VERSION", "3"),
        "unchanged/acme.telemetry.yaml": spec.replace("count:", "number:"),
        "unreadable/acme.telemetry.yaml": "telemetry_spec: 1\n",
        "none/nothing.txt": "",
        "stale.md": "<!-- telemetry-spec: acme.notice -->\n<!-- /telemetry-spec -->\n",
        "wrong.md": "<!-- telemetry-spec: acme.nothing -->\n<!-- /telemetry-spec -->\n",
        "empty.md": "# Nothing\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    command = [str(Path(sys.executable).parent / "telemetry-spec"), "docs", "sync", *options, "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    found = {one["code"]: one["severity"] for one in json.loads(done.stdout)["findings"]}
    assert found.keys() == names
    assert all(f"| [`{name}`](#{name}) | {severity} | " in PAGE for name, severity in found.items())


@pytest.mark.parametrize("name", [*api.codes(), *api.checks()])
def test_a_page_is_shown_whole(name: str) -> None:
    page = api.explain(name)
    own = PAGE[PAGE.index(f"### `{name}` {{#{name}}}") :]
    own = re.split(r"\n##", own[3:], maxsplit=1)[0]
    pieces = re.split(r"# file: \S+\n", page.example + "# file: x\n" + page.instead) if page.example else []
    assert all(piece.rstrip() in own for piece in pieces)
    assert own.count("```") >= 2 * bool(pieces)
