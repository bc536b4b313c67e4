"""Results in every format."""

from __future__ import annotations

import io
import json
import re
import shlex
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import report, resources
from telemetry_spec.model.finding import Span
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.report._tally import Tally
from telemetry_spec.report.base import Context, printable
from tests.report.conftest import written, written_results
from tests.report.strategies import findings, results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.finding import Finding

SCHEMA = json.loads((resources.schemas_dir() / "result.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FILE = "acme.telemetry.yaml"
FAILED = Result(
    id="rejects:app.start.count/type",
    verdict=Verdict.FAIL,
    message="The server took it.",
    help="Refuse it.",
    span=Span(FILE, 1, 3, 1, 8),
    selector="app.start.count",
    pointer="/count",
    evidence=("answer 200", "in time"),
    value="s3cret",
    repeat="curl http://h/",
)


def one(verdict: Verdict, level: Any = "required", name: str = "a:b") -> Result:  # noqa: ANN401  one of three texts
    return Result(id=name, verdict=verdict, level=level, message="It is so.", help="Do it.")


# ---------------------------------------------------------------- the tally


@pytest.mark.parametrize(
    ("found", "fails", "sentence"),
    [
        ([], True, "Acme: nothing was tried. Nothing is proved, so the run fails."),
        ([one(Verdict.SKIP)], True, "Acme: 1 skipped. Nothing is proved, so the run fails."),
        ([one(Verdict.PASS), one(Verdict.SKIP)], False, "Acme: 1 passed, 1 skipped. The run passes."),
        ([one(Verdict.PASS), one(Verdict.FAIL)], True, "Acme: 1 passed, 1 failed. The run fails."),
        ([one(Verdict.INCONCLUSIVE)], True, "Acme: 1 inconclusive. The run fails."),
        ([one(Verdict.XFAIL)] * 1000, False, "Acme: 1,000 failed as known. The run passes."),
        ([one(Verdict.XPASS)], True, "Acme: 1 passed though known to fail. The run fails."),
        (
            [one(Verdict.PASS), one(Verdict.FAIL, "recommended"), one(Verdict.FAIL, "dialect")],
            False,
            "Acme: 1 passed, 2 failed. 2 of them are no requirement. The run passes.",
        ),
        (
            [one(Verdict.PASS), one(Verdict.XPASS, "recommended")],
            False,
            "Acme: 1 passed, 1 passed though known to fail. 1 of them is no requirement. The run passes.",
        ),
    ],
)
def test_what_a_run_comes_to(found: list[Result], fails: bool, sentence: str) -> None:
    tally = Tally(subject="Acme")
    assert list(tally.over(found)) == found
    assert (tally.fails, tally.sentence(), tally.total) == (fails, sentence, len(found))
    assert Tally(counts=tally.counts).sentence().startswith(("1", "nothing tried."))


@given(st.lists(results, max_size=5))
def test_a_run_is_green_only_with_evidence_and_without_a_failure(found: list[Result]) -> None:
    tally = Tally()
    list(tally.over(found))
    evidence = any(one.verdict is not Verdict.SKIP for one in found)
    assert tally.fails == (not evidence or any(one.fails for one in found))


# ---------------------------------------------------------------- text


def test_text_shows_all_of_a_failure_and_counts_the_rest() -> None:
    tally = Tally(subject="Acme", remarks=["A table."])
    rest = [
        one(Verdict.PASS, name="rejects:x"),
        one(Verdict.SKIP, name="row:y"),
        one(Verdict.FAIL, "dialect", "echo:z"),
    ]
    assert written_results("text", [FAILED, *rest], {FILE: "a: wrong\n"}, tally=tally) == (
        """\
FAIL rejects:app.start.count/type: The server took it.
  spec: acme.telemetry.yaml:1:3
 1 | a: wrong
   |   ^^^^^
  at: /count
  seen: answer 200
  seen: in time
  help: Refuse it.
  repeat: curl http://h/

SKIP row:y: It is so.
  help: Do it.

FAIL echo:z (dialect): It is so.
  help: Do it.

rejects  1 PASS  1 FAIL
row      1 SKIP
echo     1 FAIL
A table.
Acme: 1 passed, 2 failed, 1 skipped. 1 of them is no requirement. The run fails.
"""
    )


def alike(number: int, check: str = "rejects") -> list[Result]:
    return [
        replace(FAILED, id=f"{check}:app.start.count/{at}", cause="taken 200", repeat=f"curl {at}")
        for at in range(number)
    ]


def test_text_tells_results_of_one_cause_together_and_counts_all() -> None:
    other = replace(FAILED, id="rejects:app.start.name/type", message="The server failed.", cause="failed 500")
    dialect = replace(FAILED, id="rejects:app.start.name/order", cause="taken 200", level="dialect")
    own = [replace(one, cause="") for one in alike(2)]
    found = [*alike(3), other, dialect, *alike(9)[3:], one(Verdict.PASS, name="rejects:x"), *own, *alike(2, "echo")]
    shown = written_results("text", found)
    heads = [line.partition(": ")[0] for line in shown.splitlines() if line.startswith("FAIL ")]
    assert heads == [
        "FAIL rejects:app.start.count/0",
        "FAIL rejects:app.start.name/type",
        "FAIL rejects:app.start.name/order (dialect)",
        "FAIL rejects:app.start.count/0",
        "FAIL rejects:app.start.count/1",
        "FAIL rejects",
        "FAIL echo:app.start.count/0",
        "FAIL echo",
    ]
    assert (
        "FAIL rejects: 8 more like `rejects:app.start.count/0`, for the same reason.\n"
        "  also: rejects:app.start.count/1\n"
        "  also: rejects:app.start.count/2\n"
        "  also: rejects:app.start.count/3\n"
        "  also: 5 others, which `--format json` lists\n\n"
    ) in shown
    assert "FAIL echo: 1 more like `echo:app.start.count/0`, for the same reason.\n  also: echo:app.start" in shown
    assert "rejects  1 PASS  13 FAIL\n" in shown
    assert len(json.loads(written_results("json", found))["results"]) == len(found)
    assert len(cases(written_results("junit", found))) == len(found)
    assert len(re.findall("^::", written_results("github", found), re.MULTILINE)) == len(found) - 1


@given(results, st.booleans())
def test_no_result_breaks_the_text(found: Result, show_values: bool) -> None:
    shown = written_results("text", [found], {FILE: "x"}, show_values=show_values)
    assert printable(shown.replace("\n", "")) == shown.replace("\n", "")
    assert shown.rstrip("\n").endswith("The run passes." if not found.fails and found.verdict != "SKIP" else "fails.")
    assert written_results("text", [found], {FILE: "x"}, show_values=show_values, colour=True) == shown


# ---------------------------------------------------------------- json


def test_json_holds_all_of_a_result() -> None:
    shown = json.loads(written_results("json", [FAILED], tally=Tally(facts={"requests": 3}), show_values=True))
    assert shown["tool"] == {"name": "telemetry-spec", "version": "1.2.3"}
    assert shown["results"] == [
        {
            "id": FAILED.id,
            "check": "rejects",
            "verdict": "FAIL",
            "level": "required",
            "fails": True,
            "message": FAILED.message,
            "help": FAILED.help,
            "span": {"file": FILE, "line": 1, "column": 3, "end_line": 1, "end_column": 8},
            "selector": FAILED.selector,
            "pointer": "/count",
            "evidence": ["answer 200", "in time"],
            "repeat": FAILED.repeat,
            "url": "reference/codes/#rejects",
            "value": "s3cret",
        }
    ]
    assert shown["summary"]["FAIL"] == 1
    assert shown["summary"]["fails"] is True
    assert shown["summary"]["requests"] == 3


def test_a_command_that_repeats_any_result_is_written_once() -> None:
    found = [
        replace(one(Verdict.FAIL, name=name), repeat=f"tool --only {shlex.quote(name)} -- x")
        for name in ("a:b", "a:[c]")
    ]
    text = written_results("text", [*found, FAILED])
    assert text.count("repeat") == 2
    assert "To repeat one: tool --only ID -- x\n" in text
    assert "  repeat: curl http://h/\n" in text


@given(results)
def test_every_result_fits_the_schema(found: Result) -> None:
    for show_values in (False, True):
        shown = written_results("json", [found, found], show_values=show_values)
        assert shown.isascii()
        first, second = json.loads(shown)["results"]
        assert first == second
        VALIDATOR.validate(first)
        assert ("value" in first) == (show_values and found.value is not None)


def test_the_schema_of_a_result_is_sound_and_strict() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    good: dict[str, Any] = json.loads(written_results("json", [FAILED]))["results"][0]
    assert VALIDATOR.is_valid(good)
    assert set(SCHEMA["required"]) == set(good)
    for key in good:
        assert not VALIDATOR.is_valid({name: value for name, value in good.items() if name != key})
    assert not VALIDATOR.is_valid({**good, "more": 1})
    for key, wrong in (("verdict", "OK"), ("level", "must"), ("check", "A b"), ("pointer", "a"), ("fails", 1)):
        assert not VALIDATOR.is_valid({**good, key: wrong})
    assert SCHEMA["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_results_are_written_as_they_come(style: str) -> None:
    out = io.StringIO()

    def found() -> Iterator[Result]:
        for number in range(3):
            yield FAILED
            assert out.getvalue().count("The server took it.") == number + 1

    report.write_results(style, found(), out, Context())
    assert out.getvalue().count("The server took it.") == 3


# ---------------------------------------------------------------- github


def test_github_gets_a_command_for_what_is_no_success() -> None:
    verdicts = [one(verdict) for verdict in Verdict] + [one(Verdict.FAIL, "recommended")]
    lines = written_results("github", [FAILED, *verdicts], tally=Tally(remarks=["A table."])).splitlines()
    assert lines[0] == (
        "::error file=acme.telemetry.yaml,line=1,endLine=1,col=3,endColumn=8,title=telemetry-spec%3A FAIL "
        "rejects%3Aapp.start.count/type::The server took it.%0Aat: /count%0Aseen: answer 200%0Aseen: in time%0A"
        "help: Refuse it.%0Arepeat: curl http://h/"
    )
    assert [line.split("::")[1] for line in lines if line.startswith("::")] == [
        lines[0].split("::")[1],
        "error title=telemetry-spec%3A FAIL a%3Ab",
        "error title=telemetry-spec%3A INCONCLUSIVE a%3Ab",
        "error title=telemetry-spec%3A XPASS a%3Ab",
        "warning title=telemetry-spec%3A FAIL a%3Ab",
    ]
    assert lines[-2] == "A table."


@given(results)
def test_github_commands_cannot_be_forged(found: Result) -> None:
    lines = written_results("github", [found], show_values=True).split("\n")
    assert len(lines) == 2 + (found.verdict.value in ("FAIL", "INCONCLUSIVE", "XPASS"))
    assert not any(re.search("%(?!25|0A|0D|3A|2C)", line) for line in lines if line.startswith("::"))


# ---------------------------------------------------------------- junit


def cases(text: str) -> list[ET.Element]:
    suite = ET.fromstring(text).find("testsuite")  # noqa: S314  written by this test
    assert suite is not None
    found = list(suite.iter("testcase"))
    assert int(suite.get("tests", "-1")) == len(found)
    for element, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.get(counted, "-1")) == sum(case.find(element) is not None for case in found)
    return found


def test_junit_has_a_case_for_each_result() -> None:
    verdicts = [one(verdict) for verdict in Verdict] + [one(Verdict.FAIL, "recommended")]
    found = cases(written_results("junit", [FAILED, *verdicts]))
    assert [[child.tag for child in case] for case in found] == [
        ["failure"], [], ["failure"], ["error"], ["skipped"], ["skipped"], ["failure"], ["system-out"],
    ]  # fmt: skip
    failure = found[0].find("failure")
    assert failure is not None
    assert (found[0].get("classname"), found[0].get("name")) == ("rejects", FAILED.id)
    assert failure.get("message") == "FAIL: The server took it."
    assert failure.text == (
        "spec: acme.telemetry.yaml:1:3\nat: /count\nseen: answer 200\nseen: in time\nhelp: Refuse it.\n"
        "repeat: curl http://h/"
    )


@given(st.lists(results, max_size=3), st.booleans())
def test_any_results_make_well_formed_xml(found: list[Result], show_values: bool) -> None:
    shown = cases(written_results("junit", found, tally=Tally(subject="<&\0>"), show_values=show_values))
    assert [case.get("name") for case in shown] == [printable(one.id) for one in found]


@given(st.lists(findings, max_size=3), st.booleans())
def test_any_findings_make_well_formed_xml(found: list[Finding], show_values: bool) -> None:
    shown = cases(written("junit", found, show_values=show_values))
    assert [case.get("classname") for case in shown] == [one.code for one in found]
    assert [case.find("failure") is None for case in shown] == [one.severity == "note" for one in found]
    if not show_values:
        assert not any(line.startswith("value: ") for case in shown for line in "".join(case.itertext()).split("\n"))


def test_a_format_that_there_is_not() -> None:
    with pytest.raises(KeyError):
        written_results("xml", [])
