"""What stands beside the sizes of the chunks of a body, which readers of bodies drop (RFC 9112, section 7.1.1)."""

from __future__ import annotations

from typing import Final

#: The line end after the data of a chunk.
_END: Final = 2


class Extensions:
    """Gathers the extensions of the chunks of one body, which is fed to it as it arrives.

    It judges nothing: whoever reads the body refuses what is malformed, and lines that are too long.
    """

    def __init__(self) -> None:
        self.found = bytearray()
        self._line = bytearray()
        self._left = 0
        self._over = False

    def feed(self, data: bytes) -> None:
        """Look at the next bytes of the body."""
        at = 0
        while at < len(data) and not self._over:
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
                continue
            end = data.find(b"\n", at) + 1
            self._line += data[at : end or len(data)]
            if not end:
                return
            at = end
            self._read()

    def _read(self) -> None:
        size, semicolon, extension = bytes(self._line).strip().partition(b";")
        self._line.clear()
        self.found += semicolon + extension
        try:
            length = int(size, 16)
        except ValueError:
            length = 0
        self._left = length + _END
        self._over = length <= 0
