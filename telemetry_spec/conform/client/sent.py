"""A request as the spec sees it: where it went, what it carried, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telemetry_spec.check.parse import parse
from telemetry_spec.check.places import fields_in
from telemetry_spec.check.records import carried
from telemetry_spec.check.requests import destinations_of, judge_request, same_address
from telemetry_spec.check.target import targets_of
from telemetry_spec.check.verdict import Report
from telemetry_spec.conform.client.canaries import Haystack
from telemetry_spec.model.pointer import at, steps, write
from telemetry_spec.model.selector import event_selector
from telemetry_spec.transforms.row import events_in
from telemetry_spec.wire import carry
from telemetry_spec.wire.encodings.base import UndecodableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.check.records import Pairs
    from telemetry_spec.check.target import Target
    from telemetry_spec.conform.capture.base import Exchange
    from telemetry_spec.conform.client.settings import Settings
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Event, Source, Spec
    from telemetry_spec.wire.encodings.base import Keys
    from telemetry_spec.wire.message import Request

#: The address that a client is told whose spec names none. Nobody has this name (RFC 2606, section 3).
STAND_IN: Final = "http://collector.example/"
#: How the body is called in sentences.
BODY: Final = "the body"
#: What is to be said of what stands beside the sizes of chunks (RFC 9112, section 7.1.1): it is like a header.
_EXTENSIONS: Final = (
    "undeclared-field",
    "The chunks of the body have extensions, which no spec can declare.",
    "Write chunks without extensions.",
    "/headers/transfer-encoding",
)
#: So many values of a body are looked at.
_TEXTS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request, judged.

    `destination` is the declared one that it went to, or None. `other` says that it went to a host which the caller
    allows for other things than telemetry: then nothing but its text is looked at. `judged` says whether the spec has
    anything to say of what it carried: it went to a declared destination, or none is declared.

    `text` is the JSON text that it carried, None where it cannot be decoded: then `undecodable` says why. `findings`
    are what the spec has against it; their pointers begin with `/body`, `/headers`, `/query`, `/url` or `/method`.
    `values` are the values of declared fields by selector, `pointers` the selectors by pointer, `events` the number of
    each event in it, by selector.
    """

    exchange: Exchange
    destination: Destination | None
    other: bool = False
    judged: bool = True
    text: bytes | None = None
    undecodable: str = ""
    findings: tuple[Finding, ...] = ()
    values: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    pointers: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, int] = field(default_factory=dict)

    @property
    def request(self) -> Request:
        """Return the request itself."""
        return self.exchange.request

    @property
    def host(self) -> str:
        """Return the host that it went to."""
        return urlsplit(self.request.url).hostname or ""


def haystacks(sent: Sent) -> Iterator[Haystack]:
    """Yield everything in a request that a value could hide in: as sent, decoded, and with escapes undone."""
    request = sent.request
    parts = urlsplit(request.url)
    yield Haystack.of("the address", parts._replace(query="").geturl())
    for name, value in request.query:
        yield Haystack.of(f"the query value `{name.lower()}`", f"{name}={value}")
    if parts.query:
        yield Haystack.of("the query", parts.query)
    for name, value in (*request.headers, *request.trailers):
        yield Haystack.of(f"the header `{name.lower()}`", f"{name}: {value}")
    if request.extensions:
        yield Haystack.of("the extensions of chunks", request.extensions)
    yield Haystack.of(BODY, request.body)
    if sent.text is not None and sent.text != request.body:
        yield Haystack.of(BODY, sent.text)
    if sent.text is not None and b"\\" in sent.text:
        yield Haystack.of(BODY, "\n".join(text for _, text in leaves(sent)))


def leaves(sent: Sent) -> Iterator[tuple[str, str]]:
    """Yield every text in the body of a request with its JSON pointer, keys of objects included."""
    pending: list[tuple[str, Json]] = [("", parse(sent.text).value if sent.text is not None else None)]
    for _ in range(_TEXTS):
        if not pending:
            return
        pointer, one = pending.pop()
        if isinstance(one, str):
            yield pointer, one
        elif isinstance(one, dict):
            for key, value in one.items():
                below = pointer + write([key])
                yield below, key
                pending.append((below, value))
        elif isinstance(one, list):
            pending += [(f"{pointer}/{index}", value) for index, value in enumerate(one)]


