"""What every format shares: the context of a run, its summary, and text made safe for a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.finding import Severity
from telemetry_spec.report._tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.model.finding import Finding, Span
    from telemetry_spec.model.shape import Json

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_IDEOGRAPHIC_SPACE: Final = "\u3000"


@dataclass(slots=True)
class Summary:
    """What a run comes to. It fills while the findings are read, and is complete after the last.

    `subject` says what was looked at, and `clean` what to say of it when nothing was found. `remarks` are further lines
    for people, `facts` the numbers for programs. Of more than `limit` findings the rest are counted only (0: no limit).
    """

    subject: str = ""
    clean: str = "no findings"
    remarks: list[str] = field(default_factory=list)
    facts: dict[str, Json] = field(default_factory=dict)
    limit: int = 0
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))

    @property
    def total(self) -> int:
        """Return the number of findings so far."""
        return sum(self.counts.values())

    @property
    def hidden(self) -> int:
        """Return the number of findings that are counted but not shown."""
        return max(0, self.total - self.limit) if self.limit else 0

    def shows_more(self) -> bool:
        """Say whether the next finding is one to show."""
        return not self.limit or self.total < self.limit

    def over(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings to show, and count all of them."""
        for finding in findings:
            shown = self.shows_more()
            self.counts[finding.severity] += 1
            if shown:
                yield finding

    def fails(self, fail_on: Severity) -> bool:
        """Say whether anything of this severity or a graver one was found."""
        return any(count for severity, count in self.counts.items() if severity.rank <= fail_on.rank)

    def sentence(self) -> str:
        """Return the one line that ends a report."""
        found = ", ".join(_counted(count, severity.value) for severity, count in self.counts.items() if count)
        words = f"{self.subject}: {found or self.clean}." if self.subject else f"{found or self.clean}."
        if self.hidden:
            words += f" {self.hidden:,} of them {'is' if self.hidden == 1 else 'are'} not shown;"
            words += " --max-findings 0 shows all."
        return words


class Sources:
    """The texts of spec files, for showing lines of them. No other file is ever opened: payloads are private."""

    def __init__(self) -> None:
        self._texts: dict[str, str | None] = {}
        self._lines: dict[str, list[str]] = {}

    def allow(self, files: Iterable[str]) -> None:
        """Let lines of these files be shown."""
        for file in files:
            self._texts.setdefault(file, None)

    def hold(self, file: str, text: str) -> None:
        """Let lines of a text at hand be shown under a name, such as that of standard input."""
        self._texts[file] = text

    def line(self, span: Span) -> str | None:
        """Return the line on which a span starts, or None where it may not or cannot be shown."""
        if span.file not in self._texts:
            return None
        if span.file not in self._lines:
            self._lines[span.file] = _LINE_END.split(self._text(span.file))
        lines = self._lines[span.file]
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None

    def _text(self, file: str) -> str:
        text = self._texts[file]
        if text is None:
            try:
                text = Path(file).read_bytes().decode("utf-8", "replace")
            except (OSError, ValueError):
                text = ""
        return text.removeprefix("\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a format needs besides the findings or results.

    `summary` is about findings, `tally` about results. `width` is the number of columns that a line of source may take.
    """

    version: str = ""
    summary: Summary = field(default_factory=Summary)
    tally: Tally = field(default_factory=Tally)
    sources: Sources = field(default_factory=Sources)
    show_values: bool = False
    colour: bool = False
    width: int = 100


def url(code: str) -> str:
    """Return the address of a code's page, relative to the documentation site."""
    return f"reference/codes/#{code}"


def printable(text: str) -> str:
    """Return a text on one line, with everything escaped that cannot be seen or that steers a terminal.

    Bidirectional marks are among that: with them, a text can look like another one (CVE-2021-42574).
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == _IDEOGRAPHIC_SPACE else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def place(span: Span | None) -> str:
    """Return `file:line:column`, made safe, or "" for no place."""
    return f"{printable(span.file)}:{span.line}:{span.column}" if span is not None else ""


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
