"""An HTTP client that reports what it sees: no redirect is followed, no cookie kept, no answer taken for granted.

It is `http.client` underneath. One connection is kept open for as long as the server does. To close it while it is idle
is the server's right (RFC 9112, section 9.5); to take a request off it and close it without an answer is not.
"""

from __future__ import annotations

import http.client
import select
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from telemetry_spec.wire.message import Request

#: Bytes of an answer that are read; the rest says nothing more.
MAX_ANSWER: Final = 2**20
#: Why there is no connection, where the address says https and the server does not speak it.
NO_TLS: Final = "what listens there does not speak TLS"
#: Bytes sent at a time. Between two pieces the server may say that it has had enough.
_PIECE: Final = 2**16
#: The same in TLS, where a piece is a record (RFC 8446, section 5.1).
_RECORD: Final = 2**14

#: Exactly these say that the payload itself is refused (RFC 9110, sections 15.5.1, 15.5.14, 15.5.16 and 15.5.21).
#: 401, 403, 404 and 429 say something of the client or the address, 5xx of the server.
REJECTS: Final = frozenset({400, 413, 415, 422})
_ASKS_WHO: Final = frozenset({401, 403, 407})
_TOO_FAST: Final = frozenset({429})
_NOT_IMPLEMENTED: Final = 501
#: What OpenSSL calls an answer in plain HTTP.
_TLS_REASONS: Final = {"WRONG_VERSION_NUMBER": NO_TLS, "HTTP_REQUEST": NO_TLS, "PACKET_LENGTH_TOO_LONG": NO_TLS}
#: Headers that say how long a body is.
_FRAMING: Final = frozenset({"content-length", "transfer-encoding"})
_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
#: Seconds in which a server that closes its connections after answers has done so.
_GRACE: Final = 0.05
#: Seconds: who closes a connection that was in use so shortly before has not waited for it to be idle.
_IN_USE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. Names of headers are in lower case."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    def seen(self) -> str:
        """Return one line about it, without a word of its body."""
        kind = (self.header("content-type") or "no content type").split(";")[0].strip()
        known = http.client.responses.get(self.status, "")
        return f"answer {self.status}{' ' + known if known else ''} ({kind}, {len(self.body):,} bytes)"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came of it: an answer, or in `error` why there is none.

    `name` is the id of the result that it is for. `payload` is what it carries, and `about` what names the field that
    is wrong in it. `refused` says that no connection came about, `closed` that the server closed it without an
    answer. `before` are the tries before this one, which the server may have read as well; `dropped` says that the
    first of them was lost with a connection that was in use.
    """

    name: str
    request: Request
    answer: Answer | None = None
    error: str = ""
    refused: bool = False
    closed: bool = False
    payload: object = None
    about: tuple[str, ...] = ()
    before: tuple[Exchange, ...] = ()
    dropped: bool = False

    @property
    def status(self) -> int:
        """Return the status of the answer, or 0 for none."""
        return self.answer.status if self.answer is not None else 0

    @property
    def accepts(self) -> bool:
        """Say whether the payload was taken (RFC 9110, section 15.3)."""
        return 200 <= self.status < 300  # noqa: PLR2004  the class of status codes that stand for success

    @property
    def rejects(self) -> bool:
        """Say whether the payload itself was refused."""
        return self.status in REJECTS

    @property
    def redirects(self) -> bool:
        """Say whether the server points elsewhere (RFC 9110, section 15.4)."""
        return 300 <= self.status < 400  # noqa: PLR2004  the class of status codes that stand for redirection

    @property
    def breaks(self) -> bool:
        """Say whether the server failed (RFC 9110, section 15.6). Not to know a method is no failure."""
        return self.status >= 500 and self.status != _NOT_IMPLEMENTED  # noqa: PLR2004  the class of the server's errors

    @property
    def undecided(self) -> str:
        """Return why the answer says nothing of the payload and of the server's health, or ""."""
        if self.status in _ASKS_WHO:
            return "The server wants to know who asks. Give its token with --header."
        if self.status in _TOO_FAST:
            return "The server limits the rate. Give --rate."
        return ""

    def seen(self) -> str:
        """Return one line about what came of it."""
        return self.answer.seen() if self.answer is not None else self.error


