"""Contenders measured side by side in one run: A B C A B C ..., so that a slow moment of the machine hits all alike."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Times:
    """What a contender took, in seconds: the least and the median of several repetitions."""

    least: float
    median: float


def side_by_side(contenders: Mapping[str, Callable[[], float]], repetitions: int) -> dict[str, Times]:
    """Measure every contender so often, in turn, after one round that does not count. Each says how long it took."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(repetitions + 1):
        for name, run in contenders.items():
            seconds = run()
            if turn:
                taken[name].append(seconds)
    return {name: Times(min(times), statistics.median(times)) for name, times in taken.items()}


def clocked(work: Callable[[], object]) -> Callable[[], float]:
    """Return a contender that does some work in this process and says how long it took."""

    def run() -> float:
        gc.collect()
        gc.disable()  # as timeit does: when it runs depends on what others left behind
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        gc.enable()
        return seconds

    return run
