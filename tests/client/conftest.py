"""A server that takes everything and remembers it, and a client's own folders."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Self

import pytest

from telemetry_spec.client import Telemetry
from telemetry_spec.optouts.base import World
from telemetry_spec.wire.message import Request, Response
from telemetry_spec.wire.server import BackgroundServer, Settings, Sight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from telemetry_spec.model.spec import Spec

#: So long a test waits for what has to happen; it is no measure of anything.
PATIENCE = 20.0


class Capture:
    """A server on loopback. `status` is what it answers, `gate` holds its answers back while it is not set."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  what the server takes
        self.requests: list[Request] = []
        self.sights: list[Sight] = []
        self.response = Response(204)
        self.gate = threading.Event()
        self.gate.set()
        self._changed = threading.Condition()
        self.server = BackgroundServer(self._answer, Settings(observe=self._saw, **options))
        self.server.grace = 0.1

    async def _answer(self, request: Request) -> Response:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        await asyncio.to_thread(self.gate.wait, PATIENCE)
        return self.response

    def _saw(self, sight: Sight) -> None:
        with self._changed:
            self.sights.append(sight)
            self._changed.notify_all()

    def wait_for(self, requests: int) -> list[Request]:
        """Wait until so many requests have come, and return them."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= requests, PATIENCE), len(self.requests)
            return list(self.requests)

    @property
    def connections(self) -> int:
        """Return how many connections there were, with or without a request."""
        return sum(sight.kind == "opened" for sight in self.sights)

    @property
    def url(self) -> str:
        """Return the address."""
        return self.server.url

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self.server.stop()


@pytest.fixture
def capture() -> Iterator[Capture]:
    with Capture() as server:
        yield server


@pytest.fixture
def world(tmp_path: Path) -> World:
    home, cwd = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    cwd.mkdir()
    return World(environ={}, home=home, cwd=cwd)


@pytest.fixture
def client(capture: Capture, world: World) -> Iterator[Callable[..., Telemetry]]:
    """Return what makes clients that send to the capture, and ends them."""
    made: list[Telemetry] = []

    def make(spec: Spec, source: str, **options: Any) -> Telemetry:  # noqa: ANN401  whatever a client takes
        settings: dict[str, Any] = {"endpoint": capture.url, "world": lambda: world} | options
        made.append(Telemetry(spec, source=source, **settings).register())
        return made[-1]

    yield make
    for telemetry in made:
        telemetry.destroy(PATIENCE)
