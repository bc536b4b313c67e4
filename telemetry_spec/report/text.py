"""For people: each finding or failed result with its place, the line concerned, and what to write instead."""

from __future__ import annotations

import shlex
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.finding import Severity
from telemetry_spec.model.result import Verdict
from telemetry_spec.report._alike import STYLES, Alike, Line
from telemetry_spec.report.base import place, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

    from telemetry_spec.model.finding import Finding, Span
    from telemetry_spec.model.result import Result
    from telemetry_spec.report.base import Context

_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_TAB: Final = "    "
_CUT: Final = "..."
_DOCS_WIDTH: Final = 400
#: So much of a line is shown even where the terminal is narrower.
_LEAST: Final = 20


def report(findings: Iterable[Finding], out: TextIO, context: Context) -> None:
    """Write the findings, a blank line after each, then the remarks and the summary."""
    write = _coloured(out) if context.colour else _plain(out)
    for finding in findings:
        for line in _lines(finding, context):
            write(line)
        write([])
    for remark in context.summary.remarks:
        write([(printable(remark), "")])
    write([(printable(context.summary.sentence()), "bold")])


def results(results: Iterable[Result], out: TextIO, context: Context) -> None:
    """Write what did not pass, in full, then how often each check passed, the remarks and the summary.

    Of results with the same cause the first is written in full, as it comes; the others are counted, and told when the
    check is over. A command that differs from result to result in its `--only ID` alone is written once, at the end.
    """
    write = _coloured(out) if context.colour else _plain(out)
    again: dict[str, None] = {}
    alike = Alike()
    for result in results:
        for line in alike.over(result.check):
            write(line)
        if result.verdict is not Verdict.PASS and alike.is_first(result):
            common = _common(result)
            again |= dict.fromkeys([common] if common else [])
            for line in _result(replace(result, repeat="") if common else result, context):
                write(line)
            write([])
            out.flush()
    for line in alike.over():
        write(line)
    width = max(map(len, context.tally.checks), default=0)
    for check, counts in context.tally.checks.items():
        found = [(f"  {count:,} {verdict.value}", STYLES[verdict]) for verdict, count in counts.items() if count]
        write([(f"{printable(check):{width}}", "bold"), *found])
    for remark in context.tally.remarks:
        write([(printable(remark), "")])
    for command in again:
        write([("To repeat one: ", "cyan"), (printable(command), "")])
    style = "bold red" if context.tally.fails else "bold"
    write([(printable(context.tally.sentence()), style)])


def _common(result: Result) -> str:
    """Return the command that repeats a result with `ID` for its id, "" where the command has no `--only` of it."""
    words = f"--only {shlex.quote(result.id)}"
    return result.repeat.replace(words, "--only ID") if result.id and words in result.repeat else ""


def _result(result: Result, context: Context) -> Iterator[Line]:
    style = STYLES[result.verdict]
    level = f" ({result.level})" if result.level != "required" else ""
    head = f" {printable(result.id)}{level}"
    yield [(result.verdict.value, style), (head, "bold"), (f": {printable(result.message)}", "")]
    if result.verdict is Verdict.SKIP:  # nothing was seen, so all there is to say is what to do
        if result.help:
            yield _labelled("help", result.help)
        return
    if result.span is not None:
        yield _labelled("spec", place(result.span))
        source = context.sources.line(result.span)
        if source is not None and source.strip():
            yield from _excerpt(source, result.span, style, context.width)
    if result.pointer is not None:
        yield _labelled("at", result.pointer or "the whole payload")
    for line in result.evidence:
        yield _labelled("seen", line)
    if context.show_values and result.value is not None:
        yield _labelled("value", result.value)
    if result.help:
        yield _labelled("help", result.help)
    if result.repeat:
        yield _labelled("repeat", result.repeat)


def _plain(out: TextIO) -> Callable[[Line], object]:
    return lambda line: out.write("".join(text for text, _ in line) + "\n")


def _coloured(out: TextIO) -> Callable[[Line], object]:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, emoji=False, markup=False)
    return lambda line: console.print(Text.assemble(*line), soft_wrap=True)


def _lines(finding: Finding, context: Context) -> Iterator[Line]:
    style = _STYLES[finding.severity]
    head: Line = [(f"{place(finding.span)}: ", "bold")] if finding.span is not None else []
    yield [*head, (finding.severity.value, style), (f"[{finding.code}]", "dim"), (f" {printable(finding.message)}", "")]
    source = context.sources.line(finding.span) if finding.span is not None else None
    if finding.span is not None and source is not None and source.strip():
        yield from _excerpt(source, finding.span, style, context.width)
    if finding.pointer is not None:
        yield _labelled("at", finding.pointer or "the whole payload")
    if context.show_values and finding.value is not None:
        yield _labelled("value", finding.value)
    if finding.help:
        yield _labelled("help", finding.help)
    if finding.docs:
        docs = " ".join(finding.docs.split())
        yield _labelled("docs", docs if len(docs) <= _DOCS_WIDTH else docs[:_DOCS_WIDTH].rsplit(" ", 1)[0] + " " + _CUT)
    for related in finding.related:
        yield [("  see: ", "cyan"), (f"{place(related.span)}: {printable(related.message)}", "")]


def _labelled(label: str, text: str) -> Line:
    return [(f"  {label}: ", "cyan"), (printable(text), "")]


def _excerpt(source: str, span: Span, style: str, width: int) -> Iterator[Line]:
    """Yield the line of source and the carets under the span, cut so that both fit the width."""
    gutter = f" {span.line} | "
    start = min(max(span.column - 1, 0), len(source))
    end = min(span.end_column - 1, len(source)) if span.end_line == span.line else len(source)
    # No more than this can be shown, and a line may have millions of characters.
    first, last = max(start - 2 * width, 0), start + 2 * width
    cells = [_cell(char) for char in source[first:last]]
    start, end = start - first, min(max(end, start) - first, len(cells))
    room = max(width - len(gutter), _LEAST)
    left, right = 0, len(cells)
    if right < len(source) or sum(map(_columns, cells)) > room:
        left, right = _window(cells, start, end, room - 2 * len(_CUT))
    before = (_CUT if first + left else "") + "".join(cells[left:start])
    marked = "".join(cells[start : min(end, right)])
    after = "".join(cells[max(start, min(end, right)) : right]) + (_CUT if first + right < len(source) else "")
    yield [(gutter, "dim"), (before, ""), (marked, ""), (after.rstrip(), "")]
    yield [
        (" " * (len(gutter) - 2) + "| ", "dim"),
        (" " * _columns(before), ""),
        ("^" * max(_columns(marked), 1), style),
    ]


def _cell(char: str) -> str:
    return _TAB if char == "\t" else printable(char)


def _window(cells: list[str], start: int, end: int, room: int) -> tuple[int, int]:
    """Return which part of a line to show: the span, and as much around it as there is room for."""
    left = right = start
    used = 0
    while right < end and used + _columns(cells[right]) <= room:
        used += _columns(cells[right])
        right += 1
    while True:
        grown = False
        if left > 0 and used + _columns(cells[left - 1]) <= room:
            left -= 1
            used += _columns(cells[left])
            grown = True
        if right < len(cells) and used + _columns(cells[right]) <= room:
            used += _columns(cells[right])
            right += 1
            grown = True
        if not grown:
            return left, right


def _columns(text: str) -> int:
    """Return how many columns a text takes in a terminal (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(_char_columns(char) for char in text)


def _char_columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
