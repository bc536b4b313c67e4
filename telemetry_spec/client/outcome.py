"""What became of an event."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


class Outcome(StrEnum):
    """What became of an event.

    `sent`: a server took it. `off`: an opt-out or missing consent stopped it, and nothing left the machine. `refused`:
    it is not as the spec declares it. `dropped`: there was no room, or the client is destroyed. `failed`: no server
    took it.
    """

    SENT = "sent"
    OFF = "off"
    REFUSED = "refused"
    DROPPED = "dropped"
    FAILED = "failed"


class Sent(Future[Outcome]):
    """What will become of an event: a future, which can be awaited in a running asyncio loop too. It never raises."""

    def __await__(self) -> Generator[object, None, Outcome]:
        return asyncio.wrap_future(self).__await__()

    def settle(self, outcome: Outcome) -> None:
        """Say what became of it, unless that has been said, or nobody wants to know any more."""
        if not self.done() and self.set_running_or_notify_cancel():
            self.set_result(outcome)


def settled(outcome: Outcome) -> Sent:
    """Return what has become of an event already."""
    sent = Sent()
    sent.settle(outcome)
    return sent