def event_at(sent: Sent, source: Source, pointer: str) -> Event | None:
    """Return the event within which a pointer of a finding (`/body/...`) is, None where it is in none."""
    value = parse(sent.text).value if sent.text is not None else None
    payloads = {id(payload): event for event, payload in events_in(source, value)}
    found = payloads.get(id(value))
    with suppress(LookupError):  # what is missing lies in what is around it
        for step in steps(pointer)[1:] if pointer.startswith("/body") else ():
            value = at(value, write([step]))
            found = payloads.get(id(value), found) if isinstance(value, dict) else found
    return found


class Judge:
    """Judges requests of one source."""

    def __init__(self, spec: Spec, source: Source, settings: Settings) -> None:
        self._spec = spec
        self._source = source
        self._keys: Keys = settings.keys
        self._allowed = settings.allowed
        self._targets = targets_of(spec, source.id, stored=False)
        self.destinations = {place.id: place for place in destinations_of(source, spec)}
        #: The addresses that a client may be told, by the ids of destinations; where none is declared, one made up.
        self.urls = {name: place.url for name, place in self.destinations.items()} or {"": STAND_IN}

    @property
    def target(self) -> Target:
        """Return what the bodies of the source are held against."""
        return self._targets[0]

    def judge(self, exchange: Exchange) -> Sent:
        """Judge one request."""
        destination = self._destination(exchange.request)
        if destination is None and urlsplit(exchange.request.url).hostname in self._allowed:
            return Sent(exchange=exchange, destination=None, other=True, judged=False)
        judged = destination is not None or not self.destinations
        try:
            text = carry.from_request(destination or self._any(), exchange.request, keys=self._keys)
        except UndecodableError as error:
            return Sent(exchange=exchange, destination=destination, judged=judged, undecodable=str(error))
        report = Report("<request>", 1)
        record = self._record(exchange.request, text, report)
        target = judge_request(record, self._targets[:1], self._spec, report)
        if exchange.request.extensions:
            report.add(*_EXTENSIONS)
        value = parse(text).value
        pointers = self._pointers(value) if target is not None else {}
        return Sent(
            exchange=exchange,
            destination=destination,
            judged=judged,
            text=text,
            findings=tuple(report.findings),
            values=_values(value, pointers),
            pointers=pointers,
            events=self._events(value),
        )

    def _record(self, request: Request, text: bytes, report: Report) -> Json:
        headers: Pairs = [*request.headers, *request.trailers]
        return {
            "url": request.url,
            "method": request.method,
            **carried(headers, [*request.query], self._targets, report),
            "body": text.decode("utf-8", "surrogateescape"),
        }

    def _destination(self, request: Request) -> Destination | None:
        near = [one for one in self.destinations.values() if same_address(one.url, request.url)]
        fitting = [one for one in near if one.method == request.method.upper()]
        return next(iter(fitting or near), None)

    def _any(self) -> Destination:
        return next(iter(self.destinations.values()), carry.UNSTATED)

    def _pointers(self, value: Json) -> dict[str, str]:
        target = self.target
        return {
            write(list(place.pointer)): target.coverage.selector((place.event, place.path))
            for place in fields_in(target.shape, value)
        }

    def _events(self, value: Json) -> dict[str, int]:
        """Return how many of each event a body holds, by selector."""
        return dict(Counter(event_selector(self._source, event) for event, _ in events_in(self._source, value)))


def _values(value: Json, pointers: Mapping[str, str]) -> dict[str, tuple[Json, ...]]:
    found: dict[str, tuple[Json, ...]] = {}
    for pointer, selector in pointers.items():
        found[selector] = (*found.get(selector, ()), at(value, pointer))
    return found
