"""The receiver: a handler for `wire.server` that judges each request and stores what is in it."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from telemetry_spec.receiver.judge import Judge, Taken
from telemetry_spec.receiver.refusal import RefusedError, refused
from telemetry_spec.receiver.routes import Routes
from telemetry_spec.receiver.stores.base import Entry, StoreError
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.transforms.row import Arrival, row_of
from telemetry_spec.wire.encodings.base import Keys
from telemetry_spec.wire.message import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.receiver.routes import Route
    from telemetry_spec.receiver.stores.base import Store

#: Where rows can be read when that was asked for.
ROWS: Final = "/rows"
_NAME_SECONDS: Final = 2.0
_NAMES: Final = 1024


@dataclass(slots=True, kw_only=True)
class Options:
    """How a receiver works.

    `limit` bounds the bytes of a body, as sent and decoded. `expose_rows` answers `GET /rows` with all rows, a line
    each. `behind_proxy` takes the sender's address from the last entry of `X-Forwarded-For`. `derive` gives received
    fields that come from elsewhere. `log` gets a line for each refusal, without anything of the sender's.
    """

    keys: Keys = field(default_factory=Keys)
    secrets: Secrets = field(default_factory=Secrets)
    limit: int = 1 << 20
    expose_rows: bool = False
    behind_proxy: bool = False
    derive: Callable[[Field], Json] = lambda _: None
    log: Callable[[str], None] = lambda _: None


@dataclass(slots=True)
class Counts:
    """What a receiver has done so far."""

    accepted: int = 0
    refused: int = 0
    rows: int = 0


class Receiver:
    """Takes what a spec declares. Use it in a `with` block, which opens and closes the store, as a server's handler.

    Judging and storing happen in one thread of its own, so that the server goes on answering.
    """

    def __init__(self, spec: Spec, store: Store, *, select: str = "", options: Options | None = None) -> None:
        """Prepare a receiver.

        Raises:
            KeyError: `select` names no source that is still sent.
        """
        self.counts = Counts()
        self.options = options or Options()
        self.routes = Routes(spec, select)
        self._store = store
        self._judge = Judge(spec, self.options.keys, self.options.limit)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="telemetry-spec receiver")
        received = [one for source in self.routes.sources for event in source.events.values() for one in event.received]
        self._wants_names = any(one.origin == "remote_host" and not one.removed for one in received)
        self._names: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._worker.submit(self._store.open).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.submit(self._store.close).result()
        self._worker.shutdown()

    async def __call__(self, request: Request) -> Response:
        """Answer a request: 204 once its rows are stored."""
        loop = asyncio.get_running_loop()
        try:
            if self.options.expose_rows and request.path == ROWS:
                return await loop.run_in_executor(self._worker, self._rows, request)
            routes = self._routes(request)
            address = self._address(request)
            name = await self._name(address) if self._wants_names else ""
            rows = await loop.run_in_executor(self._worker, self._take, routes, request, address, name)
        except RefusedError as error:
            self.counts.refused += 1
            self.options.log(str(error))
            return error.response
        self.counts.accepted += 1
        self.counts.rows += rows
        return Response(204)

    def _routes(self, request: Request) -> list[Route]:
        routes = self.routes.at(request.path)
        if not routes:
            raise refused(404, "No destination has this address.", "unknown-address")
        found = [route for route in routes if route.destination.method == request.method]
        if not found:
            allowed = ", ".join(sorted({route.destination.method for route in routes}))
            raise refused(405, f"This address takes {allowed}.", "wrong-method", (("allow", allowed),))
        return found

    def _take(self, routes: Sequence[Route], request: Request, address: str, name: str) -> int:
        """Judge and store. Of several destinations at one address, the first that a request is right for is meant."""
        taken = self._judged(routes, request)
        headers = {key.lower(): request.header(key) or "" for key, _ in request.headers}
        query = dict(request.query)

        def entry(one: Taken) -> Entry:
            def row(number: int) -> dict[str, Json]:
                arrival = Arrival(
                    at=request.started,
                    number=number,
                    remote_address=address,
                    remote_host=name,
                    headers=headers,
                    query=query,
                    derive=self.options.derive,
                )
                return row_of(one.event, one.payload, arrival, self.options.secrets)

            return Entry(one.source.id, one.event.id, row)

        try:
            self._store.add([entry(one) for one in taken])
        except StoreError as error:
            self.options.log(str(error))
            raise refused(503, "The rows cannot be stored now.", "not-stored", (("retry-after", "60"),)) from error
        return len(taken)

    def _judged(self, routes: Sequence[Route], request: Request) -> list[Taken]:
        failures = []
        for route in routes:
            try:
                return self._judge.judge(route, request)
            except RefusedError as error:
                failures.append(error)
        # A body that could be read says more about what is wrong than one that could not.
        raise max(failures, key=lambda error: error.response.status)

    def _rows(self, request: Request) -> Response:
        if request.method != "GET":
            raise refused(405, "Rows can only be read.", "wrong-method", (("allow", "GET"),))
        lines = "".join(row + "\n" for row in self._store.rows(*self._selected(request)))
        return Response(200, (("content-type", "application/x-ndjson"),), lines.encode())

    def _selected(self, request: Request) -> tuple[str, str]:
        """Return the source and the event whose rows are asked for, "" for all: rows of what was removed as well."""
        if not request.query:
            return "", ""
        known = self.routes.stored
        given = [value if name == "select" else None for name, value in request.query]
        if len(given) != 1 or given[0] not in {"", *known}:
            listed = ", ".join(known)
            raise refused(400, f"Write `select` once, with a source or an event: {listed}.", "unknown-select")
        return known.get(given[0] or "", ("", ""))

    # ------------------------------------------------------------ who sent it

    def _address(self, request: Request) -> str:
        if not self.options.behind_proxy:
            return request.peer
        forwarded = request.header("x-forwarded-for") or ""
        return forwarded.rpartition(",")[2].strip() or request.peer

    async def _name(self, address: str) -> str:
        """Return the name of an address, "" when there is none or it takes too long to find out."""
        if address not in self._names:
            loop = asyncio.get_running_loop()
            try:
                async with asyncio.timeout(_NAME_SECONDS):
                    name, _ = await loop.getnameinfo((address, 0), socket.NI_NAMEREQD)
            except (OSError, TimeoutError, UnicodeError):
                name = ""
            if len(self._names) >= _NAMES:
                self._names.clear()
            self._names[address] = name
        return self._names[address]
