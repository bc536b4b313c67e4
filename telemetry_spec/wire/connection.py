"""One connection of a server: requests one after the other, until either side has enough (RFC 9112)."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from contextlib import suppress
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import h11

from telemetry_spec.wire.address import HOST, is_address
from telemetry_spec.wire.channel import Plain, Pushed, Tls
from telemetry_spec.wire.chunks import Extensions
from telemetry_spec.wire.message import Request, Response, problem
from telemetry_spec.wire.server import Sight

if TYPE_CHECKING:
    from telemetry_spec.wire.channel import Channel, Contexts
    from telemetry_spec.wire.server import Handler, Settings, SightKind, Tunnels

#: The first byte of every TLS connection: a record of the type handshake (RFC 8446, section 5.1).
_TLS: Final = b"\x16"
#: What is still read after a refusal, so that the peer gets to see it: a reset would take it away (RFC 9112, 9.6).
_LINGER_BYTES: Final = 4 << 20
#: What is kept of that.
_KEPT_BYTES: Final = 64 << 10
_LINGER_SECONDS: Final = 2.0
_NO_BODY: Final = frozenset({204, 304})
_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
_AMBIGUOUS: Final = {
    re.compile(rb"(?<!\r)\n"): "a line ends without a carriage return",
    re.compile(rb"\n[ \t]"): "a header is folded over two lines",
}


class _RefusedError(Exception):
    """A request that cannot be handed on, and what to answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class _OverError(Exception):
    """The connection has come to its end."""


