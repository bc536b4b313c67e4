"""A terminal for a program to write to, and what it has written there (pty(7))."""

from __future__ import annotations

import os
import struct
import threading
from contextlib import suppress
from typing import Final

from telemetry_spec.conform.capture.base import CaptureError
from telemetry_spec.model.failure import reason_of

#: What terminals usually say of themselves to programs.
VARIABLES: Final = {"TERM": "xterm"}
_LINES: Final = 24
_COLUMNS: Final = 80
_CHUNK: Final = 65536
#: Bytes of what is written that are kept.
_KEPT: Final = 4 << 20
#: Seconds for what was written last to be read, when nobody is left who writes.
_PATIENCE: Final = 5.0


class Terminal:
    """A pair of ends of a terminal: the program's, and the one where somebody would sit."""

    def __init__(self) -> None:
        """Open it. Raises CaptureError where the system has none to give."""
        try:
            self._person_side, self.program_side = os.openpty()
        except OSError as error:
            raise CaptureError(f"No terminal can be had: {reason_of(error)}.") from error
        _set_size(self.program_side)
        self._found: list[bytes] = []
        self._size = 0
        self._open = True
        self._thread = threading.Thread(target=self._read, name="telemetry-spec terminal", daemon=True)

    def begin(self) -> None:
        """Read what is written, once the program has its end: this process lets go of it."""
        os.close(self.program_side)
        self._open = False
        self._thread.start()

    def output(self) -> bytes:
        """Return what was written, when nobody is left who writes."""
        self._thread.join(_PATIENCE)
        return b"".join(self._found)

    def close(self) -> None:
        """Let go of it."""
        if self._open:
            os.close(self.program_side)
            os.close(self._person_side)
        else:
            self._thread.join(_PATIENCE)

    def _read(self) -> None:
        # Linux answers EIO when the last one who had the other end open has gone.
        with suppress(OSError):
            while data := os.read(self._person_side, _CHUNK):
                if self._size < _KEPT:
                    self._found.append(data)
                    self._size += len(data)
        os.close(self._person_side)


def _set_size(terminal: int) -> None:
    import fcntl  # absent on systems without terminals of this kind
    import termios

    with suppress(OSError):
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
