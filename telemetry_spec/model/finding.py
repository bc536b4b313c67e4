"""A finding: one thing the toolkit says about a spec, a payload or a run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text file. Lines and columns count from 1, in code points; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How much a finding weighs. Errors and warnings fail a run by default; notes never do."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, such as the first of two definitions."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding, complete enough for every report format.

    `message` says in one sentence what is wrong, `help` in one what to write instead, `docs` quotes the language's own
    words on the key concerned. `selector` names the part of the spec, `pointer` (RFC 6901) the place in a payload.
    `value` is what was found in a payload: private, and shown only on request.
    """

    code: str
    severity: Severity
    message: str
    help: str = ""
    span: Span | None = None
    selector: str = ""
    pointer: str | None = None
    docs: str = ""
    related: tuple[Related, ...] = ()
    value: str | None = None

    @property
    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that stay the same when lines move."""
        file = self.span.file.replace("\\", "/").rsplit("/", 1)[-1] if self.span else ""
        parts = (self.code, file, self.selector, self.pointer or "", self.message)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order findings by place, then by code."""
        span = self.span
        place = (span.file, span.line, span.column) if span else ("", 0, 0)
        return (*place, self.code, self.message)


class InvalidInputError(Exception):
    """A spec or an input cannot be read; `findings` says why. The command line answers with exit code 3."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(_told(findings))
        self.findings = findings


def _told(findings: list[Finding]) -> str:
    """Say the first finding with its place, for whoever sees the exception and nothing else."""
    if not findings:
        return "invalid input"
    first = findings[0]
    place = f"{first.span}: " if first.span is not None else ""
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return f"{place}{first.message}{more}"
