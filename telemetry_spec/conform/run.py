"""What every run of checks shares: which results are wanted, which failures are known, and that no check breaks it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec import registry
from telemetry_spec.conform.known import Known, matches
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Wanted:
    """The results that are asked for, by patterns of their ids; all of them by default.

    A pattern without a colon is the name of a check, and stands for all of its results.
    """

    patterns: tuple[str, ...] = ()

    def check(self, name: str) -> bool:
        """Say whether a check may have a result that is wanted."""
        return not self.patterns or any(_may_fit(pattern, f"{name}:") for pattern in self.patterns)

    def result(self, name: str) -> bool:
        """Say whether the result with this id is wanted."""
        return not self.patterns or any(_fits(pattern, name) for pattern in self.patterns)

    def strangers(self, checks: Iterable[str]) -> list[str]:
        """Return the patterns that fit no result of any of these checks."""
        begins = [f"{name}:" for name in checks]
        return [pattern for pattern in self.patterns if not any(_may_fit(pattern, one) for one in begins)]


def _fits(pattern: str, name: str) -> bool:
    return matches(pattern, name) or (":" not in pattern and matches(pattern, name.split(":", 1)[0]))


def _may_fit(pattern: str, begins: str) -> bool:
    """Say whether a pattern may fit an id that begins so: by its letters before the first `*` or `?`."""
    letters = _PLAIN.match(pattern)[0]  # type: ignore[index]  # it fits every text
    if letters == pattern and ":" not in pattern:
        return f"{pattern}:" == begins
    return letters.startswith(begins) or begins.startswith(letters)


_PLAIN: Final = re.compile(r"[^*?]*")


_INTERRUPTED: Final = "run-interrupted"
_UNUSED: Final = "only-unused"
#: The last result of a run that something ended early.
INTERRUPTED: Final = Result(
    id=f"{_INTERRUPTED}:run",
    verdict=Verdict.INCONCLUSIVE,
    message="The run was ended before it was done, so of all that did not come to its turn nothing is shown.",
    help="Run it again.",
)


@dataclass(slots=True)
class Plan:
    """How a run goes: what is wanted of it, and what is known to fail. `results` puts both into effect."""

    wanted: Wanted = field(default_factory=Wanted)
    known: Known = field(default_factory=Known)

    def results(
        self,
        found: Iterable[Result],
        *,
        repeat: Callable[[str], str] | None = None,
        ids: Callable[[], Iterable[str]] = tuple,
        obstacle: Callable[[], tuple[str, str] | None] = lambda: None,
    ) -> Iterator[Result]:
        """Yield the results that are wanted, each judged by what is known. Then name what was asked for and never came.

        No two results have the same id: should a check use one twice, the second gets a number.

        `repeat` makes the command line of this run with `--only ID` of an id; a failure that has no shorter way to
        repeat it gets that. `ids` are such as there are, to name the nearest one. `obstacle` says why something could
        not be tried at all, and what to do.
        """
        missed = {pattern for pattern in self.wanted.patterns if ":" in pattern}
        for result in _told_apart(found):
            if not self.wanted.result(result.id):
                continue
            missed = {pattern for pattern in missed if not _fits(pattern, result.id)}
            judged = self.known.judge(result)
            if repeat is not None and not judged.repeat and judged.verdict.fails:
                judged = replace(judged, repeat=repeat(judged.id))
            yield judged
        if not self.wanted.patterns:
            yield from self.known.unused()
        for pattern in sorted(missed):
            yield _untried(pattern, ids(), obstacle())


def _told_apart(results: Iterable[Result]) -> Iterator[Result]:
    seen: Counter[str] = Counter()
    for result in results:
        seen[result.id] += 1
        number = seen[result.id]
        yield result if number == 1 else replace(result, id=f"{result.id}#{number}")


def _untried(pattern: str, ids: Iterable[str], obstacle: tuple[str, str] | None) -> Result:
    """Return the result of a pattern that was asked for and fits nothing."""
    if obstacle is not None:
        reason, help_text = obstacle
        message = f"What was asked for was not tried: {reason}"
        return Result(id=f"{_UNUSED}:{pattern}", verdict=Verdict.INCONCLUSIVE, message=message, help=help_text)
    near = registry.nearest(pattern, ids)
    return Result(
        id=f"{_UNUSED}:{pattern}",
        verdict=Verdict.INCONCLUSIVE,
        message="No result of this run has such an id, so what was asked for was not tried.",
        help=f"Did you mean `{near}`?" if near else "A run without `--only` and with `--format json` lists all ids.",
    )


def quoted(text: str) -> str:
    """Return a text as one word for a POSIX shell or bash, in ASCII: what cannot be typed is escaped."""
    if text and all(char.isascii() and (char.isalnum() or char in "@%+=:,./_-") for char in text):
        return text
    if text.isascii() and text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(_escaped(byte) for byte in text.encode("utf-8", "surrogatepass")) + "'"


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in "\\'":
        return "\\" + char
    return char if char.isascii() and char.isprintable() else f"\\x{byte:02x}"
