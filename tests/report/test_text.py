"""The report for people."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from telemetry_spec.model.finding import Finding, Related, Severity, Span
from telemetry_spec.report.base import Summary, printable
from tests.report.conftest import written
from tests.report.strategies import findings, spans, texts

FILE = "acme.telemetry.yaml"


def finding(span: Span | None = None, **parts: object) -> Finding:
    return Finding(code="some-code", severity=Severity.ERROR, message="It is wrong.", span=span, **parts)  # type: ignore[arg-type]


def excerpt(line: str, column: int, end_column: int, *, width: int = 100) -> list[str]:
    span = Span(FILE, 1, column, 1, end_column)
    return written("text", [finding(span)], {FILE: line + "\n"}, width=width).splitlines()[1:3]


def test_all_of_a_finding_is_shown() -> None:
    full = finding(
        Span(FILE, 2, 4, 2, 7),
        help="Write more.",
        docs="What the\n  key is for.",
        pointer="/a/0",
        value='"s3cret"',
        related=(Related(Span("other.yaml", 3, 1, 3, 2), "The first is here."),),
    )
    assert (
        written("text", [full], {FILE: "one\r\nto: wrong\r\n"}, show_values=True)
        == """\
acme.telemetry.yaml:2:4: error[some-code] It is wrong.
 2 | to: wrong
   |    ^^^
  at: /a/0
  value: "s3cret"
  help: Write more.
  docs: What the key is for.
  see: other.yaml:3:1: The first is here.

