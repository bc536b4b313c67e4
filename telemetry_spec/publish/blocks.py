"""Marker blocks: what stands between two comments in a page is made from a spec, and everything else is the author's.

    <!-- telemetry-spec: refine.cli -->          Markdown, HTML
    {/* telemetry-spec: refine.cli */}           MDX
    .. telemetry-spec: refine.cli                reStructuredText

The block ends with the same comment that holds `/telemetry-spec`. It may stand in a list or a directive: then its lines
are indented as its marker is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.finding import Finding, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Comment:
    """How a comment is written that is a marker: its two ends, what it matches on a line of its own, and within one."""

    begin: str
    end: str
    alone: re.Pattern[str]
    within: re.Pattern[str]
    near: re.Pattern[str]
    """What is probably meant for a marker, and is none."""

    @classmethod
    def of(cls, begin: str, end: str) -> Comment:
        """Make the comment with these ends."""
        start, stop = re.escape(begin), re.escape(end)
        name = r"(?P<ends>/?)telemetry-spec(?![\w-]|::)(?P<colon>:?)"
        alone = rf"(?P<indent>[ \t]*){start}\s*{name}\s*(?P<asked>.*?)\s*{stop}\s*"
        near = rf"[ \t]*{start}\s*(?:telemetry[-_ ]?spec\s*:(?!:).*|/\s*telemetry[-_ ]?spec)\s*{stop}\s*"
        within = rf"{start}\s*/?telemetry-spec:(?!:)"
        return cls(begin, end, re.compile(alone), re.compile(within), re.compile(near, re.IGNORECASE))

    def written(self, inner: str) -> str:
        """Return the comment with that in it."""
        return f"{self.begin} {inner} {self.end}".rstrip()


_HTML: Final = Comment.of("<!--", "-->")
_JSX: Final = Comment.of("{/*", "*/}")
_RST: Final = Comment.of("..", "")

#: Whatever may be meant for the name in a marker.
_NAME: Final = re.compile(r"telemetry[-_ ]?spec", re.IGNORECASE)
_FENCE: Final = re.compile(r"[ \t]*(`{3,}|~{3,})([^`]*)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_SETEXT: Final = re.compile(r" {0,3}(=+|-+)\s*")
#: What begins no paragraph that a line below could make a heading of.
_BLOCK: Final = re.compile(r"\s*(?:[-*+>|<]|[0-9]{1,9}[.)]\s|#{1,6}\s)")
_RULE: Final = re.compile(r"([!-/:-@\[-`{-~])\1+")
_CODE_SPAN: Final = re.compile(r"(`+)(?:(?!\1).)*\1")
_LIST_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+")
_LITERAL: Final = re.compile(r"\s*\.\. (?:code|code-block|sourcecode|parsed-literal|highlight)::.*|(?!\s*\.\. ).*::\s*")
#: From this on Markdown takes an indented line for code (CommonMark, section 4.4).
_CODE_INDENT: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How files of one kind are marked: the docs format of what stands in a block, and its comments.

    The first of `comments` is the usual one; those of `foreign` are for files of other kinds.
    """

    docs_format: str
    comments: tuple[Comment, ...]
    foreign: tuple[Comment, ...] = ()
    fenced: bool = False
    """Whether blocks of code are fenced, so that a marker in one is an example."""

    def marker(self, inner: str) -> str:
        """Return a marker as it is usually written."""
        return self.comments[0].written(inner)