@dataclass(slots=True)
class Client:
    """Sends requests, `rate` of them a second at most (0: no limit).

    Within `timeout` seconds a connection has to come about, and within as many again a request be answered, however
    slowly the server goes on talking.
    """

    timeout: float = 10.0
    tls: ssl.SSLContext | None = None
    headers: tuple[tuple[str, str], ...] = ()
    rate: float = 0.0
    sleep: Callable[[float], None] = time.sleep
    _connections: dict[tuple[str, str], http.client.HTTPConnection] = field(default_factory=dict)
    #: When each connection was last in use.
    _used: dict[tuple[str, str], float] = field(default_factory=dict)
    _next: float = 0.0
    #: The addresses that this machine has on its connections: what the server sees, if nothing is between.
    addresses: set[str] = field(default_factory=set)

    def send(self, name: str, request: Request, *, limit: int | None = MAX_ANSWER) -> Exchange:
        """Send a request and wait for the answer, of which no more than `limit` bytes are read.

        Never raises for what the other side does.
        """
        self._wait()
        parts = urlsplit(request.url)
        key = (parts.scheme, parts.netloc)
        try:
            connection = self._connections.get(key)
            if connection is None or connection.sock is None or _has_ended(connection.sock):
                return self._anew(name, key, request, limit)
            in_use = time.monotonic() - self._used.get(key, 0.0) < _IN_USE
            found = self._exchange(name, connection, request, limit)
            return self._again(replace(found, dropped=in_use), key, limit) if found.closed else found
        finally:
            self._used[key] = time.monotonic()

    def _anew(self, name: str, key: tuple[str, str], request: Request, limit: int | None) -> Exchange:
        """Send a request on a connection of its own, which is kept."""
        if key in self._connections:
            self._connections[key].close()
        parts = urlsplit(request.url)
        connection = self._connections[key] = self._connection(parts.scheme, parts.hostname or "", parts.port)
        return self._exchange(name, connection, request, limit)

    def _again(self, first: Exchange, key: tuple[str, str], limit: int | None) -> Exchange:
        """Send a request again that was lost with a connection that had been open when it was sent.

        It may have been idle, and closed at that very moment. So the request is sent on a new connection. If the server
        keeps that open, it is sent on that once more, where idleness is no reason any longer.
        """
        name, request = first.name, first.request
        second = replace(self._anew(name, key, request, limit), before=(first,))
        if second.refused:
            why = f"{first.error}, and after that there was {second.error}"
            return replace(second, error=why, refused=False)
        connection = self._connections[key]
        if second.answer is None or connection.sock is None or _has_ended(connection.sock, _GRACE):
            return second
        third = self._exchange(name, connection, request, limit)
        if third.closed:
            why = "a connection in use was closed without an answer, and so was the next one"
            return replace(third, error=why, before=(first, second))
        return replace(third, before=(first, second), dropped=first.dropped)

    def close(self) -> None:
        """Close all connections."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _wait(self) -> None:
        if self.rate > 0:
            now = time.monotonic()
            if self._next > now:
                self.sleep(self._next - now)
            self._next = max(now, self._next) + 1 / self.rate

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self.timeout, context=self.tls)
        return http.client.HTTPConnection(host, port, timeout=self.timeout)

    def _exchange(
        self, name: str, connection: http.client.HTTPConnection, request: Request, limit: int | None
    ) -> Exchange:
        why = self._connected(connection)
        if why:
            return Exchange(name, request, error=why, refused=True)
        closed = False
        late = threading.Event()
        watch = threading.Timer(self.timeout, _break_off, (connection.sock, late))
        watch.daemon = True
        watch.start()
        try:
            answer = self._answer(connection, request, limit)
            if not late.is_set():
                return Exchange(name, request, answer=answer)
            why = self._too_late()
        except TimeoutError:
            why = self._too_late()
        except (http.client.RemoteDisconnected, ConnectionError, ssl.SSLError):
            closed = not late.is_set()
            why = "the connection was closed without an answer" if closed else self._too_late()
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = self._too_late() if late.is_set() else f"no answer in HTTP: {type(error).__name__}"
        finally:
            watch.cancel()
        connection.close()
        return Exchange(name, request, error=why, closed=closed)

    def _too_late(self) -> str:
        return f"no answer within {self.timeout:g} s"

    def _connected(self, connection: http.client.HTTPConnection) -> str:
        """Connect, if need be. Return why that is not possible, or ""."""
        try:
            if connection.sock is None:
                connection.connect()
                sock: socket | None = connection.sock
                assert sock is not None  # noqa: S101  connecting has made it
                self.addresses.add(str(sock.getsockname()[0]))
        except ssl.SSLError as error:
            known = getattr(error, "verify_message", "") or _TLS_REASONS.get(error.reason, error.reason)
            return f"TLS failed: {known or 'no reason given'}"
        except TimeoutError:
            return "no connection within the time limit"
        except (OSError, UnicodeError) as error:  # a host name may be none that there can be
            return f"no connection: {reason_of(error, 'the host is not known')}"
        return ""

    def _answer(self, connection: http.client.HTTPConnection, request: Request, limit: int | None) -> Answer:
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        own = {name.lower() for name, _ in self.headers}
        sent = [*((name, value) for name, value in request.headers if name.lower() not in own), *self.headers]
        given = {name.lower() for name, _ in sent}
        connection.putrequest(request.method, target, skip_host="host" in given, skip_accept_encoding=True)
        for name, value in sent:
            connection.putheader(name, value.encode("utf-8", "surrogatepass"))
        chunked = "transfer-encoding" in given
        if not given & _FRAMING and (request.body or request.method not in _WITHOUT_BODY):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders()
        finished = _send(connection.sock, request.body, chunked=chunked)
        response = connection.getresponse()
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        answer = Answer(response.status, response.reason, headers, response.read(limit))
        if not finished or not response.isclosed():  # part of one of the two messages is still on its way
            connection.close()
        return answer


def _break_off(sock: socket, late: threading.Event) -> None:
    """End a connection whose time is over, also for whoever waits on it."""
    late.set()
    with suppress(OSError):
        sock.shutdown(SHUT_RDWR)


def _has_ended(sock: socket, seconds: float = 0.0) -> bool:
    """Say whether the server has closed an idle connection, or does so within some seconds.

    What it says there unasked is no answer to anything, so such a connection is of no use either.
    """
    return bool(select.select([sock], [], [], seconds)[0])


def _send(sock: socket, body: bytes, *, chunked: bool = False) -> bool:
    """Send a body, and say whether all of it went. A server may answer before it has read everything."""
    if len(body) <= _PIECE:
        sock.sendall(_chunks(body) if chunked else body)
        return True
    view = memoryview(body)
    # What is there to be read may also be something of TLS itself, so there only who takes no more has had enough.
    encrypted = isinstance(sock, ssl.SSLSocket)
    size = _RECORD if encrypted else _PIECE
    try:
        while view:
            readable, writable, _ = select.select([sock], [sock], [], sock.gettimeout())
            if readable and not (encrypted and writable):
                return False
            sock.sendall(_chunk(bytes(view[:size])) if chunked else view[:size])
            view = view[size:]
        if chunked:
            sock.sendall(_LAST_CHUNK)
    except ConnectionError:
        return False  # the answer may have come before
    return True


def _chunks(body: bytes) -> bytes:
    """Return a short body in the chunked transfer coding (RFC 9112, section 7.1), in two chunks if it can be."""
    half = len(body) // 2
    return b"".join(_chunk(part) for part in (body[:half], body[half:]) if part) + _LAST_CHUNK


def _chunk(part: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(part), part)


_LAST_CHUNK: Final = b"0\r\n\r\n"
