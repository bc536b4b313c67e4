"""Answers in place of the declared endpoints, in a thread of its own, and writes down what comes."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final, Self, TypeVar
from urllib.parse import urlsplit

from telemetry_spec.conform.capture import _names, _packets
from telemetry_spec.conform.capture.base import Contact, Exchange, Trouble
from telemetry_spec.wire.message import Response
from telemetry_spec.wire.server import Limits, Server, Settings, stop_listening

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine
    from types import TracebackType

    from telemetry_spec.conform.capture.base import Answer
    from telemetry_spec.wire.channel import Contexts
    from telemetry_spec.wire.message import Request
    from telemetry_spec.wire.server import Sight, Tunnels

    #: Given a request, the address that the client meant.
    Meant = Callable[[Request], Request]

_T = TypeVar("_T")

#: Generous: a client that is slow or sends a lot is not what is tested.
_LIMITS: Final = Limits(body=64 << 20, idle=600.0, head_time=600.0, body_time=600.0, write_time=600.0)
_TROUBLES: Final = frozenset({"tls-failed", "malformed", "timed-out", "refused"})
_ACCEPTED: Final = Response(200, (("content-type", "application/json"),), b"{}")
_FAILED: Final = Response(500, (("content-type", "text/plain"),), b"error")
_TICK: Final = 0.005
_TURNS: Final = 3
#: Where programs find the name service; what is sent to other addresses is heard as a packet.
_NAME_SERVICE: Final = "127.0.0.1"
#: Seconds that what was sent may take to arrive when the sender is gone; it is on this machine already.
_ARRIVAL: Final = 2.0


class Hub:
    """Servers, a name service and an ear for packets, for as long as a `with` block lasts."""

    def __init__(self, answer: Answer, spared: Collection[str] = (), names: _names.Names | None = None) -> None:
        """Prepare to answer, hosts that are `spared` as usual, and to know the addresses of these `names`."""
        self.names = names or _names.Names()
        self.exchanges: list[Exchange] = []
        self.troubles: list[Trouble] = []
        self.tunnels: list[Contact] = []
        self.server_names: dict[str, None] = {}
        self.lost = 0
        self._answer = answer
        self._spared = spared
        self._packets: dict[_packets.Packet, None] = {}
        self._datagrams: list[socket.socket] = []
        self._streams: asyncio.Server | None = None
        self._strange: dict[Contact, None] = {}
        self._ear: socket.socket | None = None
        self._servers: list[Server] = []
        self._ports: set[int] = set()
        self._opened = self._closed = 0
        self._last = time.monotonic()
        self._begun = time.time()
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._thread = threading.Thread(target=self._run, name="telemetry-spec capture", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._do(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def begin(self) -> None:
        """Count the time from now."""
        self._begun = time.time()

    def serve(
        self,
        sock: socket.socket | None = None,
        *,
        tls: Contexts | None = None,
        tunnels: Tunnels | None = None,
        meant: Meant = lambda request: request,
    ) -> int:
        """Serve a listening socket, or a free port of loopback. Returns the port. Raises OSError."""

        async def handler(request: Request) -> Response:
            return await self._handle(meant(request))

        async def start() -> int:
            settings = Settings(sock=sock, tls=tls, tunnels=tunnels, observe=self._observe, limits=_LIMITS, strays=True)
            server = Server(handler, settings)
            await server.start()
            self._servers.append(server)
            self._ports.add(server.port)
            return server.port

        return self._do(start())

    def answer_names(self, datagrams: list[socket.socket], stream: socket.socket) -> None:
        """Be the name service of these sockets."""

        async def start() -> None:
            self._datagrams = datagrams
            for one in datagrams:
                one.settimeout(0)
                self._loop.add_reader(one, self._named, one)
            self._streams = await asyncio.start_server(self._named_by_stream, sock=stream)

        self._do(start())

    def hear(self, packets: socket.socket) -> None:
        """Write down the packets that this socket hears."""

        async def start() -> None:
            packets.settimeout(0)
            self._ear = packets
            self._loop.add_reader(packets, self._heard)

        self._do(start())

    def contacts(self) -> tuple[Contact, ...]:
        """Return who was written to, as heard."""
        found = (
            Contact(packet.protocol, packet.address, packet.port, self.names.name_of(packet.address))
            for packet in list(self._packets)
        )
        return (*self.tunnels, *self._strange, *found)

    def settle(self, quiet: float, *, all_gone: bool) -> None:
        """Wait until what was sent has arrived. With `all_gone` no sender is left; else wait for a quiet time."""
        self._do(self._hear_all())
        begun = time.monotonic()
        if all_gone:
            while not self._all_arrived() and time.monotonic() - begun < _ARRIVAL:
                time.sleep(_TICK)
        else:
            while time.monotonic() - max(begun, self._last) < quiet:
                time.sleep(_TICK)

    def _all_arrived(self) -> bool:
        begun = sum(packet.protocol == "tcp" and packet.port in self._ports for packet in list(self._packets))
        # A request that is never answered stays open for ever.
        return begun <= self._opened and (self._answer == "hanging" or self._opened == self._closed)

    # ------------------------------------------------------------ within the thread

    def _run(self) -> None:
        with self._runner:  # ends what is still under way, and closes its sockets
            self._loop.run_forever()

    async def _handle(self, request: Request) -> Response:
        self._last = time.monotonic()
        after = max(0.0, (request.started or time.time()) - self._begun)
        answer = "ok" if urlsplit(request.url).hostname in self._spared else self._answer
        if answer == "hanging":
            self.exchanges.append(Exchange(request, 0, after))
            await asyncio.sleep(_LIMITS.idle)
            return _ACCEPTED
        response = _FAILED if answer == "error" else _ACCEPTED
        self.exchanges.append(Exchange(request, response.status, after))
        return response

    def _observe(self, sight: Sight) -> None:
        self._last = time.monotonic()
        self._opened += sight.kind == "opened"
        self._closed += sight.kind == "closed"
        if sight.kind == "closed" and sight.server_name:
            self.server_names[sight.server_name.lower().rstrip(".")] = None
        if sight.kind == "tunnel":
            host, _, port = sight.detail.rpartition(":")
            self.tunnels.append(Contact("tcp", "", int(port or 0), host.strip("[]")))
        elif sight.kind in _TROUBLES:
            host = sight.server_name or sight.host
            self.troubles.append(Trouble(sight.kind, host, sight.detail, sight.stray))

    def _named(self, server: socket.socket) -> bool:
        """Answer one message, and return whether there was one."""
        try:
            message, ancillary, sender = _names.receive(server)
        except OSError:
            return False
        self._last = time.monotonic()
        try:
            answer = self.names.answer(message)
        except _names.NotAQuestionError:
            self._strange[Contact("udp", _NAME_SERVICE, _packets.PORT_DNS)] = None
        else:
            with suppress(OSError):
                server.sendmsg([answer], ancillary, 0, sender)
        return True

    async def _named_by_stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # RFC 1035, section 4.2.2: each message comes after its length.
        with suppress(OSError), closing(writer):
            try:
                while head := await reader.read(1):
                    size = int.from_bytes(head + await reader.readexactly(1), "big")
                    answer = self.names.answer(await reader.readexactly(size))
                    writer.write(len(answer).to_bytes(2, "big") + answer)
                    await writer.drain()
            except (asyncio.IncompleteReadError, _names.NotAQuestionError):
                self._strange[Contact("tcp", _NAME_SERVICE, _packets.PORT_DNS)] = None

    def _heard(self) -> None:
        while self._ear is not None:
            try:
                data, address = self._ear.recvfrom(_packets.LOOKED_AT)
            except OSError:
                return
            packet = _packets.read(data) if address[2] == _packets.ARRIVING else None
            if packet is not None:
                self._last = time.monotonic()
                self._packets[packet] = None

    async def _hear_all(self) -> None:
        self._heard()
        for one in self._datagrams:
            while self._named(one):
                pass
        # What waits on a stream is accepted in one turn of the loop, and read in the next.
        for _ in range(_TURNS):
            await asyncio.sleep(_TICK)

    async def _stop(self) -> None:
        self._heard()
        if self._ear is not None:
            self.lost = _packets.lost(self._ear)
        for server in self._servers:
            await server.stop(0)
        if self._streams is not None:
            await stop_listening(self._streams)

    def _do(self, work: Coroutine[object, object, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def closed_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
