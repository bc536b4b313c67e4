"""Streams of bytes to and from a peer, plain or within TLS.

TLS is done here, over memory, and not by asyncio: so a failed handshake is seen and told, the name that the client asks
for chooses the certificate, and what has been read already is not lost.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    #: A context for all, or one for each name that a client asks for ("" where it asks for none).
    Contexts = ssl.SSLContext | Callable[[str], ssl.SSLContext]

_CHUNK: Final = 1 << 16
_T = TypeVar("_T")


class Channel(Protocol):
    """A stream of bytes to and from a peer."""

    async def read(self) -> bytes:
        """Return the next bytes, none at the end. Raises OSError (which `ssl.SSLError` is one of)."""

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait until the peer takes them. Raises OSError."""

    async def end(self) -> None:
        """Say that nothing more is sent."""


class Plain:
    """A stream of bytes as they are."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        return await self._reader.read(_CHUNK)

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait until the peer takes them."""
        self._writer.write(data)
        await self._writer.drain()

    async def end(self) -> None:
        """Say that nothing more is sent."""
        with suppress(OSError):
            if self._writer.can_write_eof():
                self._writer.write_eof()


class Pushed:
    """A stream some of whose bytes have been read already, and come first."""

    def __init__(self, head: bytes, below: Channel) -> None:
        self._head = head
        self._below = below

    async def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        head, self._head = self._head, b""
        return head or await self._below.read()

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait until the peer takes them."""
        await self._below.write(data)

    async def end(self) -> None:
        """Say that nothing more is sent."""
        await self._below.end()


class Tls:
    """A stream within TLS, as the server of it. `server_name` is the name that the client asked for, or ""."""

    def __init__(self, below: Channel, contexts: Contexts) -> None:
        self.server_name = ""
        self._below = below
        self._contexts = contexts
        self._rest = b""
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        chooser = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        chooser.set_alpn_protocols(["http/1.1"])
        chooser.sni_callback = self._chosen
        self._tls = chooser.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def _chosen(self, tls: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> int | None:
        self.server_name = name or ""
        try:
            tls.context = self._contexts if isinstance(self._contexts, ssl.SSLContext) else self._contexts(name or "")
        except Exception:  # noqa: BLE001  OpenSSL calls this, and can be told by a number only
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        return None

    async def handshake(self) -> None:
        """Agree on keys. Raises ssl.SSLError when that fails."""
        await self._run(self._tls.do_handshake)

    async def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        if self._rest:
            rest, self._rest = self._rest, b""
            return rest
        try:
            return await self._run(lambda: self._tls.read(_CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait until the peer takes them."""
        for start in range(0, len(data), _CHUNK):
            part = data[start : start + _CHUNK]
            await self._run(lambda part=part: self._tls.write(part))  # type: ignore[misc]  # mypy knows no such default

    async def end(self) -> None:
        """Say that nothing more is sent."""
        with suppress(OSError):  # what has come already: a goodbye would throw it away
            while data := self._tls.read(_CHUNK):
                self._rest += data
        with suppress(OSError):  # the peer's own goodbye is not waited for
            self._tls.unwrap()
        with suppress(OSError):
            await self._flush()
        await self._below.end()

    async def _run(self, call: Callable[[], _T]) -> _T:
        while True:
            try:
                result = call()
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._below.read()
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            except ssl.SSLError:
                with suppress(OSError):
                    await self._flush()  # the alert
                raise
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._below.write(data)
