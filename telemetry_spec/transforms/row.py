"""What is stored of a request: one row for each event.

A row holds what the spec's row of the event declares and nothing else: the event's fields after the receiver's
transforms, and the received fields. What surrounds events in a request (an envelope's fields, headers, query values) is
not part of any row, unless a received field takes it there.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from telemetry_spec import patterns
from telemetry_spec.transforms._choose import chosen
from telemetry_spec.transforms.apply import Dropped, Secrets
from telemetry_spec.transforms.stored import stored, stored_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.model.spec import Event, Source

#: What stands for a text that the receiver cannot know: a word, a name (none under `invalid` ever exists, RFC 6761,
#: section 6.4), and the code of an unknown region (CLDR, UTS 35).
_UNKNOWN: Final = ("unknown", "unknown.invalid", "ZZ")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})", re.ASCII)
_MILLISECONDS: Final = frozenset({"ms", "millisecond", "milliseconds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What the receiving side knows of a request.

    `at` is the time of arrival in seconds since 1970, `number` the number of the row. `headers` are by their names in
    lower case. `derive` gives the values that come from elsewhere (`geo_ip`, `derived`), or None for those it cannot.
    """

    at: float
    number: int = 1
    remote_address: str = ""
    remote_host: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    derive: Callable[[Field], Json] = lambda _: None


def row_of(event: Event, payload: Json, arrival: Arrival, secrets: Secrets) -> dict[str, Json]:
    """Return the row that is stored for an event.

    Args:
        event: The event.
        payload: Its payload, which has to be right.
        arrival: What the receiver adds.
        secrets: Salt and key of the hashes that the spec declares.

    Raises:
        MissingSecretError: A salted or keyed hash lacks its salt or its key.
    """
    kept = stored(event.payload, payload, secrets)
    row = dict(kept) if isinstance(kept, dict) else {}
    for member in event.received:
        if member.removed:
            continue
        value = received(member, arrival)
        after = value if isinstance(value, Dropped) else stored_field(member, value, secrets)
        if not isinstance(after, Dropped):
            row[member.name] = after
    return row


def events_in(source: Source, body: Json) -> Iterator[tuple[Event, Json]]:
    """Yield every event in a request body, in order, each with its payload. What is no event is passed over."""
    live = {event.name: event for event in source.live_events()}
    yield from _events(source.request.body, body, live)


def _events(shape: Shape, value: Json, live: Mapping[str, Event]) -> Iterator[tuple[Event, Json]]:
    if shape.type == "event":
        yield from _event(shape, value, live)
        return
    shape = chosen(shape, value)
    if isinstance(value, list) and shape.items is not None:
        for item in value:
            yield from _events(shape.items, item, live)
    elif isinstance(value, dict):
        for member in shape.fields:
            if member.name in value:
                yield from _events(member.shape, value[member.name], live)
        if shape.values is not None:
            for item in value.values():
                yield from _events(shape.values, item, live)


def _event(shape: Shape, value: Json, live: Mapping[str, Event]) -> Iterator[tuple[Event, Json]]:
    if shape.kind != "variants":
        yield from ((event, value) for event in list(live.values())[:1])
    elif isinstance(value, dict) and shape.tag:
        event = live.get(str(value.get(shape.tag)))
        yield from [(event, value)] if event is not None else []
    elif isinstance(value, dict):
        yield from ((live[name], inner) for name, inner in value.items() if name in live)


# ---------------------------------------------------------------- received fields


def received(member: Field, arrival: Arrival) -> Json | Dropped:
    """Return the value of a received field before its transforms.

    What the receiver cannot know is null where the field may be null, left out where it may be absent, and else
    `unknown` where the field may hold that.
    """
    found = _FROM[member.origin](member, arrival) if member.origin in _FROM else arrival.derive(member)
    if isinstance(found, str) and member.shape.kind == "string":
        found = found[: _length(member.shape)]
    if found is not None and _fits(member.shape, found):
        return found
    return _instead(member)


def _instead(member: Field) -> Json | Dropped:
    shape = member.shape
    if shape.nullable:
        return None
    if shape.kind == "object" and not member.optional:
        inner = {one.name: _instead(one) for one in shape.fields}
        return {name: value for name, value in inner.items() if not isinstance(value, Dropped)}
    known = () if member.optional else _UNKNOWN
    return next((text for text in known if _fits(shape, text)), Dropped())


def is_knowable(member: Field) -> bool:
    """Say whether a received field can be filled, by its source or by what stands for the unknown."""
    return member.origin in _FROM or not isinstance(_instead(member), Dropped) or member.optional


def _fits(shape: Shape, value: Json) -> bool:
    """Say whether a value may be stored in a field, as far as a receiver can get it wrong: a text of another form."""
    limits = shape.constraints
    if not isinstance(value, str):
        return shape.kind != "string"
    if shape.kind != "string" or not int(cast("int", limits.get("min_length", 0))) <= len(value) <= _length(shape):
        return False
    allowed = limits.get("enum", limits.get("const", value))
    if value != allowed and not (isinstance(allowed, tuple) and value in allowed):
        return False
    return "pattern" not in limits or re.fullmatch(patterns.to_python(str(limits["pattern"])), value) is not None


def _length(shape: Shape) -> int:
    return int(cast("int", shape.constraints.get("max_length", 1 << 20)))


def _clock(member: Field, arrival: Arrival) -> Json:
    if member.shape.kind in ("integer", "number"):
        seconds = arrival.at * 1000 if member.unit in _MILLISECONDS else arrival.at
        return int(seconds)
    moment = dt.datetime.fromtimestamp(arrival.at, dt.UTC)
    if member.shape.type == "date":
        return moment.date().isoformat()
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(member: Field, text: str | None) -> Json:
    """Return a text as the field has it: a whole number where it holds numbers."""
    if text is not None and member.shape.kind in ("integer", "number"):
        return int(text) if _WHOLE.fullmatch(text) else None
    return text


#: Where received fields come from, each with how to get them.
_FROM: Final[Mapping[str, Callable[[Field, Arrival], Json]]] = {
    "clock": _clock,
    "counter": lambda _, arrival: arrival.number,
    "remote_address": lambda _, arrival: arrival.remote_address or None,
    "remote_host": lambda _, arrival: arrival.remote_host or None,
    "user_agent": lambda member, arrival: _text(member, arrival.headers.get("user-agent")),
    "header": lambda member, arrival: _text(member, arrival.headers.get(member.header.lower())),
    "query": lambda member, arrival: _text(member, arrival.query.get(member.name)),
}
