"""What every run of checks shares: what is wanted, what is known to fail, and words for a shell."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import api, conform
from telemetry_spec.conform import known
from telemetry_spec.conform.known import Known, matches
from telemetry_spec.conform.run import Plan, Wanted, quoted
from telemetry_spec.model.finding import InvalidInputError
from telemetry_spec.model.page import Page
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from pathlib import Path

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def result(name: str, verdict: Verdict = FAIL) -> Result:
    return Result(id=name, verdict=verdict, message="It is so.")


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("a:b", "a:b", True),
        ("a:b", "a:bc", False),
        ("a:*", "a:b/c", True),
        ("*/type", "a:b/type", True),
        ("a:?", "a:b", True),
        ("a:?", "a:bc", False),
        ("a:list[]", "a:list[]", True),
        ("a:[bc]", "a:b", False),
        ("a:*", "a:b\nc", True),
        ("a.b", "axb", False),
    ],
)
def test_patterns(pattern: str, name: str, fits: bool) -> None:
    assert matches(pattern, name) is fits


@pytest.mark.parametrize(
    ("patterns", "checks", "results"),
    [
        ((), ["rejects", "accepts"], ["rejects:a", "rejects:b", "accepts:a"]),
        (("rejects",), ["rejects"], ["rejects:a", "rejects:b"]),
        (("rejects:a",), ["rejects"], ["rejects:a"]),
        (("rejects:*", "accepts:a"), ["rejects", "accepts"], ["rejects:a", "rejects:b", "accepts:a"]),
        (("*:a",), ["rejects", "accepts"], ["rejects:a", "accepts:a"]),
        (("nothing",), [], []),
    ],
)
def test_what_is_wanted(patterns: tuple[str, ...], checks: list[str], results: list[str]) -> None:
    wanted = Wanted(patterns)
    assert [name for name in ("rejects", "accepts") if wanted.check(name)] == checks
    assert [name for name in ("rejects:a", "rejects:b", "accepts:a") if wanted.result(name)] == results


@given(st.lists(st.text("ab:*?/", min_size=1, max_size=6), max_size=3), st.text("ab:/", min_size=1, max_size=8))
def test_a_result_that_is_wanted_is_of_a_check_that_is(patterns: list[str], name: str) -> None:
    wanted = Wanted(tuple(patterns))
    if wanted.result(name):
        assert wanted.check(name.split(":", 1)[0])


def test_patterns_that_fit_no_check_are_named() -> None:
    patterns = ("rejects", "rejects:a", "rej*", "*/type", "reject", "rejectss:a", "x*:a", "")
    assert Wanted(patterns).strangers(["rejects", "accepts"]) == ["reject", "rejectss:a", "x*:a", ""]


def read(folder: Path, text: str) -> Known:
    path = folder / "known.txt"
    path.write_text(text, "utf-8")
    return known.read(str(path))


def test_known_failures(tmp_path: Path) -> None:
    file = read(tmp_path, "# a comment\n\n  rejects:a*  until version 3\naccepts:b\tbecause\nold:*   gone\n")
    results = [
        result("rejects:a1"),
        result("rejects:a2", PASS),
        result("accepts:b"),
        result("accepts:c"),
        result("rejects:a3", Verdict.INCONCLUSIVE),
        result("rejects:a4", Verdict.SKIP),
    ]
    found = list(Plan(known=file).results(results))
    assert [(one.id, one.verdict.value) for one in found] == [
        ("rejects:a1", "XFAIL"),
        ("rejects:a2", "XPASS"),
        ("accepts:b", "XFAIL"),
        ("accepts:c", "FAIL"),
        ("rejects:a3", "INCONCLUSIVE"),
        ("rejects:a4", "SKIP"),
        ("known-failing-unused:old:*", "FAIL"),
    ]
    assert found[0].message == "It is so. Known: until version 3"
    assert found[1].message.endswith("says that it fails: until version 3")
    assert found[1].help == "Take out line 3."
    assert [one.fails for one in found] == [False, True, False, True, True, False, True]
    assert found[-1].span is not None
    assert found[-1].span.line == 5


def test_no_two_results_have_the_same_id() -> None:
    found = Plan().results([result("a:1"), result("a:2"), result("a:1"), result("a:1", PASS)])
    assert [one.id for one in found] == ["a:1", "a:2", "a:1#2", "a:1#3"]


def test_an_id_that_is_asked_for_and_never_comes_fails_the_run() -> None:
    plan = Plan(Wanted(("a", "rejects:b", "rejects:c*", "accepts:x", "never")))
    found = list(plan.results([result("a:1", PASS), result("rejects:c1", PASS)], ids=lambda: ["rejects:bb", "q:z"]))
    assert [(one.id, one.fails) for one in found] == [
        ("a:1", False),
        ("rejects:c1", False),
        ("only-unused:accepts:x", True),
        ("only-unused:rejects:b", True),
    ]
    assert found[-1].help == "Did you mean `rejects:bb`?"


def test_an_id_that_could_not_be_tried_is_told_with_the_reason() -> None:
    plan = Plan(Wanted(("rejects:b",)))
    [one] = plan.results([], ids=lambda: ["rejects:b"], obstacle=lambda: ("Nothing listens.", "Start the server."))
    assert (one.id, one.fails, one.help) == ("only-unused:rejects:b", True, "Start the server.")
    assert one.message == "What was asked for was not tried: Nothing listens."


def test_a_partial_run_does_not_call_a_known_failure_unused(tmp_path: Path) -> None:
    plan = Plan(Wanted(("accepts",)), read(tmp_path, "rejects:a why\n"))
    assert [one.id for one in plan.results([result("accepts:b"), result("rejects:b")])] == ["accepts:b"]


def test_a_failure_gets_a_way_to_repeat_it_unless_it_has_one() -> None:
    results = [result("a:1"), Result(id="a:2", verdict=FAIL, message="m", repeat="curl"), result("a:3", PASS)]
    found = Plan().results(results, repeat=lambda name: f"again {name}")
    assert [one.repeat for one in found] == ["again a:1", "curl", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rejects:a\n", "This line has no reason."),
        ("# fine\nrejects:a   \n", "This line has no reason."),
        ("x" * (2**20 + 1), "The file is too large."),
    ],
)
def test_a_file_that_cannot_be_used(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(tmp_path, text)
    [finding] = caught.value.findings
    assert (finding.code, finding.message) == ("known-failing-unreadable", message)
    assert finding.help
    assert finding.code in api.codes()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name, message in (("absent", "no such file"), (".", "is a directory"), ("bytes", "no text in UTF-8")):
        with pytest.raises(InvalidInputError, match=message):
            known.read(str(tmp_path / name))


@pytest.mark.parametrize("text", ["", "a b", "it's", '$x `y` "z" !', "\x00\x01\n\x7f\\", "naïve ☃", "@file", "plain"])
def test_a_quoted_word_is_the_same_word_to_a_shell(text: str) -> None:
    word = quoted(text)
    assert word.isascii()
    assert word.isprintable()
    if "\0" in text:  # no argument can hold it
        text, word = text.replace("\0", ""), quoted(text.replace("\0", ""))
    done = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, check=True)
    assert done.stdout.decode() == text
    if text.isascii() and text.isprintable():
        assert shlex.split(word) == [text]


@pytest.mark.parametrize("side", ["server", "client"])
@pytest.mark.parametrize("part", ["title", "what", "why", "instead"])
def test_every_check_has_a_whole_page(side: str, part: str) -> None:
    for name in conform.names(side):
        page = conform.explain(name)
        text = getattr(page, part)
        assert text.strip(), name
        assert text.endswith(".") == (part != "title"), (name, part)
        assert isinstance(page, Page)
        if name not in api.codes():  # what a check and a finding call the same is explained as a finding
            assert api.explain(name) == page


def test_names_of_checks_are_their_own() -> None:
    names = conform.names()
    assert len(names) == len(set(names))
    assert not set(conform.names("server")) & set(api.codes())
    assert set(names) == set(api.checks())
    assert {"control", "rejects", "row-address"} <= set(conform.names("server"))
    with pytest.raises(KeyError):
        conform.explain("no-such-check")
