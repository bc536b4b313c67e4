"""Every rule's page is its test: the example fires, what to write instead stays silent."""

from __future__ import annotations

from types import ModuleType

import pytest

from telemetry_spec import lint
from telemetry_spec.lint import page
from telemetry_spec.model.finding import Severity
from tests.lint.fragments import compiled


def codes_of(fragment: str) -> set[str]:
    return {finding.code for finding in lint.lint(compiled(fragment))}


def test_the_clean_spec_is_clean() -> None:
    assert lint.lint(compiled("")) == []


def test_there_are_rules() -> None:
    assert len(lint.names()) >= 20
    assert list(lint.names()) == sorted(set(lint.names()))


@pytest.mark.parametrize("code", lint.names())
def test_the_example_fires_its_rule_alone(code: str) -> None:
    assert codes_of(lint.explain(code).example) == {code}


@pytest.mark.parametrize("code", lint.names())
def test_what_to_write_instead_is_clean(code: str) -> None:
    assert codes_of(lint.explain(code).instead) == set()


@pytest.mark.parametrize("code", lint.names())
def test_a_page_says_everything(code: str) -> None:
    found = lint.explain(code)
    for text in (found.title, found.what, found.why, found.example, found.instead):
        assert text.strip()
    assert not found.title.endswith(".")
    assert found.example != found.instead
    assert len(found.example.splitlines()) <= 25


@pytest.mark.parametrize("code", lint.names())
def test_a_finding_is_whole(code: str) -> None:
    for finding in lint.lint(compiled(lint.explain(code).example)):
        assert finding.message.endswith("."), finding.message
        assert finding.help.endswith((".", "?")) or finding.help[-1] in '`")', finding.help
        assert finding.span is not None
        assert finding.span.file == "fragment.yaml"
        assert finding.severity in Severity


def test_no_rule_has_no_page() -> None:
    with pytest.raises(KeyError):
        lint.explain("no-such-rule")
    with pytest.raises(KeyError):
        lint.explain("opt_out_missing")


def test_a_rule_that_does_not_exist_is_not_selected() -> None:
    with pytest.raises(KeyError):
        lint.lint(compiled(""), select=["no-such-rule"])


def test_only_selected_rules_run() -> None:
    spec = compiled("notice: {summary: Something.}")
    assert {one.code for one in lint.lint(spec)} > {"notice-incomplete", "retention-missing"}
    assert {one.code for one in lint.lint(spec, select={"retention-missing"})} == {"retention-missing"}


def test_findings_come_in_the_order_of_the_file() -> None:
    found = lint.lint(compiled("notice: {summary: Something.}\nfields: {a: {type: string}, b: {type: string}}"))
    assert found == sorted(found, key=lambda finding: finding.sort_key)
    assert len({finding.span for finding in found}) > 2


@pytest.mark.parametrize(
    ("docstring", "missing"),
    [
        ("", "its docstring"),
        ("Title.\n\n## Why\n\nBecause.\n", "its docstring"),
        ("Title.\n\n## What it does\n\nA.\n\n## Why\n\nB.\n\n## Example\n\nC.\n\n## Instead\n\nD.\n", "yaml block"),
    ],
)
def test_a_page_without_its_parts_is_refused(docstring: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspect.getsource", lambda _: f'"""{docstring}"""\n' if docstring else "x = 1\n")
    with pytest.raises(ValueError, match=missing):
        page.read_page(ModuleType("a_rule"))
