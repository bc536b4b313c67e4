"""What a run of checks against a client or a server comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Json

_WORDS: Final = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "failed",
    Verdict.INCONCLUSIVE: "inconclusive",
    Verdict.SKIP: "skipped",
    Verdict.XFAIL: "failed as known",
    Verdict.XPASS: "passed though known to fail",
}


@dataclass(slots=True)
class Tally:
    """What a run comes to. It fills while the results are read, and is complete after the last.

    `subject` says what was tried. `remarks` are further lines for people, `facts` the numbers for programs. `failing`
    counts the results that fail the run, `advice` the recommendations that were not followed. `checks` counts the
    verdicts of each check.
    """

    subject: str = ""
    remarks: list[str] = field(default_factory=list)
    facts: dict[str, Json] = field(default_factory=dict)
    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    checks: dict[str, dict[Verdict, int]] = field(default_factory=dict)
    failing: int = 0
    advice: int = 0

    @property
    def total(self) -> int:
        """Return the number of results so far."""
        return sum(self.counts.values())

    @property
    def proves_nothing(self) -> bool:
        """Say whether no check at all came to an end: nothing tried, or everything skipped."""
        return not self.total - self.counts[Verdict.SKIP]

    @property
    def fails(self) -> bool:
        """Say whether the run fails: something failed, or there is no evidence of anything."""
        return bool(self.failing) or self.proves_nothing

    def over(self, results: Iterable[Result]) -> Iterator[Result]:
        """Yield the results, and count them."""
        for result in results:
            self.counts[result.verdict] += 1
            self.checks.setdefault(result.check, dict.fromkeys(Verdict, 0))[result.verdict] += 1
            self.failing += result.fails
            self.advice += result.verdict.fails and not result.fails
            yield result

    def sentence(self) -> str:
        """Return the one line that ends a report."""
        found = ", ".join(f"{count:,} {_WORDS[verdict]}" for verdict, count in self.counts.items() if count)
        words = f"{self.subject}: {found or 'nothing was tried'}." if self.subject else f"{found or 'nothing tried'}."
        if self.advice:
            words += f" {self.advice:,} of them {'is' if self.advice == 1 else 'are'} no requirement."
        if self.proves_nothing:
            return words + " Nothing is proved, so the run fails."
        return words + (" The run fails." if self.failing else " The run passes.")
