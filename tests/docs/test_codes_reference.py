"""The catalogue has every code and every check, each once, with what its page says."""

from __future__ import annotations

import re

import pytest

from docs._generate import codes
from telemetry_spec import api, lint, registry
from telemetry_spec.lint.base import RULES

PAGE = codes.page()
ANCHORS = re.findall(r"^#+ .* \{#([^}]+)\}$", PAGE, re.MULTILINE)


def test_every_code_and_every_check_is_there_once() -> None:
    assert sorted(one for one in ANCHORS if not one.startswith("group-")) == sorted((*api.codes(), *api.checks()))


@pytest.mark.parametrize("name", lint.names())
def test_a_rule_of_lint_has_its_severity(name: str) -> None:
    severity = registry.load(RULES, name.replace("-", "_")).SEVERITY
    assert re.search(rf"^\| \[`{name}`\]\(#{name}\) \| {severity} \| ", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", [*api.codes(), *api.checks()])
def test_a_page_is_shown_whole(name: str) -> None:
    page = api.explain(name)
    own = PAGE[PAGE.index(f"### `{name}` {{#{name}}}") :]
    own = re.split(r"\n##", own[3:], maxsplit=1)[0]
    pieces = re.split(r"# file: \S+\n", page.example + "# file: x\n" + page.instead) if page.example else []
    assert all(piece.rstrip() in own for piece in pieces)
    assert own.count("```") >= 2 * bool(pieces)
