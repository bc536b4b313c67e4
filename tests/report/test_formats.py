"""The reports for programs, and what holds for every format."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given

from telemetry_spec import registry, report, resources
from telemetry_spec.model.finding import Finding, Related, Severity, Span
from telemetry_spec.report.base import Context, Sources, Summary
from tests.report.conftest import written
from tests.report.strategies import findings

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = json.loads((resources.schemas_dir() / "finding.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FULL = Finding(
    code="some-code",
    severity=Severity.WARNING,
    message="It is wrong.",
    help="Write more.",
    span=Span("a.yaml", 1, 2, 1, 5),
    selector="app.start.count",
    pointer="/a",
    docs="What it is for.",
    related=(Related(Span("b.yaml", 3, 1, 3, 2), "The first is here."),),
    value='"s3cret"',
)


# ---------------------------------------------------------------- json


def test_json_holds_all_of_a_finding() -> None:
    shown = json.loads(written("json", [FULL], show_values=True))
    assert shown == {
        "tool": {"name": "telemetry-spec", "version": "1.2.3"},
        "findings": [
            {
                "code": "some-code",
                "severity": "warning",
                "message": "It is wrong.",
                "help": "Write more.",
                "span": {"file": "a.yaml", "line": 1, "column": 2, "end_line": 1, "end_column": 5},
                "selector": "app.start.count",
                "pointer": "/a",
                "docs": "What it is for.",
                "related": [
                    {
                        "message": "The first is here.",
                        "span": {"file": "b.yaml", "line": 3, "column": 1, "end_line": 3, "end_column": 2},
                    }
                ],
                "url": "reference/codes/#some-code",
                "fingerprint": FULL.fingerprint,
                "value": '"s3cret"',
            }
        ],
        "summary": {"errors": 0, "warnings": 1, "notes": 0, "hidden": 0},
    }


def test_json_without_findings_is_a_whole_document() -> None:
    summary = Summary(facts={"payloads": 3})
    assert json.loads(written("json", [], summary=summary))["summary"]["payloads"] == 3


def test_the_schema_of_a_finding_is_sound_and_strict() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    good: dict[str, Any] = json.loads(written("json", [FULL]))["findings"][0]
    assert VALIDATOR.is_valid(good)
    assert set(SCHEMA["required"]) == set(good)
    for key in good:
        assert not VALIDATOR.is_valid({name: value for name, value in good.items() if name != key})
    assert not VALIDATOR.is_valid({**good, "more": 1})
    for key, wrong in (("severity", "fatal"), ("code", "Some Code"), ("pointer", "a"), ("fingerprint", "x")):
        assert not VALIDATOR.is_valid({**good, key: wrong})


@given(findings)
def test_every_finding_fits_the_schema(one: Finding) -> None:
    for show_values in (False, True):
        shown = written("json", [one, one], show_values=show_values)
        assert shown.isascii()
        first, second = json.loads(shown)["findings"]
        assert first == second
        VALIDATOR.validate(first)
        assert ("value" in first) == (show_values and one.value is not None)


def test_json_is_written_as_findings_come() -> None:
    out = io.StringIO()

    def found() -> Iterator[Finding]:
        for number in range(3):
            yield FULL
            assert out.getvalue().count('"some-code"') == number + 1

    report.write("json", found(), out, Context())
    assert len(json.loads(out.getvalue())["findings"]) == 3


# ---------------------------------------------------------------- github


def test_github_gets_a_command_and_a_line_for_the_log() -> None:
    assert written("github", [FULL]) == (
        "::warning file=a.yaml,line=1,endLine=1,col=2,endColumn=5,title=telemetry-spec%3A some-code::"
        "It is wrong.%0Aat: /a%0Ahelp: Write more.%0Ab.yaml:3:1: The first is here.\n"
        "1 warning.\n"
    )


def test_github_gets_no_columns_for_several_lines_and_no_place_for_none() -> None:
    several = Finding(code="c", severity=Severity.NOTE, message="M", span=Span("a", 1, 2, 3, 4))
    nowhere = Finding(code="c", severity=Severity.ERROR, message="M", pointer="", value="1")
    shown = written("github", [several, nowhere], show_values=True).splitlines()
    assert shown[0] == "::notice file=a,line=1,endLine=3,title=telemetry-spec%3A c::M"
    assert shown[1] == "::error title=telemetry-spec%3A c::M%0Aat: the whole payload%0Avalue: 1"


def test_github_commands_cannot_be_forged() -> None:
    evil = "x\n::set-output name=a::b\r::error::,:%"
    one = Finding(code="c", severity=Severity.ERROR, message=evil, span=Span(evil, 1, 1, 1, 1))
    assert written("github", [one]).splitlines()[0] == (
        "::error file=x\\n%3A%3Aset-output name=a%3A%3Ab\\r%3A%3Aerror%3A%3A%2C%3A%25,line=1,endLine=1,col=1,"
        "endColumn=1,title=telemetry-spec%3A c::x\\n::set-output name=a::b\\r::error::,:%25"
    )


@given(findings)
def test_github_gets_one_line_for_each_finding(one: Finding) -> None:
    shown = written("github", [one, one], show_values=True).split("\n")
    assert len(shown) == 4
    assert shown[0] == shown[1]
    command = re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^,:]*,?)+)::(.*)", shown[0])
    assert command
    assert not re.search("%(?!25|0A|0D|3A|2C)", command[2] + command[3])


# ---------------------------------------------------------------- every format


def test_formats_are_found_by_their_files() -> None:
    assert report.names() == ("github", "json", "junit", "text")
    for name in report.names():
        module = registry.load("telemetry_spec.report", name)
        assert module.__doc__
        assert "\n" not in module.__doc__
    with pytest.raises(KeyError):
        written("base", [])


@pytest.mark.parametrize("style", report.names())
def test_no_more_is_shown_than_wanted_and_all_is_counted(style: str) -> None:
    summary = Summary(limit=2)
    shown = written(style, [FULL] * 5, summary=summary)
    assert shown.count("It is wrong.") == 2
    assert (summary.total, summary.hidden, summary.counts[Severity.WARNING]) == (5, 3, 5)


@pytest.mark.parametrize("style", report.names())
def test_the_summary_may_be_filled_by_the_last_finding(style: str) -> None:
    summary = Summary()

    def found() -> Iterator[Finding]:
        yield FULL
        summary.subject = "1 payload"
        summary.facts["payloads"] = 1
        summary.remarks.append("One more thing.")

    shown = written(style, found(), summary=summary)
    assert '"payloads": 1' in shown or "1 payload: 1 warning." in shown


def test_severity_decides_what_fails() -> None:
    summary = Summary(counts={Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 1})
    assert [summary.fails(severity) for severity in Severity] == [False, True, True]


def test_no_other_file_than_a_spec_is_opened(tmp_path: Any) -> None:  # noqa: ANN401  pytest's own path
    spec, other = tmp_path / "spec.yaml", tmp_path / "other.yaml"
    spec.write_bytes(b"\xef\xbb\xbfone: 1\rtwo: \xff\r\nthree: 3")
    other.write_text("s3cret")
    sources = Sources()
    sources.allow([str(spec), str(tmp_path / "gone.yaml"), "\0"])

    def line(file: object, number: int) -> str | None:
        return sources.line(Span(str(file), number, 1, number, 1))

    assert [line(spec, number) for number in range(5)] == [None, "one: 1", "two: \ufffd", "three: 3", None]
    assert line(other, 1) is None
    assert line(tmp_path / "gone.yaml", 1) == ""
    assert line("\0", 1) == ""
