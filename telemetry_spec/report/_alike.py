"""Results with the same cause, told together: a server with one fault fails hundreds of trials in the same way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from telemetry_spec.model.result import Verdict
from telemetry_spec.report.base import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.result import Result

#: A line of output: stretches of text, each with its style.
Line: TypeAlias = list[tuple[str, str]]

#: Verdicts on a terminal.
STYLES: Final = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.INCONCLUSIVE: "bold yellow",
    Verdict.SKIP: "cyan",
    Verdict.XFAIL: "green",
    Verdict.XPASS: "bold red",
}
#: Ids that are named of those that are alike.
_NAMED: Final = 3


@dataclass(slots=True)
class _Cause:
    """The first result of a cause, the ids of some others, and their number."""

    first: Result
    named: list[str] = field(default_factory=list)
    others: int = 0


@dataclass(slots=True)
class Alike:
    """The results of the check that is running, by what they came to, at what level, and the cause."""

    _check: str = ""
    _causes: dict[tuple[str, str, str], _Cause] = field(default_factory=dict)

    def is_first(self, result: Result) -> bool:
        """Say whether a result is to be told in full: it has no cause, or none before it had the same."""
        self._check = result.check
        key = (result.verdict.value, result.level, result.cause)
        if not result.cause or key not in self._causes:
            self._causes.setdefault(key, _Cause(result))
            return True
        cause = self._causes[key]
        cause.others += 1
        if len(cause.named) < _NAMED:
            cause.named.append(result.id)
        return False

    def over(self, following: str = "") -> Iterator[Line]:
        """Yield what was not told in full, once a result of another check comes, or none."""
        if following == self._check:
            return
        for cause in self._causes.values():
            if cause.others:
                yield from _told(cause)
        self._causes.clear()


def _told(cause: _Cause) -> Iterator[Line]:
    verdict, count = cause.first.verdict, cause.others
    words = f"{count:,} more like `{cause.first.id}`, for the same reason."
    yield [
        (verdict.value, STYLES[verdict]),
        (f" {printable(cause.first.check)}", "bold"),
        (f": {printable(words)}", ""),
    ]
    for name in cause.named:
        yield [("  also: ", "cyan"), (printable(name), "")]
    if count > len(cause.named):
        rest = f"{count - len(cause.named):,} others, which `--format json` lists"
        yield [("  also: ", "cyan"), (rest, "")]
    yield []
