"""When an event is due by itself: some time after the start, and again at intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.model.spec import Event

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


@dataclass(slots=True)
class Due:
    """An event and when it is due, in seconds of the clock. `every` is the interval after that, 0 for once."""

    at: float
    event: str
    every: float = 0.0

    def advance(self, now: float) -> bool:
        """Move on to the next time after now, and say whether there is one. Times that were missed are left out."""
        if not self.every:
            return False
        self.at += self.every * (1 + max(0.0, now - self.at) // self.every)
        return True


def seconds(duration: str) -> float:
    """Return a duration such as `30s` or `24h` in seconds, 0 for "". Raises KeyError for an unknown unit."""
    number = duration.rstrip("mshdw")
    return float(number) * _UNITS[duration.removeprefix(number)] if number else 0.0


def first_times(event: Event, now: float, chance: Callable[[], float]) -> Iterator[Due]:
    """Yield when an event is due for the first time, once for each of its triggers that is a matter of time.

    An interval with `jitter` begins at a moment that `chance` (0 to 1) picks within the first interval, one without
    it after a whole one.
    """
    for trigger in event.triggers:
        if trigger.on == "startup":
            yield Due(now + seconds(trigger.delay), event.id)
        elif trigger.on == "interval" and trigger.every:
            every = seconds(trigger.every)
            yield Due(now + seconds(trigger.delay) + (every * chance() if trigger.jitter else every), event.id, every)


def only_by_itself(event: Event) -> bool:
    """Say whether an event is sent at declared times only, so that no call may send it at another."""
    return bool(event.triggers) and all(
        trigger.on in ("startup", "shutdown") or (trigger.on == "interval" and trigger.every)
        for trigger in event.triggers
    )
