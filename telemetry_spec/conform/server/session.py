"""A session with a server: what checks send, and everything that was answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec import fieldtypes
from telemetry_spec.conform.run import Wanted
from telemetry_spec.conform.server import bodies
from telemetry_spec.conform.server.client import Client
from telemetry_spec.conform.server.ledger import Ledger
from telemetry_spec.conform.server.repeat import curl
from telemetry_spec.emit.samples import published, realistic
from telemetry_spec.model.selector import fields_of, join, split
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.vectors import frame
from telemetry_spec.wire import carry, encodings, jsontext
from telemetry_spec.wire.encodings.base import Keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Rows
    from telemetry_spec.conform.server.stored import Stored
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.wire.message import Request

#: Bytes of a request that are remembered.
_REMEMBERED: Final = 2**16
#: Seconds to wait for a row.
PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a session goes.

    `generated` is the number of random payloads for each event, drawn from `seed`. `address` is the address that the
    server sees requests come from, where it is not one of this machine's. `keys` are for encryption, `secrets` for
    hashes with salt or key. `patience` is how many seconds a row may take to be there.
    """

    seed: int = 0
    generated: int = 20
    address: str = ""
    keys: Keys = field(default_factory=Keys)
    secrets: Secrets = field(default_factory=Secrets)
    patience: float = PATIENCE


@dataclass(slots=True)
class Session:
    """What a check is given.

    `log` holds every exchange so far; `rows` reads what the server has stored, `stored` what was read back by event,
    and `ledger` counts what should be there.
    """

    spec: Spec
    routes: tuple[Route, ...]
    client: Client = field(default_factory=Client)
    options: Options = field(default_factory=Options)
    wanted: Wanted = field(default_factory=Wanted)
    rows: Rows | None = None
    log: list[Exchange] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    stored: dict[str, list[Stored]] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        self.fields = dict(fields_of(self.spec))

    # ------------------------------------------------------------ what is sent

    def good(self, route: Route) -> Json:
        """Return a right payload of the route's event: the published sample, or one made of the spec's examples."""
        return published(route.event, stored=False)

    def request(self, route: Route, payloads: Sequence[Json]) -> Request:
        """Return the request that carries these payloads. Raises UnencodableError where the encoding cannot."""
        return self._request(route, jsontext.dumps(bodies.body_of(route.source, route.event, payloads)))

    def around(self, route: Route, raw: bytes) -> Request:
        """Return the request that holds any bytes instead of a payload; what is around them is as it should be."""
        return self._request(route, frame(self.spec, route.selector).around(raw))

    def text(self, route: Route, text: bytes) -> Request:
        """Return the request whose body is this text, right or wrong, encoded as the destination has it."""
        return self._request(route, text)

    def padded(self, route: Route, padding: bytes) -> Request:
        """Return a right request with something after its text, before anything but the first step is done to it."""
        place = route.destination
        text = jsontext.dumps(bodies.body_of(route.source, route.event, [self.good(route)]))
        data = encodings.encode(text, place.encoding[:1], self.options.keys) + padding
        plain = replace(route, destination=replace(place, encoding=("json", *place.encoding[1:])))
        return replace(self._request(plain, data), headers=self._request(route, text).headers)

    def _request(self, route: Route, text: bytes) -> Request:
        request = carry.to_request(
            route.destination,
            text,
            headers=_carried(route.source.request.headers),
            query=_carried(route.source.request.query),
            keys=self.options.keys,
        )
        self.ledger.made(route, text, request)
        return request

    def send(self, name: str, request: Request, payload: object = None, about: tuple[str, ...] = ()) -> Exchange:
        """Send a request. `name` is the id of the result that it is for; the rest is told of in the exchange."""
        found = replace(self.client.send(name, request), payload=payload, about=about)
        self.ledger.sent(found, self)
        kept = found
        if len(request.body) > _REMEMBERED:
            kept = replace(found, request=replace(request, body=b""), payload=None)
        self.log.append(kept)
        return found

    def send_payload(self, route: Route, name: str, payload: Json) -> Exchange:
        """Send one payload of the route's event."""
        return self.send(name, self.request(route, [payload]), payload)

    # ------------------------------------------------------------ what is told

    def repeat(self, exchange: Exchange) -> str:
        """Return one command that sends the same again, or ""."""
        own = tuple(name for name, _ in self.client.headers)
        replaced = {name.lower() for name in own}
        headers = tuple((name, value) for name, value in exchange.request.headers if name.lower() not in replaced)
        in_use = len(exchange.before) > 1  # it was lost with a connection that another request had been sent on
        return curl(replace(exchange.request, headers=headers), own, twice=in_use)

    def span(self, selector: str, route: Route) -> Span:
        """Return the line of the spec that says what is expected there."""
        member = self.declared(selector)
        return member.span if member is not None else route.event.span

    def declared(self, selector: str) -> Field | None:
        """Return the field that a selector names, or that holds what it names; None for an event or a source."""
        steps = split(selector)
        found = (self.fields.get(join(*steps[:count])) for count in range(len(steps), 2, -1))
        return next((member for member in found if member is not None), None)

    def texts_of_spec(self) -> str:
        """Return the names of fields, their choices and examples: texts that an answer may well hold."""
        found = []
        for member in self.fields.values():
            kind = member.shape.type
            usual = fieldtypes.get(kind).examples if kind in fieldtypes.names() else ()
            limits = (member.shape.constraints.get("enum"), member.shape.constraints.get("const"))
            found += [member.name, json.dumps([member.examples, usual, limits], ensure_ascii=False)]
        return "\n".join(found)


def _carried(fields: Sequence[Field]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, str(one.examples[0] if one.examples else realistic(one.shape))) for one in fields)
