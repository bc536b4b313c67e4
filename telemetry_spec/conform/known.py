"""Known failures: a file that names checks which fail today, each with the reason, so that the rest stays green.

One on a line: the id of a result, in which `*` stands for any text and `?` for any character, then a blank and the
reason. Lines that begin with `#` are comments. A known failure that does not happen fails the run: the file is out of
date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.failure import reason_of
from telemetry_spec.model.finding import Finding, InvalidInputError, Severity, Span
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KNOWN: Final = {Verdict.FAIL: Verdict.XFAIL, Verdict.PASS: Verdict.XPASS}
#: Characters: nobody writes more by hand.
_MAX_SIZE: Final = 2**20


def matches(pattern: str, name: str) -> bool:
    """Say whether an id fits a pattern: the id itself, or one with `*` for any text and `?` for any character."""
    return pattern == name or _compiled(pattern).fullmatch(name) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Not `fnmatch`: brackets are part of selectors.
    words = {"*": ".*", "?": "."}
    return re.compile("".join(words.get(char) or re.escape(char) for char in pattern), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file."""

    pattern: str
    reason: str
    span: Span


class Known:
    """The known failures of a run."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = tuple(entries)
        self._used: set[Entry] = set()

    def judge(self, result: Result) -> Result:
        """Return a result as the file sees it: a known failure is XFAIL, a known failure that passed XPASS."""
        entry = next((entry for entry in self._entries if matches(entry.pattern, result.id)), None)
        if entry is None:
            return result
        self._used.add(entry)
        verdict = _KNOWN.get(result.verdict, result.verdict)
        if verdict is Verdict.XFAIL:
            return replace(result, verdict=verdict, message=f"{result.message} Known: {entry.reason}")
        if verdict is Verdict.XPASS:
            message = f"It passed, and {entry.span.file} says that it fails: {entry.reason}"
            return replace(result, verdict=verdict, message=message, help=f"Take out line {entry.span.line}.")
        return result

    def unused(self) -> Iterator[Result]:
        """Yield a failure for each line that no result of a whole run has fitted."""
        for entry in self._entries:
            if entry not in self._used:
                code = "known-failing-unused"
                yield Result(
                    id=f"{code}:{entry.pattern}",
                    verdict=Verdict.FAIL,
                    message="No result of this run has such an id.",
                    help=f"Correct or take out line {entry.span.line} of {entry.span.file}.",
                    span=entry.span,
                )


def read(path: str) -> Known:
    """Read a file of known failures.

    Raises:
        InvalidInputError: It cannot be read, or a line has no reason.
    """
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            text = file.read(_MAX_SIZE + 1)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = reason_of(error, "it is no text in UTF-8")
        help_text = "Give a file with an id and a reason on each line."
        raise _invalid(Span(path, 1, 1, 1, 1), f"The file cannot be read: {reason}.", help_text) from error
    if len(text) > _MAX_SIZE:
        raise _invalid(Span(path, 1, 1, 1, 1), "The file is too large.", "It may have up to a million characters.")
    return Known(_entries(path, text))


def _entries(path: str, text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        span = Span(path, number, 1, number, len(line) + 1)
        pattern, _, reason = line.strip().replace("\t", " ").partition(" ")
        if not reason.strip():
            raise _invalid(span, "This line has no reason.", "Write the id, a blank and why it fails today.")
        yield Entry(pattern, reason.strip(), span)


def _invalid(span: Span, message: str, help_text: str) -> InvalidInputError:
    found = Finding(
        code="known-failing-unreadable", severity=Severity.ERROR, message=message, help=help_text, span=span
    )
    return InvalidInputError([found])
