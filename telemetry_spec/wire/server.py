"""An HTTP/1.1 server for captures and receivers: everything that a peer can make large or slow is bounded."""

from __future__ import annotations

import asyncio
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Self, TypeAlias

from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from telemetry_spec.wire.channel import Contexts
    from telemetry_spec.wire.message import Request, Response

    Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
    Observer: TypeAlias = Callable[["Sight"], None]
    #: Given `host:port`, what to answer the TLS of a tunnel with; None refuses the tunnel.
    Tunnels: TypeAlias = Callable[[str], Contexts | None]

SightKind: TypeAlias = Literal[
    "opened", "tunnel", "tls-failed", "malformed", "timed-out", "failed", "refused", "closed"
]

#: Seconds that the last bytes of a connection may take to leave.
_CLOSING: Final = 2.0
#: Turns of the loop in which a connection that was accepted gets to `_opened`: asyncio makes it in a task of its own,
#: and calls that in the turn after. One turn more does no harm.
_ACCEPTING: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a peer may ask for: sizes in bytes, times in seconds.

    `head` bounds a request's line and headers together; `body` the body as it is sent. `idle` is how long a connection
    may stay without a request, `head_time` and `body_time` how long all of a head or a body may take to arrive,
    `write_time` how long the peer may take to accept a response. `connections` are open at once; more are closed.
    """

    head: int = 32 << 10
    body: int = 1 << 20
    idle: float = 30.0
    head_time: float = 10.0
    body_time: float = 30.0
    write_time: float = 30.0
    connections: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Something that happened to a connection, also to one that never sends a request.

    `connection` numbers the connections of a server from 1; `at` is in seconds since 1970. `opened` and `closed` come
    once for each, `closed` with the number of `requests` that were handled. `detail` says more: of `tunnel` the
    `host:port` asked for, of `tls-failed` and `malformed` the reason. `server_name` is the name asked for in TLS,
    `host` that of the last request. `stray` are bytes that belong to no request, where `Settings.strays` asks for them.
    """

    kind: SightKind
    connection: int
    peer: str
    at: float
    detail: str = ""
    server_name: str = ""
    requests: int = 0
    host: str = ""
    stray: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a server listens, and how it answers. `observe` is told of what happens to connections.

    Port 0 takes a free one; `sock` is a listening socket to be used instead.

    `tls` makes every connection a TLS one. `tunnels` allows CONNECT, as a proxy does (RFC 9110, section 9.3.6), and
    answers in the name of whoever was asked for: within a tunnel, TLS is told from plain HTTP by its first byte.

    With `strays`, what a peer still writes when a connection has come to its end is read, and told as `malformed`.
    """

    host: str = "127.0.0.1"
    port: int = 0
    sock: socket.socket | None = None
    limits: Limits = Limits()
    tls: Contexts | None = None
    tunnels: Tunnels | None = None
    observe: Observer = lambda _: None
    strays: bool = False


class Server:
    """A server on one address. `handler` gets each whole request."""

    def __init__(self, handler: Handler, settings: Settings | None = None) -> None:
        """Prepare a server. Raises MissingExtraError without the library h11."""
        try:
            import h11  # noqa: F401  so that it is missed now, and not at the first request
        except ImportError as error:
            raise MissingExtraError("h11") from error
        self.handler = handler
        self.settings = settings or Settings()
        self.host = self.settings.host
        self.port = self.settings.port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._count = 0

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'http' if self.settings.tls is None else 'https'}://{host}:{self.port}"

    async def start(self) -> None:
        """Begin to listen. Raises OSError when the address cannot be had."""
        if self.settings.sock is not None:
            self._server = await asyncio.start_server(self._opened, sock=self.settings.sock)
        else:
            self._server = await asyncio.start_server(self._opened, self.host, self.port)
        self.host, self.port = self._server.sockets[0].getsockname()[:2]

    async def stop(self, grace: float = 5.0) -> None:
        """Stop listening, let requests that are under way finish within so many seconds, and end the rest."""
        self._stopping.set()
        if self._server is not None:
            await stop_listening(self._server)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING)
        await asyncio.sleep(0)  # a socket is closed in the turn after its connection was ended

    def _opened(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: one that asyncio makes of a coroutine is neither waited for nor ended with the server.
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Also of a task that is cancelled before its first step, whose `finally` is never reached.
        task.add_done_callback(lambda _: writer.transport.abort())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from telemetry_spec.wire.connection import Connection

        self._count += 1
        address = writer.get_extra_info("peername")
        peer = str(address[0]) if isinstance(address, tuple) else ""
        connection = Connection(self.handler, self.settings, self._count, peer, self._stopping)
        try:
            if len(self._tasks) > self.settings.limits.connections:
                connection.saw("refused", "too many connections")
            else:
                await connection.serve(reader, writer)
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CLOSING):
                    await writer.wait_closed()
        finally:
            writer.transport.abort()  # does nothing to what is closed


async def stop_listening(server: asyncio.Server) -> None:
    """Close the sockets of a server, once every connection that they have accepted is known to its callback.

    A connection between the two would be lost, and stay open: `Server.close` does not wait for it.
    """
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":  # there loops are told of what is done, and not of what can be
        for listening in server.sockets:
            loop.remove_reader(listening.fileno())
    for _ in range(_ACCEPTING):
        await asyncio.sleep(0)
    server.close()


class BackgroundServer:
    """A server in a thread of its own, for as long as a `with` block lasts. It takes what `Server` takes."""

    def __init__(self, handler: Handler, settings: Settings | None = None) -> None:
        self._make: Callable[[], Server] = lambda: Server(handler, settings)
        self._server: Server | None = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telemetry-spec server", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self.grace = 2.0

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return self._running.url

    @property
    def host(self) -> str:
        """Return the address that it listens on."""
        return self._running.host

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return self._running.port

    @property
    def _running(self) -> Server:
        if self._server is None:
            raise RuntimeError("the server has not been started")
        return self._server

    def start(self) -> Self:
        """Begin to listen, and return when it does. Raises what `Server` and its `start` raise."""
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def stop(self) -> None:
        """Stop, as `Server.stop` does, and return when nothing of it is left."""
        if self._loop is not None and self._end is not None and self._thread.is_alive():
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001  handed over to whoever waits in `start`
            self._failure = error
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = self._make()
        await server.start()
        self._server = server
        self._ready.set()
        await self._end.wait()
        await server.stop(self.grace)
