"""Collects the findings of one file, so that a file full of errors gives a readable list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.model.finding import Finding, Related, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Findings of one code in one file that are listed one by one; the rest are counted.
MAX_PER_CODE: Final = 100


class Findings:
    """Errors in the order in which they were found."""

    def __init__(self) -> None:
        self._listed: dict[str, list[Finding]] = {}
        self._more: dict[str, int] = {}

    def add(self, code: str, span: Span, message: str, help_text: str, related: Iterable[Related] = ()) -> None:
        """Add an error."""
        listed = self._listed.setdefault(code, [])
        if len(listed) >= MAX_PER_CODE:
            self.count_more(code, 1)
            return
        listed.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                message=message,
                help=help_text,
                span=span,
                related=tuple(related),
            )
        )

    def count_more(self, code: str, number: int) -> None:
        """Count errors of a code of which as many as will be are listed already."""
        if number:
            self._more[code] = self._more.get(code, 0) + number

    def listed(self) -> list[Finding]:
        """Return the findings by place, with one more for each code of which not all are listed."""
        found = [finding for listed in self._listed.values() for finding in listed]
        for code, count in self._more.items():
            last = self._listed[code][-1]
            message = f"There are {count:,} more of these in this file."
            found.append(Finding(code=code, severity=last.severity, message=message, help=last.help, span=last.span))
        return sorted(found, key=lambda finding: finding.sort_key)


def start_of(file: str) -> Span:
    """Return the place to name where a file as a whole is meant."""
    return Span(file, 1, 1, 1, 1)
