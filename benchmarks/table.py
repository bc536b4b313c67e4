"""What a comparison prints: what was measured beside what, and whether a target was reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.timing import Times


@dataclass(frozen=True, slots=True)
class Unit:
    """How times are shown: seconds are multiplied by `factor`."""

    name: str
    factor: float


MILLISECONDS = Unit("ms", 1e3)


def per_payload(count: int) -> Unit:
    """Return microseconds for each of so many payloads."""
    return Unit("us a payload", 1e6 / count)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: what it is in words, and whether it was."""

    words: str
    reached: bool

    def line(self) -> str:
        """Return the target as text."""
        return f"  {'PASS  ' if self.reached else 'missed'}  {self.words}"


@dataclass(frozen=True, slots=True)
class Report:
    """Measurements with nothing beside them, in words."""

    title: str
    words: Sequence[str]
    targets: Sequence[Target]

    def lines(self) -> Iterator[str]:
        """Yield the report as text."""
        yield self.title
        yield from (f"  {line}" for line in self.words)
        yield from (target.line() for target in self.targets)


@dataclass(slots=True)
class Table:
    """Contenders side by side. Ratios are to `ours`; `absent` are those that could not be measured."""

    title: str
    unit: Unit
    times: Mapping[str, Times]
    ours: str
    absent: Sequence[str] = ()
    targets: list[Target] = field(default_factory=list)

    def ratio(self, name: str) -> float:
        """Return how many times as long as ours a contender took, by the least times."""
        return self.times[name].least / self.times[self.ours].least

    def at_most(self, words: str, share: float, peer: str) -> None:
        """Add the target that ours takes at most a share of a peer's time, by the least times."""
        reached = self.times[self.ours].least <= share * self.times[peer].least
        self.targets.append(Target(words, reached))

    def lines(self) -> Iterator[str]:
        """Yield the table as text."""
        width = max(map(len, (*self.times, *self.absent)))
        yield self.title
        yield f"  {'':{width}}  {'least':>10}  {'median':>10}  {'ratio':>7}   {self.unit.name}"
        for name, times in self.times.items():
            least, median = times.least * self.unit.factor, times.median * self.unit.factor
            yield f"  {name:{width}}  {least:>10,.2f}  {median:>10,.2f}  {self.ratio(name):>6.2f}x"
        for name in self.absent:
            yield f"  {name:{width}}  {'absent':>10}"
        yield from (target.line() for target in self.targets)