class Connection:
    """One connection. `saw` tells the observer; `serve` lasts as long as the connection does."""

    def __init__(self, handler: Handler, settings: Settings, number: int, peer: str, stopping: asyncio.Event) -> None:
        self._handler = handler
        self._settings = settings
        self._limits = settings.limits
        self._number = number
        self._peer = peer
        self._stopping = stopping
        self._requests = 0
        self._server_name = ""
        self._scheme = "http"
        self._local = ""
        self._method = ""
        self._host = ""
        self._head_read = bytearray()

    def saw(self, kind: SightKind, detail: str = "", stray: bytes = b"") -> None:
        """Tell the observer what happened."""
        self._settings.observe(
            Sight(
                kind=kind,
                connection=self._number,
                peer=self._peer,
                at=time.time(),
                detail=detail,
                server_name=self._server_name,
                requests=self._requests,
                host=self._host,
                stray=stray if self._settings.strays else b"",
            )
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests until the connection ends."""
        self.saw("opened")
        name = writer.get_extra_info("sockname")
        if isinstance(name, tuple):
            self._local = f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
        try:
            channel: Channel = Plain(reader, writer)
            if self._settings.tls is not None:
                channel = await self._secured(channel, self._settings.tls)
            await self._conversation(channel)
        except ssl.SSLError as error:
            self.saw("tls-failed", _reason(error))
        except (OSError, _OverError):
            pass
        finally:
            self.saw("closed")

    async def _secured(self, below: Channel, contexts: Contexts) -> Channel:
        tls = Tls(below, contexts)
        try:
            async with asyncio.timeout(self._limits.head_time):
                await tls.handshake()
        except TimeoutError:
            self.saw("timed-out", "TLS handshake")
            raise _OverError from None
        except ConnectionError as error:
            self.saw("tls-failed", "the peer broke off")
            raise _OverError from error
        finally:
            self._server_name = tls.server_name
        self._scheme = "https"
        return tls

    async def _conversation(self, channel: Channel) -> None:
        while True:
            wire = h11.Connection(h11.SERVER, max_incomplete_event_size=self._limits.head)
            tunnel = await self._talk(channel, wire)
            if tunnel is None:
                return
            head = wire.trailing_data[0] or await self._first(channel)
            channel = Pushed(head, channel)
            if head[:1] == _TLS:
                channel = await self._secured(channel, tunnel)

    async def _first(self, channel: Channel) -> bytes:
        try:
            async with asyncio.timeout(self._limits.idle):
                return await channel.read()
        except TimeoutError:
            raise _OverError from None

    async def _talk(self, channel: Channel, wire: h11.Connection) -> Contexts | None:
        """Answer requests on one channel. Return the context for TLS in a tunnel that was asked for, or None."""
        while not self._stopping.is_set():
            try:
                request = await self._request(channel, wire)
            except _RefusedError as refusal:
                await self._send(channel, wire, refusal.response, last=True)
                await self._strays(channel, wire)
                return None
            if request is None:
                break
            if request.method == "CONNECT" and self._settings.tunnels is not None:
                return await self._tunnel(channel, wire, self._settings.tunnels, request.url)
            response = await self._handled(request)
            self._requests += 1
            await self._send(channel, wire, response, last=self._stopping.is_set())
            if wire.our_state is not h11.DONE or wire.their_state is not h11.DONE:
                break
            wire.start_next_cycle()
        if self._settings.strays:
            await self._strays(channel, wire)
        else:
            await channel.end()
        return None

    async def _strays(self, channel: Channel, wire: h11.Connection) -> None:
        """Read what the peer writes after its last request. An empty line there means nothing (RFC 9112, 2.2)."""
        read = wire.trailing_data[0] + await self._linger(channel)
        if self._settings.strays and read.strip(b"\r\n"):
            self.saw("malformed", "bytes follow the last request of a connection", read)

    async def _tunnel(
        self, channel: Channel, wire: h11.Connection, tunnels: Tunnels, authority: str
    ) -> Contexts | None:
        self.saw("tunnel", authority)
        contexts = tunnels(authority)
        if contexts is None:
            await self._send(channel, wire, problem(403, "There is no way to this address."), last=True)
            await channel.end()
        else:
            self._local = authority
            await channel.write(b"HTTP/1.1 200 OK\r\n\r\n")
        return contexts

    async def _handled(self, request: Request) -> Response:
        try:
            return await self._handler(request)
        except Exception as error:  # noqa: BLE001  a handler's mistake must not take the server down
            self.saw("failed", f"the handler raised {type(error).__name__}")
            return problem(500, "The server made a mistake.")

    # ------------------------------------------------------------ reading

    async def _request(self, channel: Channel, wire: h11.Connection) -> Request | None:
        """Return the next request with its body, None when there is no other.

        Raises:
            _RefusedError: It is malformed, too large or too slow.
        """
        head = await self._head(channel, wire)
        if head is None:
            return None
        request = self._read(head, time.time())
        if request.method == "CONNECT" and self._settings.tunnels is not None:
            return request
        self._host = urlsplit(request.url).hostname or ""
        length = dict(head.headers).get(b"content-length")
        if length is not None and int(length) > self._limits.body:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._limits.body_time):
                return await self._whole(channel, wire, request)
        except TimeoutError:
            raise self._too_slow("body") from None

    async def _head(self, channel: Channel, wire: h11.Connection) -> h11.Request | None:
        self._head_read = read = bytearray(wire.trailing_data[0])
        event = self._event(wire)
        if event is h11.NEED_DATA and not wire.trailing_data[0]:
            data = await self._waiting(channel)
            if not data:
                return None
            read += data
            wire.receive_data(data)
            event = self._event(wire)
        try:
            async with asyncio.timeout(self._limits.head_time):
                while event is h11.NEED_DATA:
                    data = await channel.read()
                    read += data
                    wire.receive_data(data)
                    event = self._event(wire)
        except TimeoutError:
            raise self._too_slow("head") from None
        if not isinstance(event, h11.Request):
            return None
        self._check_lines(bytes(read[: len(read) - len(wire.trailing_data[0])]))
        return event

    async def _waiting(self, channel: Channel) -> bytes:
        """Return the first bytes of the next request; none when the peer, the server or its patience has ended."""
        reading = asyncio.ensure_future(channel.read())
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({reading, stopping}, timeout=self._limits.idle, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
            if not stopping.done():
                self.saw("timed-out", "no request")
            return b""
        finally:
            for task in (reading, stopping):
                task.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)

    def _check_lines(self, head: bytes) -> None:
        """Refuse what readers on the way may take for other lines, and h11 lets through (RFC 9112, 2.2 and 5.2)."""
        found = next((words for pattern, words in _AMBIGUOUS.items() if pattern.search(head)), "")
        if found:
            raise self._malformed(found)

    async def _whole(self, channel: Channel, wire: h11.Connection, request: Request) -> Request:
        """Return a request with its body, and with what came beside and after that."""
        parts: list[bytes] = []
        size = 0
        beside = Extensions() if request.header("transfer-encoding") is not None else None
        if beside is not None:
            beside.feed(wire.trailing_data[0])
        while True:
            if beside is not None and len(beside.found) > self._limits.head:
                raise self._malformed("the extensions of its chunks are too long")
            event = self._event(wire)
            if event is h11.NEED_DATA:
                if wire.they_are_waiting_for_100_continue:
                    await channel.write(wire.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
                data = await channel.read()
                if beside is not None:
                    beside.feed(data)
                wire.receive_data(data)
            elif isinstance(event, h11.Data):
                size += len(event.data)
                if size > self._limits.body:
                    raise self._too_large()
                parts.append(bytes(event.data))
            else:
                trailers = _fields(event) if isinstance(event, h11.EndOfMessage) else ()
                extensions = bytes(beside.found) if beside is not None else b""
                return replace(request, body=b"".join(parts), trailers=trailers, extensions=extensions)

    def _event(self, wire: h11.Connection) -> object:
        try:
            event = wire.next_event()
        except h11.RemoteProtocolError as error:
            if wire.their_state is h11.ERROR and wire.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
                raise _OverError from error
            status = error.error_status_hint
            reason = str(error).partition(":")[0]  # what follows is the peer's own text
            self.saw("malformed", reason, bytes(self._head_read))
            title = "The headers are too large." if status == 431 else "This is not a request of HTTP/1.1."  # noqa: PLR2004  RFC 6585
            raise _RefusedError(problem(status, title)) from error
        if isinstance(event, h11.ConnectionClosed) and wire.our_state is not h11.IDLE:
            raise _OverError
        return event

    def _read(self, head: h11.Request, started: float) -> Request:
        method, target = head.method.decode("ascii"), head.target.decode("ascii")
        self._method = method
        if not head.http_version.startswith(b"1."):
            self.saw("malformed", "another version of HTTP")
            raise _RefusedError(problem(505, "This server speaks HTTP/1.1."))
        headers = _fields(head)
        if {name for name, _ in head.headers} >= _LENGTHS:  # where it ends is disputed (RFC 9112, section 6.1)
            raise self._malformed("it has both Content-Length and Transfer-Encoding")
        host = dict(head.headers).get(b"host", b"").decode("latin-1") or self._local
        if method == "CONNECT" and self._settings.tunnels is not None:
            if not HOST.fullmatch(target):
                raise self._malformed("the authority cannot be read")
            return Request(method, target, headers, b"", self._peer, started)
        if target.startswith("/"):
            url = f"{self._scheme}://{host}{target}"
        elif target == "*" and method == "OPTIONS":
            url = f"{self._scheme}://{host}/"
        else:
            url = target
        if not is_address(url):
            raise self._malformed("the address cannot be read")
        return Request(method, url, headers, b"", self._peer, started)

    # ------------------------------------------------------------ refusing

    def _malformed(self, detail: str) -> _RefusedError:
        self.saw("malformed", detail)
        return _RefusedError(problem(400, f"The request is malformed: {detail}."))

    def _too_large(self) -> _RefusedError:
        self.saw("malformed", "the body is too large")
        return _RefusedError(problem(413, f"The body is too large: the limit is {self._limits.body} bytes."))

    def _too_slow(self, part: str) -> _RefusedError:
        self.saw("timed-out", part)
        return _RefusedError(problem(408, "The request took too long to arrive."))

    # ------------------------------------------------------------ writing

    async def _send(self, channel: Channel, wire: h11.Connection, response: Response, *, last: bool) -> None:
        try:
            data = self._written(wire, response, last=last)
        except (h11.LocalProtocolError, UnicodeEncodeError) as error:
            self.saw("failed", f"the response cannot be sent: {type(error).__name__}")
            raise _OverError from error
        try:
            async with asyncio.timeout(self._limits.write_time):
                await channel.write(data)
        except TimeoutError:
            self.saw("timed-out", "response")
            raise _OverError from None

    def _written(self, wire: h11.Connection, response: Response, *, last: bool) -> bytes:
        body = b"" if response.status in _NO_BODY else response.body
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        headers.append((b"date", formatdate(usegmt=True).encode()))
        if response.status not in _NO_BODY:
            headers.append((b"content-length", str(len(body)).encode()))
        if last:
            headers.append((b"connection", b"close"))
        data = (
            wire.send(h11.Response(status_code=response.status, headers=headers, reason=_phrase(response.status)))
            or b""
        )
        if body and self._method != "HEAD":
            data += wire.send(h11.Data(data=body)) or b""
        return data + (wire.send(h11.EndOfMessage()) or b"")

    async def _linger(self, channel: Channel) -> bytes:
        """End our side, and read on for a while. Return the first of what is read."""
        await channel.end()
        kept = bytearray()
        left = _LINGER_BYTES
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while left > 0 and (data := await channel.read()):
                    left -= len(data)
                    kept += data[: _KEPT_BYTES - len(kept)]
        return bytes(kept)


def _fields(event: h11.Request | h11.EndOfMessage) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in event.headers.raw_items())


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or str(error)).replace("_", " ").lower()