_MARKDOWN: Final = Style(docs_format="markdown", comments=(_HTML, _JSX), fenced=True)
#: By the ending of the file.
STYLES: Final = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdx": Style(docs_format="mdx", comments=(_JSX,), foreign=(_HTML,), fenced=True),
    ".rst": Style(docs_format="rst", comments=(_RST,), foreign=(_HTML, _JSX)),
    ".html": Style(docs_format="html", comments=(_HTML,), foreign=(_JSX,)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: what its marker asks for, the line and the indent of the marker, and the lines `[start:end]` within."""

    asked: str
    line: int
    indent: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker that was found, or what is wrong with one."""

    line: int
    ends: bool = False
    asked: str = ""
    indent: str = ""
    wrong: str = ""


def blocks_of(lines: Sequence[str], style: Style, file: str) -> tuple[list[Block], list[Finding]]:
    """Return the blocks of a file and what is wrong with its markers. `lines` are without their ends."""
    found: list[Block] = []
    findings: list[Finding] = []
    begun: _Mark | None = None
    for mark in _marks(lines, style):
        if mark.wrong:
            advice = f"Write `{style.marker('telemetry-spec: PRODUCT')}` on a line of its own."
            findings.append(bad_marker(file, mark.line, mark.wrong, advice))
        elif mark.ends and begun is None:
            advice = f"Write `{style.marker('telemetry-spec: PRODUCT')}` above it, or delete the line."
            findings.append(bad_marker(file, mark.line, "A block ends here that has not begun.", advice))
        elif mark.ends and begun is not None:
            found.append(
                Block(asked=begun.asked, line=begun.line, indent=begun.indent, start=begun.line, end=mark.line - 1)
            )
            begun = None
        else:
            if begun is not None:
                findings.append(_not_closed(file, begun.line, style))
            begun = mark
    if begun is not None:
        findings.append(_not_closed(file, begun.line, style))
    return found, findings


def bad_marker(file: str, line: int, message: str, advice: str) -> Finding:
    """Make the finding for a marker that cannot be followed."""
    return Finding(
        code="bad-marker",
        severity=Severity.ERROR,
        message=message,
        help=advice,
        span=Span(file, line, 1, line, 1),
    )


def _not_closed(file: str, line: int, style: Style) -> Finding:
    advice = f"Write `{style.marker('/telemetry-spec')}` on the line after it."
    return bad_marker(file, line, "This block does not end.", advice)


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


def _marks(lines: Sequence[str], style: Style) -> Iterator[_Mark]:
    """Yield the markers of a file, and what looks like one and is none."""
    for number, line in unfenced(lines, style):
        if _NAME.search(line) and not _is_code(lines, number - 1, style):
            mark = _mark(number, line.removeprefix("\ufeff"), style)
            if mark is not None:
                yield mark


def _mark(number: int, line: str, style: Style) -> _Mark | None:
    for comment in style.comments:
        if found := comment.alone.fullmatch(line):
            return _read(number, found)
    if any(comment.alone.fullmatch(line) for comment in style.foreign):
        return _Mark(number, wrong="This is how files of another kind are marked.")
    if any(comment.within.search(_CODE_SPAN.sub("", line)) for comment in style.comments):
        return _Mark(number, wrong="A marker stands on a line of its own, and ends there.")
    if any(comment.near.fullmatch(line) for comment in (*style.comments, *style.foreign)):
        return _Mark(number, wrong="A marker is written `telemetry-spec`, in small letters and with a hyphen.")
    return None


def _read(number: int, found: re.Match[str]) -> _Mark | None:
    asked, ends = found["asked"], bool(found["ends"])
    if not ends and not found["colon"]:
        # A comment may well speak of telemetry-spec; with a single word behind it, it is meant for a marker.
        return _Mark(number, wrong="A colon stands behind `telemetry-spec` in a marker.") if _one_word(asked) else None
    return _Mark(number, ends, asked, found["indent"])


def _one_word(text: str) -> bool:
    return bool(text) and not re.search(r"\s", text)


def _is_code(lines: Sequence[str], at: int, style: Style) -> bool:
    """Say whether a line is part of an indented block of code: then a marker in it is an example."""
    indent = _width(lines[at])
    if not indent:
        return False
    if style.docs_format == "rst":
        return any(_LITERAL.fullmatch(line) for line in _around(lines, at))
    if not style.fenced or indent < _CODE_INDENT:
        return False
    items = [found for line in _around(lines, at) if (found := _LIST_ITEM.match(line))]
    return not items or indent - max(len(found[0].expandtabs(4)) for found in items) >= _CODE_INDENT


def _around(lines: Sequence[str], at: int) -> Iterator[str]:
    """Yield the lines above that a line lies under, from the nearest to the margin."""
    limit = _width(lines[at])
    for line in reversed(lines[:at]):
        if line.strip() and _width(line) < limit:
            yield line
            limit = _width(line)


def _width(line: str) -> int:
    even = line.expandtabs(4)
    return len(even) - len(even.lstrip())


def under(own: Sequence[str], style: Style) -> tuple[int, tuple[str, ...]]:
    """Return where a block stands: the level of a heading one below the author's last, and the styles of his headings.

    `own` are the author's lines before the block. In reStructuredText the order of styles says what is above what; one
    that stands twice has a line above the title as well.
    """
    if style.fenced:
        return min(max((0, *_levels(own, style)[-1:])) + 1, 6), ()
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


def _levels(own: Sequence[str], style: Style) -> list[int]:
    """Return the levels of an author's headings in Markdown (CommonMark, sections 4.2 and 4.3)."""
    found: list[int] = []
    before = ""
    for _, line in unfenced(own[_front_matter(own) :], style):
        if mark := _HEADING.match(line):
            found.append(len(mark[1]))
        elif (rule := _SETEXT.fullmatch(line)) and before.strip() and not _BLOCK.match(before):
            found.append(1 if rule[1][0] == "=" else 2)
        before = line
    return found


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines are no text yet, but what site generators read first."""
    if lines and lines[0].removeprefix("\ufeff").strip() == "---":
        for at, line in enumerate(lines[1:], 1):
            if line.strip() in ("---", "..."):
                return at + 1
    return 0
