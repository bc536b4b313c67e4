"""Marker blocks: what stands between two comments in a page is made from a spec, and everything else is the author's.

    <!-- telemetry-spec: refine.cli -->          Markdown, HTML
    {/* telemetry-spec: refine.cli */}           MDX
    .. telemetry-spec: refine.cli                reStructuredText

The block ends with the same comment that holds `/telemetry-spec`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.finding import Finding, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_COMMENT: Final = re.compile(r" {0,3}<!--\s*(?P<end>/?)telemetry-spec(?P<colon>:?)(?P<asked>.*?)-->\s*")
_JSX_COMMENT: Final = re.compile(r" {0,3}\{/\*\s*(?P<end>/?)telemetry-spec(?P<colon>:?)(?P<asked>.*?)\*/\}\s*")
_RST_COMMENT: Final = re.compile(r"\.\.\s+(?P<end>/?)telemetry-spec(?P<colon>:?)(?P<asked>(?!:).*)")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_RULE: Final = re.compile(r"([!-/:-@\[-`{-~])\1+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How files of one kind are marked: the docs format of what stands in a block, and what a marker looks like."""

    docs_format: str
    markers: tuple[re.Pattern[str], ...]
    closing: str
    fenced: bool
    """Whether blocks of code are fenced, so that a marker in one is an example."""


_MARKDOWN: Final = Style(
    docs_format="markdown", markers=(_COMMENT, _JSX_COMMENT), closing="<!-- /telemetry-spec -->", fenced=True
)
#: By the ending of the file.
STYLES: Final = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdx": Style(docs_format="mdx", markers=(_JSX_COMMENT, _COMMENT), closing="{/* /telemetry-spec */}", fenced=True),
    ".rst": Style(docs_format="rst", markers=(_RST_COMMENT,), closing=".. /telemetry-spec", fenced=False),
    ".html": Style(docs_format="html", markers=(_COMMENT,), closing="<!-- /telemetry-spec -->", fenced=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: what its marker asks for, the line of the marker, and the lines `[start:end]` between the markers."""

    asked: str
    line: int
    start: int
    end: int


def blocks_of(lines: list[str], style: Style, file: str) -> tuple[list[Block], list[Finding]]:
    """Return the blocks of a file and what is wrong with its markers. `lines` are without their ends."""
    found: list[Block] = []
    findings: list[Finding] = []
    open_at: tuple[int, str] | None = None
    for number, ends, asked in _marks(lines, style):
        if ends and open_at is None:
            findings.append(bad_marker(file, number, "A block ends here that has not begun.", "Delete the line."))
        elif ends and open_at is not None:
            found.append(Block(asked=open_at[1], line=open_at[0], start=open_at[0], end=number - 1))
            open_at = None
        elif open_at is not None:
            findings.append(_not_closed(file, open_at[0], style))
            open_at = (number, asked)
        else:
            open_at = (number, asked)
    if open_at is not None:
        findings.append(_not_closed(file, open_at[0], style))
    return found, findings


def bad_marker(file: str, line: int, message: str, advice: str) -> Finding:
    """Make the finding for a marker that cannot be read."""
    return Finding(
        code="bad-marker",
        severity=Severity.ERROR,
        message=message,
        help=advice,
        span=Span(file, line, 1, line, 1),
    )


def _not_closed(file: str, line: int, style: Style) -> Finding:
    return bad_marker(file, line, "This block does not end.", f"Write `{style.closing}` on the line after it.")


def unfenced(lines: Iterable[str], style: Style) -> Iterator[tuple[int, str]]:
    """Yield the lines, each with its number from 1, that are in no fenced block of code (CommonMark, section 4.5)."""
    fence = ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.fullmatch(line) if style.fenced else None
        if mark is None and not fence:
            yield number, line
        elif mark is not None and not fence:
            fence = mark[1]
        elif mark is not None and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""


def _marks(lines: list[str], style: Style) -> Iterator[tuple[int, bool, str]]:
    """Yield the line, from 1, of each marker, whether it ends a block, and what it asks for."""
    for number, line in unfenced(lines, style):
        for marker in style.markers:
            if (seen := marker.fullmatch(line)) and (seen["colon"] or seen["end"]):
                yield number, bool(seen["end"]), seen["asked"].strip()
                break


def under(own: Sequence[str], style: Style) -> tuple[int, tuple[str, ...]]:
    """Return where a block stands: the level of a heading one below the author's last, and the styles of his headings.

    `own` are the author's lines before the block. In reStructuredText the order of styles says what is above what; one
    that stands twice has a line above the title as well.
    """
    if style.fenced:
        marks = (_HEADING.match(line) for _, line in unfenced(own, style))
        level = next((len(mark[1]) for mark in reversed(list(marks)) if mark), 0)
        return min(level + 1, 6), ()
    styles = list(_underlined(own)) if style.docs_format == "rst" else []
    order = tuple(dict.fromkeys(styles))
    return (order.index(styles[-1]) + 2, order) if styles else (2 if style.docs_format == "html" else 1, ())


def _underlined(lines: Sequence[str]) -> Iterator[str]:
    """Yield the style of each heading in reStructuredText (docutils, "Sections")."""
    for at in range(1, len(lines)):
        rule, title = lines[at].rstrip(), lines[at - 1].rstrip()
        if not _RULE.fullmatch(rule) or not title or _RULE.fullmatch(title):
            continue
        above = lines[at - 2].rstrip() if at > 1 else ""
        if above == rule:
            yield rule[0] * 2
        elif not above and not title[0].isspace() and len(rule) >= min(len(title), 4):
            yield rule[0]
