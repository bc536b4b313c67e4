"""A whole request, made of an event and what goes around it, and held against the spec before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from telemetry_spec.client.payload import PayloadError, Trimmer
from telemetry_spec.model.shape import children
from telemetry_spec.wire.carry import UNSTATED, to_request
from telemetry_spec.wire.encodings.base import Keys

if TYPE_CHECKING:
    from telemetry_spec.check.target import Target
    from telemetry_spec.model.shape import Json, Path, Shape
    from telemetry_spec.model.spec import Destination, Event, Source, Spec
    from telemetry_spec.wire.message import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What goes around events: values of the envelope, shaped like the body, of headers and of the query."""

    envelope: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


class Composer:
    """Makes the requests of one source. `base` is used instead of the declared scheme, host and port."""

    def __init__(self, spec: Spec, source: Source, *, keys: Keys | None = None, base: str = "") -> None:
        self._spec = spec
        self._source = source
        self._keys = keys or Keys()
        self._base = base

    def destinations(self, event: Event) -> list[Destination]:
        """Return where an event goes. Without a declared destination, that is the address a caller gives, if any."""
        named = [self._spec.destinations[name] for name in event.destinations]
        return named or ([UNSTATED] if self._base else [])

    def requests(self, event: Event, payload: Json, around: Around, trimmer: Trimmer) -> list[Request]:
        """Return the requests that carry an event, one for each of its destinations.

        Raises:
            PayloadError: Something is not as the spec declares it.
            MissingSecretError: A transform lacks its salt or its key.
            UnencodableError: An encoding cannot hold it, or lacks its key.
            MissingExtraError: An encoding needs a library that is not installed.
        """
        one = trimmer.value(event.payload, payload, (self._source.id, event.id))
        sent: Json = {event.name: one} if self._source.by_key else one
        request = self._source.request
        at = (self._source.id, "request")
        body = _composed(request.body, sent, around.envelope, trimmer, at)
        names = {member.name.lower(): member.name for member in request.headers}  # RFC 9110, section 5.1
        given = {names.get(name.lower(), name): value for name, value in around.headers.items()}
        headers = _texts(trimmer.fields(request.headers, given, (*at, "headers")))
        query = _texts(trimmer.fields(request.query, dict(around.query), (*at, "query")))
        self._check({"body": body, "headers": dict(headers), "query": dict(query)})
        return [
            to_request(place, body, headers=headers, query=query, keys=self._keys, base=self._base)
            for place in self.destinations(event)
        ]

    @cached_property
    def _targets(self) -> list[Target]:
        from telemetry_spec.check.target import targets_of

        return targets_of(self._spec, self._source.id, stored=False)[:1]

    def _check(self, record: dict[str, Json]) -> None:
        from telemetry_spec.check.requests import judge_request
        from telemetry_spec.check.verdict import Report

        report = Report("<event>", 1)
        judge_request(record, self._targets, self._spec, report)
        if report.findings:
            said = {f"{one.pointer or ''}: {one.message}" for one in report.findings}
            raise PayloadError("; ".join(sorted(said)[:5]))


def checked_text(value: object) -> str:
    """Return a value as JSON, which also keeps it as it is now. Raises PayloadError for what JSON cannot hold."""
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise PayloadError("JSON cannot hold this value.") from error


def payload_text(event: Event, values: Mapping[str, object]) -> str:
    """Return a payload as JSON. Raises PayloadError, which names the declared fields that JSON cannot hold."""
    try:
        return checked_text(values)
    except PayloadError:
        names = [member.name for member in event.payload.fields if not _json_holds(values.get(member.name))]
        where = ", ".join(f"`{name}`" for name in names) or "a value or a name that nobody declared"
        raise PayloadError(f"JSON cannot hold {where}.") from None


def _json_holds(value: object) -> bool:
    try:
        return bool(checked_text(value))
    except PayloadError:
        return False


def _composed(shape: Shape, event: Json, envelope: object, trimmer: Trimmer, at: Path) -> Json:
    """Return a body with the event in its place, and the envelope around it."""
    if shape.type == "event":
        return event
    if shape.items is not None:
        return [_composed(shape.items, event, envelope, trimmer, at)]
    if shape.kind != "object":
        raise PayloadError("This client does not know where the event belongs in the body.")
    given = dict(envelope) if isinstance(envelope, Mapping) else {}
    found = trimmer.value(shape, given, at)
    assert isinstance(found, dict)  # noqa: S101  the shape is an object's
    for member in shape.fields:
        if _holds_event(member.shape):
            inner = given.get(member.name, {})
            found[member.name] = _composed(member.shape, event, inner, trimmer, (*at, member.id))
    return {member.name: found[member.name] for member in shape.fields if member.name in found} | found


def _holds_event(shape: Shape) -> bool:
    if shape.type == "event":
        return True
    inner = [child for _, child in children(shape)] + [member.shape for member in shape.fields]
    return any(map(_holds_event, inner))


def _texts(values: Mapping[str, Json]) -> list[tuple[str, str]]:
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in values.items()]