1 error.
"""
    )


def test_a_finding_without_a_place_has_none() -> None:
    assert written("text", [finding()]).splitlines()[0] == "error[some-code] It is wrong."
    assert "  at: the whole payload\n" in written("text", [finding(pointer="")])


def test_values_and_lines_of_unknown_files_stay_private() -> None:
    shown = written("text", [finding(Span("payloads.ndjson", 1, 1, 1, 2), value="s3cret")], {FILE: "x\n"})
    assert "s3cret" not in shown
    assert "|" not in shown


@pytest.mark.parametrize("span", [Span(FILE, 9, 1, 9, 1), Span(FILE, 2, 1, 2, 1), Span("gone.yaml", 1, 1, 1, 1)])
def test_a_line_that_is_not_there_is_left_out(span: Span) -> None:
    assert "|" not in written("text", [finding(span)], {FILE: "x\n\n"})


def test_the_caret_stands_under_wide_characters_and_tabs() -> None:
    assert excerpt("漢字: 文字", 5, 7) == [" 1 | 漢字: 文字", "   |       ^^^^"]
    assert excerpt("a:\tb", 4, 5) == [" 1 | a:    b", "   |       ^"]
    assert excerpt("e\u0301: x", 5, 6) == [" 1 | e\u0301: x", "   |    ^"]
    assert excerpt("a: \x1b[31m", 4, 5) == [" 1 | a: \\x1b[31m", "   |    ^^^^"]
    assert excerpt("a: b", 5, 5) == [" 1 | a: b", "   |     ^"]


def test_a_span_of_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    shown = written("text", [finding(Span(FILE, 1, 4, 3, 2))], {FILE: "a: |\n  text\nb: 1\n"})
    assert shown.splitlines()[1:3] == [" 1 | a: |", "   |    ^"]


def test_a_long_line_is_cut_around_the_span() -> None:
    line = "x" * 5000 + "WRONG" + "y" * 5000
    shown, marks = excerpt(line, 5001, 5006, width=60)
    assert len(shown) <= 60
    assert shown.startswith(" 1 | ...xxx")
    assert shown.endswith("yyy...")
    assert marks.index("^") == shown.index("WRONG")
    assert marks.count("^") == 5
    shown, marks = excerpt(line, 1, 9000, width=60)
    assert (len(shown), marks.count("^")) == (60 - 3, 60 - 5 - 6)


def test_a_line_that_fits_is_not_cut() -> None:
    assert excerpt("x" * 95, 1, 2, width=100)[0] == " 1 | " + "x" * 95
    assert excerpt("x" * 96, 1, 2, width=100)[0].endswith("x...")


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 320), st.integers(1, 120))
def test_an_excerpt_fits_and_marks_what_is_meant(line: str, column: int, length: int, width: int) -> None:
    shown = excerpt(line.replace("\r", "").replace("\n", ""), column, column + length, width=width)
    if len(shown) < 2 or "|" not in shown[0]:
        return
    source, marks = shown
    assert max(columns(source), columns(marks)) <= max(width, 5 + 20) + 10  # an escaped character takes up to ten
    assert set(marks.split("| ", 1)[1]) <= {" ", "^"}
    assert "^" in marks


def columns(text: str) -> int:
    """Count columns without the code under test. Rich counts some combining characters otherwise; they are left out."""
    return cell_len("".join(char for char in text if unicodedata.category(char) not in ("Mn", "Me")))


@given(st.text(st.characters(exclude_categories=["Mn", "Me", "Lm", "Cn"]), max_size=60).map(printable))
def test_carets_are_counted_like_a_terminal_counts(line: str) -> None:
    source, marks = excerpt("k" + line, 1, len(line) + 2, width=1000)
    assert marks.count("^") == pytest.approx(cell_len(source.removeprefix(" 1 | ")), abs=2 * sum(map(_disputed, line)))


def _disputed(char: str) -> bool:
    """Say whether Rich knows another width than the Unicode version of this Python."""
    return not char.isascii() and cell_len(char) != (2 if unicodedata.east_asian_width(char) in "WF" else 1)


@given(findings, texts, st.booleans(), st.integers(1, 200))
def test_no_finding_breaks_the_report(one: Finding, text: str, show_values: bool, width: int) -> None:
    files = {one.span.file: text * 200} if one.span is not None else {}
    shown = written("text", [one], files, show_values=show_values, width=width)
    assert printable(shown.replace("\n", "")) == shown.replace("\n", ""), "something steers the terminal"
    assert shown.endswith(f"1 {one.severity}.\n")
    coloured = written("text", [one], files, show_values=show_values, width=width, colour=True)
    assert "\x07" not in coloured


@given(spans(st.just(FILE)), texts)
def test_any_span_can_be_shown(span: Span, text: str) -> None:
    assert "error[some-code]" in written("text", [finding(span)], {FILE: "\n".join([text] * 300)})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("größe 漢字\u3000", "größe 漢字\u3000"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b[31m\x9b", "\\x1b[31m\\x9b"),
        ("\u202eabc\u2066\u200b", "\\u202eabc\\u2066\\u200b"),
        ("\ud800", "\\ud800"),
        ("\U000e0001", "\\U000e0001"),
        ("\xa0", "\\xa0"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_documentation_is_cut() -> None:
    shown = written("text", [finding(docs="word " * 200)])
    line = next(line for line in shown.splitlines() if line.startswith("  docs: "))
    assert len(line) < 420
    assert line.endswith("word ...")


def test_colours_are_added_and_nothing_else() -> None:
    one = finding(Span(FILE, 1, 1, 1, 2), help="Help [bold]me[/bold] :smile:.")
    plain = written("text", [one], {FILE: "x: [red]y[/red]\n"})
    coloured = written("text", [one], {FILE: "x: [red]y[/red]\n"}, colour=True)
    assert coloured == plain  # a StringIO is no terminal, so that rich leaves the colours out


@pytest.mark.parametrize(
    ("counts", "limit", "subject", "sentence"),
    [
        ((0, 0, 0), 0, "", "no findings."),
        ((0, 0, 0), 0, "1 spec", "1 spec: no findings."),
        ((1, 2, 1000), 0, "1 spec", "1 spec: 1 error, 2 warnings, 1,000 notes."),
        ((2, 0, 0), 1, "", "2 errors. 1 of them is not shown; --max-findings 0 shows all."),
        ((3, 0, 0), 1, "", "3 errors. 2 of them are not shown; --max-findings 0 shows all."),
        ((1, 0, 0), 1, "", "1 error."),
    ],
)
def test_the_last_line_sums_up(counts: tuple[int, ...], limit: int, subject: str, sentence: str) -> None:
    summary = Summary(subject=subject, limit=limit, counts=dict(zip(Severity, counts, strict=True)))
    assert summary.sentence() == sentence
