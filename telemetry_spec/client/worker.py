"""The one thread of a client: it takes what is waiting, and what is due, and lets its host go on.

It is a daemon: a host that ends does not wait for it. Nothing is ever kept on disk.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final

from telemetry_spec.client.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telemetry_spec.client.clock import Clock
    from telemetry_spec.client.outcome import Sent
    from telemetry_spec.client.schedule import Due

LOG: Final = logging.getLogger("telemetry_spec.client")

#: Something to be done, and whoever wants to know what became of it.
Job = tuple["Callable[[], Outcome]", "Sent | None"]


class Worker:
    """Does jobs in their order, no more than `room` of them waiting, and calls `due` for events that are due."""

    def __init__(self, clock: Clock, room: int, due: Callable[[str], None]) -> None:
        self._clock = clock
        self._room = room
        self._due = due
        self._changed = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._schedule: list[Due] = []
        self._thread: threading.Thread | None = None
        self._ready = False
        self._ending = False
        self._ended = False
        self._process = os.getpid()

    def put(self, job: Callable[[], Outcome], sent: Sent) -> None:
        """Have a job done; where there is no room, or the end has come, it is dropped."""
        with self._changed:
            # After a fork the thread is in the other process only; a copy of it here would send everything twice.
            lost = self._ending or len(self._jobs) >= self._room or self._process != os.getpid()
            if not lost:
                self._jobs.append((job, sent))
                self._changed.notify_all()
                self._run()
        if lost:
            sent.settle(Outcome.DROPPED)

    def start(self, schedule: Iterable[Due]) -> None:
        """Begin: from now on jobs are done, and events are sent when they are due."""
        with self._changed:
            if self._ending or self._ready:
                return
            self._ready = True
            self._schedule = list(schedule)
            self._changed.notify_all()
            if self._jobs or self._schedule:
                self._run()

    def finish(self, timeout: float) -> bool:
        """Take no more jobs, and wait so many seconds for those that are waiting. Says whether all of them are done."""
        with self._changed:
            self._ending = True
            now = self._clock.now()
            while (event := self._take_due(now)) is not None:
                self._jobs.append((partial(self._at_its_time, event), None))
            self._schedule = []
            if self._jobs:
                self._run()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread() and self._process == os.getpid():
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def end(self) -> None:
        """Drop what is still waiting."""
        with self._changed:
            self._ended = True
            left, self._jobs = list(self._jobs), deque()
            self._changed.notify_all()
        for _, sent in left:
            if sent is not None:
                sent.settle(Outcome.DROPPED)

    def _run(self) -> None:
        """Start the thread unless there is one. The lock is held."""
        if self._thread is None and self._ready:
            self._thread = threading.Thread(target=self._loop, name="telemetry", daemon=True)
            self._thread.start()

    def _loop(self) -> None:
        while True:
            step = self._next()
            if step is None:
                return
            work, sent = step
            outcome = Outcome.REFUSED
            try:
                outcome = work()
            except Exception as error:  # noqa: BLE001  whatever it is, the host shall not notice
                LOG.debug("An event was not sent: %s.", type(error).__name__)
            finally:
                if sent is not None:
                    sent.settle(outcome)

    def _next(self) -> Job | None:
        """Wait for something to do, and return it; None at the end."""
        with self._changed:
            while not self._ended:
                event = self._take_due(self._clock.now())
                if event is not None:
                    return partial(self._at_its_time, event), None
                if self._jobs:
                    return self._jobs.popleft()
                if self._ending:
                    return None
                until = min((due.at for due in self._schedule), default=None)
                self._clock.wait(self._changed, until)
            return None

    def _take_due(self, now: float) -> str | None:
        """Return an event that is due, and note when it is due again."""
        first = min(self._schedule, key=lambda due: due.at, default=None)
        if first is None or first.at > now:
            return None
        if not first.advance(now):
            self._schedule.remove(first)
        return first.event

    def _at_its_time(self, event: str) -> Outcome:
        self._due(event)
        return Outcome.SENT
