"""Syntax errors in plain words, instead of the parser's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec.model.finding import Related
from telemetry_spec.reading.findings import start_of

if TYPE_CHECKING:
    from yaml import YAMLError

    from telemetry_spec.model.finding import Span
    from telemetry_spec.reading.findings import Findings
    from telemetry_spec.reading.text import Source
    from telemetry_spec.reading.tree import Node

_INDENT: Final = re.compile(r"[ \t]*(?:[-?:][ \t]+)*")
#: The type of a list without quotes, which YAML takes within brackets for a name and a list.
_LIST_TYPE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\[\])+")


@dataclass(frozen=True, slots=True)
class _Wording:
    """How to speak of an error whose message holds `problem`; `at` says which of its two marks is the better place."""

    problem: str
    message: str
    help: str
    at: Literal["problem", "context"] = "problem"
    code: str = "yaml-syntax"


_QUOTE_COLON = (
    "If it belongs to a text, put the text in quotes; "
    "otherwise check that the line above is complete and this line is indented like its neighbours."
)
_ALIGN = (
    "Indent the line exactly as the lines that it belongs with; put a text that has quotes inside in quotes as a whole."
)
_COMMA = "Put a comma between two items and a closing bracket after the last."
_ESCAPE = "Write a backslash as `\\\\`, or use single quotes, in which a backslash is just a backslash."
_TAGS = "Remove the tag: what a value is follows from how it is written."
_BLOCK = "Write `|` or `>` alone at the end of the line, and the text on the lines below, indented by spaces."

#: The first wording whose words occur in the parser's message is used. Both of PyYAML's parsers are covered.
_WORDINGS: Final = (
    _Wording("mapping values are not allowed", "A colon cannot stand here.", _QUOTE_COLON),
    _Wording("found unexpected ':'", "A colon cannot stand here.", _QUOTE_COLON),
    _Wording("found unexpected end of stream", "This quoted text never ends.", "Add the closing quote.", "context"),
    _Wording(
        "found unexpected document",
        "A line that starts with `---` or `...` stands inside a quoted text.",
        "Indent the line.",
    ),
    _Wording("could not find expected ':'", "This key has no colon.", "Write `key: value` on one line.", "context"),
    _Wording(
        "sequence entries are not allowed",
        "A list cannot start here.",
        "Start it on a new line, each item with `- `; if the `-` is part of a text, put the text in quotes.",
    ),
    _Wording(
        "mapping keys are not allowed", "A `?` cannot stand here.", "If it is part of a text, put the text in quotes."
    ),
    _Wording("that cannot start any token", "A value cannot start with this character.", "Put the value in quotes."),
    _Wording("did not find expected key", "This does not fit what stands before it.", _ALIGN),
    _Wording("did not find expected '-' indicator", "This does not fit the list before it.", _ALIGN),
    _Wording("expected <block end>", "This does not fit what stands before it.", _ALIGN),
    _Wording("',' or", "A comma or a closing bracket is missing.", _COMMA),
    _Wording(
        "node content", "A value is missing before this.", "Write the value, or put it in quotes if this is its start."
    ),
    _Wording("unknown escape character", "There is no such escape in a double-quoted text.", _ESCAPE),
    _Wording("hexdecimal", "The escape has too few hexadecimal digits.", _ESCAPE),
    _Wording("hexadecimal", "The escape has too few hexadecimal digits.", _ESCAPE),
    _Wording(
        "invalid Unicode character escape",
        "The escape names no character.",
        "Write the character itself, or eight digits: `\\U0001F600`.",
    ),
    _Wording("undefined tag", "A tag cannot be used.", _TAGS, code="yaml-tag"),
    _Wording(
        "document start",
        "The file should have ended before this.",
        "Remove what follows, or `---`, `...` and `%` lines.",
    ),
    _Wording("indentation indicator", "A block text cannot be indented by 0.", _BLOCK),
)

#: Wordings by what the parser was at, for messages that say little by themselves.
_CONTEXTS: Final = (
    _Wording(
        "directive", "This line starts with `%`, which is kept for directives.", "Remove the line, or put it in quotes."
    ),
    _Wording("anchor", "An `&` with no name after it stands here.", "Put the value in quotes."),
    _Wording("alias", "A `*` with no name after it stands here.", "Put the value in quotes."),
    _Wording("tag", "An unfinished tag stands here.", "Put the value in quotes.", "context"),
    _Wording("block scalar", "Something stands after the `|` or `>`.", _BLOCK),
)


def report(error: YAMLError, source: Source, unclosed: Node | None, findings: Findings) -> None:
    """Report a syntax error. `unclosed` is the innermost list or mapping in brackets that is open, or None."""
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    if mark is None:
        findings.add("yaml-syntax", start_of(source.file), "The file is not YAML.", "Check it with another editor.")
        return
    place: int = mark.index
    tab = _tab(source, place, in_brackets=unclosed is not None)
    if tab is not None:
        findings.add("yaml-tab", source.span(tab, tab + 1), "A tab is used for indentation.", "Indent with spaces.")
    elif unclosed is not None and not source.text[place:].strip():
        _report_unclosed(unclosed, findings)
    elif unclosed is not None and (word := _list_type(source, place)) is not None:
        name = source.text[word[0] : word[1]]
        message = f"Within brackets `{name}` needs quotes: YAML takes its `[` for the start of a list."
        findings.add("yaml-syntax", source.span(*word), message, f'Put it in quotes: `"{name}"`.')
    else:
        wording = _wording(getattr(error, "problem", None) or "", getattr(error, "context", None) or "")
        _report_worded(wording, place, place if context is None else context.index, source, findings)


def _tab(source: Source, place: int, *, in_brackets: bool) -> int | None:
    """Return the offset of the tab that is to blame, or None."""
    start, line = source.line_at(place)
    indent = _INDENT.match(line)
    if in_brackets or indent is None or "\t" not in indent[0]:
        return None
    return start + indent[0].index("\t")


def _list_type(source: Source, place: int) -> tuple[int, int] | None:
    """Return from where to where a type such as `string[]` goes whose `[` stands at a place, or None."""
    start, line = source.line_at(place)
    for found in _LIST_TYPE.finditer(line):
        if start + found.start() < place < start + found.end():
            return start + found.start(), start + found.end()
    return None


def _report_unclosed(unclosed: Node, findings: Findings) -> None:
    name, bracket = ("list", "]") if unclosed.kind == "sequence" else ("mapping", "}")
    span = unclosed.source.span(unclosed.start, unclosed.start + 1)
    findings.add("yaml-syntax", span, f"This {name} never ends.", f"Add the closing `{bracket}`.")


def _wording(problem: str, context: str) -> _Wording:
    for wording in _WORDINGS:
        if wording.problem in problem:
            return wording
    for wording in _CONTEXTS:
        if wording.problem in context:
            return wording
    return _Wording(
        "", f"This is not YAML: {problem or 'it cannot be read'}.", "Put the value in quotes if it is a text."
    )


def _report_worded(wording: _Wording, mark: int, context: int, source: Source, findings: Findings) -> None:
    place, other = (context, mark) if wording.at == "context" else (mark, context)
    related = [Related(_character(source, other), "What it belongs to starts here.")] if other < place else []
    findings.add(wording.code, _character(source, place), wording.message, wording.help, related)


def _character(source: Source, place: int) -> Span:
    """Return the place of one character; nothing is wide at the end of a line."""
    width = 0 if source.text[place : place + 1] in {"", "\r", "\n"} else 1
    return source.span(place, place + width)
