"""Clocks: the system's, a faster one, and one that is set by hand, so that nobody waits for a day to pass."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Tells how much time has passed, and waits."""

    def now(self) -> float:
        """Return seconds since some moment in the past; it never goes back."""

    def wait(self, changed: threading.Condition, until: float | None) -> None:
        """Wait until a condition, which the caller holds, is notified, or until that moment, None for no such."""


class FastClock:
    """A clock that runs faster than the system's, `speed` times."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    def now(self) -> float:
        """Return the seconds of the system's monotonic clock, times the speed."""
        return time.monotonic() * self._speed

    def wait(self, changed: threading.Condition, until: float | None) -> None:
        """Wait for a notification, or until that moment."""
        left = None if until is None else max(0.0, until - self.now()) / self._speed
        changed.wait(None if left is None else min(left, threading.TIMEOUT_MAX))


class SystemClock(FastClock):
    """The system's own clock."""

    def __init__(self) -> None:
        super().__init__(1.0)


class ManualClock:
    """A clock that stands still until `advance` is called. For tests of programs that send on a schedule."""

    def __init__(self) -> None:
        self._now = 0.0
        self._waiting: set[threading.Condition] = set()
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the seconds that it was advanced by."""
        with self._lock:
            return self._now

    def wait(self, changed: threading.Condition, until: float | None) -> None:
        """Wait for a notification; `advance` is one too."""
        with self._lock:
            self._waiting.add(changed)
            if until is not None and self._now >= until:
                return
        changed.wait()

    def advance(self, seconds: float) -> None:
        """Let time pass, and wake whoever waits."""
        with self._lock:
            self._now += seconds
            waiting = list(self._waiting)
        for changed in waiting:
            with changed:
                changed.notify_all()
