"""Which addresses a receiver answers at, and what it takes there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from telemetry_spec.check.target import targets_of
from telemetry_spec.model.selector import event_selector
from telemetry_spec.wire.carry import UNSTATED, carrier_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.check.target import Target
    from telemetry_spec.model.spec import Destination, Source, Spec
    from telemetry_spec.wire.message import Request


@dataclass(frozen=True, slots=True)
class Route:
    """A destination, with the bodies of the sources that send to it."""

    destination: Destination
    targets: tuple[Target, ...]

    @property
    def path(self) -> str:
        """Return the path of its address, without a slash at the end unless it is nothing else."""
        return _bare(urlsplit(self.destination.url).path)

    def query_of(self, request: Request) -> list[tuple[str, str]]:
        """Return what the query holds besides the payload and the destination's own address."""
        own = parse_qsl(urlsplit(self.destination.url).query, keep_blank_values=True)
        carrier = self.destination.carrier_name if carrier_of(self.destination) == "query" else None
        return [pair for pair in request.query if pair[0] != carrier and pair not in own]


class Routes:
    """The addresses of a spec, or of one source of it, by their paths: this receiver stands in for any host."""

    def __init__(self, spec: Spec, select: str = "") -> None:
        """Find the addresses. Events whose spec names no destination are taken at `/`, as JSON.

        Raises:
            KeyError: `select` names no source that is still sent.
        """
        if select and select not in {source.id for source in spec.live_sources()}:
            raise KeyError(select)
        self.sources = tuple(source for source in spec.live_sources() if select in ("", source.id))
        #: What rows are stored under, source and event ("" for all of a source), by selector.
        self.stored = {name: pair for source in self.sources for name, pair in _stored(source)}
        senders: defaultdict[str, list[Source]] = defaultdict(list)
        for source in self.sources:
            for name in dict.fromkeys(_destinations(source)):
                senders[name].append(source)
        targets = {source.id: targets_of(spec, source.id, stored=False)[0] for source in self.sources}
        self.all = tuple(
            Route(spec.destinations[name] if name else UNSTATED, tuple(targets[source.id] for source in sources))
            for name, sources in senders.items()
        )

    def at(self, path: str) -> Sequence[Route]:
        """Return the destinations with a path. A slash at its end makes no difference."""
        return [route for route in self.all if route.path == _bare(path)]


def _stored(source: Source) -> Iterator[tuple[str, tuple[str, str]]]:
    yield source.id, (source.id, "")
    for event in source.events.values():
        yield event_selector(source, event), (source.id, event.id)


def _destinations(source: Source) -> Iterator[str]:
    for event in source.live_events():
        yield from event.destinations or ("",)


def _bare(path: str) -> str:
    return path.rstrip("/") or "/"
