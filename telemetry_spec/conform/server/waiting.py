"""Waiting for a server to listen: where it is started beside the run, as in continuous integration."""

from __future__ import annotations

import select
import socket
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAUSE: Final = 0.1
#: Seconds that one try may take.
_TRY: Final = 5.0
#: Seconds in which a port that is only passed on, to a server which is not there yet, has closed the connection.
_PASSED_ON: Final = 0.05
_PORTS: Final = {"http": 80, "https": 443}


def until_listening(urls: Iterable[str], seconds: float) -> bool:
    """Wait until something listens at each of these addresses, or so many seconds are over. Say whether it does."""
    end = time.monotonic() + seconds
    pending = {(parts.hostname or "", parts.port or _PORTS[parts.scheme]) for parts in map(urlsplit, urls)}
    while True:
        pending = {place for place in pending if not _listens(place, max(_PAUSE, end - time.monotonic()))}
        left = end - time.monotonic()
        if not pending or left <= 0:
            return not pending
        time.sleep(min(_PAUSE, left))


def _listens(place: tuple[str, int], left: float) -> bool:
    try:
        with socket.create_connection(place, timeout=min(left, _TRY)) as connection:
            return not select.select([connection], [], [], _PASSED_ON)[0]
    except (OSError, UnicodeError):  # a host name may be none that there can be
        return False
