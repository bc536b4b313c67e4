"""Sources with their events, requests and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from telemetry_spec.compile.context import Context, suggestion
from telemetry_spec.compile.fields import stored, stored_shape
from telemetry_spec.language.fields import ShapeSpec
from telemetry_spec.model.finding import Related
from telemetry_spec.model.selector import SECTIONS
from telemetry_spec.model.shape import Field, Shape
from telemetry_spec.model.spec import Destination, Event, Request, Sample, Source, Trigger
from telemetry_spec.reading.tree import bare, locate, pointer_spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.compile.shapes import Shapes
    from telemetry_spec.language.base import Part
    from telemetry_spec.language.sources import (
        DestinationSpec,
        DiscriminatorSpec,
        EventSpec,
        RequestSpec,
        SourceSpec,
    )
    from telemetry_spec.model.spec import Consent

#: Ids that selectors use for something else.
_RESERVED_EVENTS = ("request",)


@dataclass(slots=True)
class Sources:
    """Compiles sources. `destinations` are those of the spec; `sent_to` collects the ones that events name."""

    context: Context
    shapes: Shapes
    consent: Consent
    destinations: Mapping[str, Destination]
    sent_to: set[str]

    def source(self, name: str, spec: SourceSpec, whole: Part) -> Source:
        """Compile one source."""
        at = self.context.key(whole, "sources", name)
        if name in SECTIONS:
            self._reserved(name, at, "source")
        field_name, by_key, description = _discriminator(spec.discriminator)
        events: dict[str, Event] = {}
        for event_name, event_spec in (spec.events or {}).items():
            if event_name in _RESERVED_EVENTS:
                self._reserved(event_name, self.context.key(spec, "events", event_name), "event")
            events[event_name] = self._event(name, event_name, event_spec, spec, (field_name, description))
        if not events and not self.context.was_pruned(spec) and not spec.removed:
            self.context.error(
                "events-missing",
                f"The source `{name}` has no events.",
                at=at,
                help="Add `events:` with at least one event.",
                selector=name,
            )
        live = [event for event in events.values() if not event.removed]
        if len(live) > 1 and not field_name and not by_key:
            self.context.error(
                "discriminator-missing",
                f"Nothing tells the {len(live)} events of `{name}` apart.",
                at=at,
                help="Add `discriminator: FIELD`, or `discriminator: {by: key}`, to the source.",
                selector=name,
            )
        self._same_name(live, name)
        return Source(
            id=name,
            title=spec.title or name,
            description=(spec.description or "").strip(),
            consent=spec.consent or self.consent,
            discriminator=field_name,
            by_key=by_key,
            events=events,
            request=self._request(name, spec, _any_event(live, field_name, by_key=by_key)),
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=at,
        )

    def _reserved(self, name: str, at: object, noun: str) -> None:
        self.context.error(
            "reserved-name",
            f"`{name}` means something else in selectors, so no {noun} can have this name.",
            at=at,  # type: ignore[arg-type]
            help="Choose another name; `name:` can still give the name on the wire."
            if noun == "event"
            else "Choose another name.",
        )

    def _same_name(self, events: list[Event], source: str) -> None:
        first: dict[str, Event] = {}
        for event in events:
            other = first.setdefault(event.name, event)
            if other is not event:
                self.context.error(
                    "event-conflict",
                    f"Two events of `{source}` are named `{event.name}` on the wire.",
                    at=event.span,
                    help="Give one of them another `name`.",
                    selector=f"{source}.{event.id}",
                    related=(Related(other.span, "the other one"),),
                )

    def _event(self, source: str, name: str, spec: EventSpec, parent: SourceSpec, tag: tuple[str, str]) -> Event:
        selector = f"{source}.{name}"
        at = self.context.key(parent, "events", name)
        payload = self.shapes.object(spec, selector)
        if tag[0]:
            payload = self._tagged(payload, tag, spec.name or name, spec, selector)
        received = (*self._received(parent, selector), *self._received(spec, selector))
        return Event(
            id=name,
            name=spec.name or name,
            title=spec.title or name,
            description=(spec.description or "").strip(),
            destinations=self._destinations(spec, selector),
            triggers=_triggers(spec),
            payload=payload,
            received=received,
            row=self._row(payload, received, selector),
            samples=self._samples(spec),
            retention=(spec.retention or "").strip(),
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=at,
        )

    def _tagged(self, payload: Shape, tag: tuple[str, str], name: str, spec: EventSpec, selector: str) -> Shape:
        field_name, description = tag
        if any(member.name == field_name for member in payload.fields):
            self.context.error(
                "field-conflict",
                f"The field `{field_name}` is the discriminator of the source, which adds it to each event.",
                at=self.context.key(spec, "fields", field_name),
                help="Take it out of `fields`; `discriminator: {field: ..., description: ...}` describes it.",
                selector=selector,
            )
            return payload
        shape = Shape(type="const", kind="string", constraints={"const": name})
        added = Field(
            id=field_name,
            name=field_name,
            shape=shape,
            span=self.context.span(spec),
            description=description,
            sensitivity="interaction",
        )
        return replace(payload, fields=(added, *payload.fields))

    def _received(self, spec: SourceSpec | EventSpec, selector: str) -> tuple[Field, ...]:
        return tuple(
            self.shapes.field(name, item.name or name, item, selector, self.context.key(spec, "received", name))
            for name, item in (spec.received or {}).items()
        )

    def _row(self, payload: Shape, received: tuple[Field, ...], selector: str) -> Shape:
        row = stored_shape(payload)
        names = {member.name for member in row.fields}
        added = []
        for member in received:
            kept = stored(member)
            if kept is None or member.removed:
                continue
            if member.name in names:
                self.context.error(
                    "row-conflict",
                    f"The stored row has two values named `{member.name}`.",
                    at=member.span,
                    help="Give the received field another name.",
                    selector=selector,
                )
                continue
            names.add(member.name)
            added.append(kept)
        return replace(row, fields=(*row.fields, *added))

    def _destinations(self, spec: EventSpec, selector: str) -> tuple[str, ...]:
        written = spec.destination if isinstance(spec.destination, list) else [spec.destination]
        names = [name for name in written if name is not None]
        for name in names:
            if name not in self.destinations and ("destinations", name) not in self.context.failed:
                self.context.error(
                    "unknown-destination",
                    f"There is no destination `{name}`.",
                    at=self.context.value(spec, "destination"),
                    help=suggestion(name, self.destinations, "destination"),
                    selector=selector,
                )
        self.sent_to.update(names)
        return tuple(name for name in names if name in self.destinations)

    def _samples(self, spec: EventSpec) -> tuple[Sample, ...]:
        found = []
        for index, sample in enumerate(spec.samples or ()):
            if (sample.payload is None) == (sample.row is None):
                self.context.error(
                    "sample-unclear",
                    "A sample has either a `payload` or a `row`.",
                    at=self.context.key(spec, "samples", index),
                    help="Write `payload:` for what is sent, or `row:` for what is stored.",
                )
                continue
            key = "payload" if sample.row is None else "row"
            node = locate(sample.node, (key,)) if sample.node is not None else None
            value = bare(sample.payload if sample.row is None else sample.row)
            found.append(
                Sample(
                    title=sample.title or "",
                    stored=sample.row is not None,
                    value=value,
                    spans=pointer_spans(node) if node is not None else {},
                    span=self.context.key(sample, key),
                )
            )
        return tuple(found)

    def _request(self, source: str, spec: SourceSpec, event: Shape) -> Request:
        request = spec.request
        selector = f"{source}.request"
        self.shapes.event, self.shapes.event_uses = event, 0
        body = self.shapes.shape(_body(request), selector)
        uses, self.shapes.event = self.shapes.event_uses, None
        if uses != 1 and request is not None and not self.context.was_pruned(request):
            self.context.error(
                "event-slot",
                f"The body must hold the type `event` or `event[]` exactly once, and holds it {uses} times.",
                at=self.context.key(request, "body"),
                help="Give one field of the envelope the type `event` or `event[]`.",
                selector=selector,
            )
        headers = self._carried(request, "headers", selector)
        query = self._carried(request, "query", selector)
        envelope = body.type != "event" and not (body.items is not None and body.items.type == "event")
        return Request(body=body, headers=headers, query=query, batch=_batch(body), envelope=envelope)

    def _carried(self, request: RequestSpec | None, where: str, selector: str) -> tuple[Field, ...]:
        fields = (getattr(request, where) if request is not None else None) or {}
        found = []
        for name, spec in fields.items():
            assert request is not None  # noqa: S101  it holds the fields
            at = self.context.key(request, where, name)
            member = self.shapes.field(name, spec.name or name, spec, f"{selector}.{where}", at)
            if member.shape.kind != "string" or member.shape.nullable:
                self.context.error(
                    "carried-not-text",
                    f"A value in the {where} is a text, and never null.",
                    at=at,
                    help="Use a text type: `string`, `integer_string`, `boolean_string`, `uuid` ...",
                    selector=f"{selector}.{where}.{name}",
                )
                continue
            found.append(member)
        return tuple(found)


def _body(request: RequestSpec | None) -> ShapeSpec:
    return request.body if request is not None and request.body is not None else ShapeSpec(type="event")


def _batch(shape: Shape) -> Literal["one", "many"]:
    if shape.items is not None and shape.items.type == "event":
        return "many"
    inner = [member.shape for member in shape.fields]
    inner += [child for child in (shape.items, shape.values, *shape.members) if child is not None]
    if shape.type == "event":
        return "one"
    return "many" if any(_batch(child) == "many" for child in inner) else "one"


def _discriminator(spec: str | DiscriminatorSpec | None) -> tuple[str, bool, str]:
    default = "Which event this is."
    if spec is None:
        return "", False, default
    if isinstance(spec, str):
        return spec, False, default
    return spec.field or "", spec.by == "key", spec.description or default


def _any_event(events: list[Event], field_name: str, *, by_key: bool) -> Shape:
    """Return the shape of one event of a source, whichever it is."""
    members = tuple(event.payload for event in events)
    if len(events) == 1 and not by_key:
        return replace(members[0], type="event")
    return Shape(
        type="event",
        kind="variants",
        members=members,
        tag="" if by_key else field_name,
        tags=tuple(event.name for event in events),
    )


def _triggers(spec: EventSpec) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(
            on=trigger.on,
            every=trigger.every or "",
            delay=trigger.delay or "",
            jitter=trigger.jitter,
            limit=trigger.limit or "",
            condition=trigger.condition or "",
            note=trigger.note or "",
        )
        for trigger in spec.trigger or ()
    )


def destination_of(context: Context, name: str, spec: DestinationSpec, whole: Part, operator: str) -> Destination:
    """Compile a destination. Its operator is the notice's unless it names its own."""
    steps = spec.encoding if isinstance(spec.encoding, list) else [spec.encoding]
    values = ("json", "ndjson", "form")
    if steps[0] not in values or any(step in values for step in steps[1:]):
        context.error(
            "encoding-order",
            "An encoding begins with `json`, `ndjson` or `form`, and has only one of them.",
            at=context.value(spec, "encoding"),
            help="Write the steps from the inside out: `[ndjson, zlib]`, `[json, jwe]`.",
            selector=f"destinations.{name}",
        )
    carrier = spec.carried_in
    if carrier is not None and (carrier.query is None) == (carrier.field is None):
        context.error(
            "carrier-unclear",
            "The payload is carried in a query parameter or in a field, not both.",
            at=context.key(spec, "carried_in"),
            help="Write `carried_in: {query: NAME}` or `carried_in: {field: NAME}`.",
            selector=f"destinations.{name}",
        )
    where = "body" if carrier is None else "query" if carrier.query else "field"
    return Destination(
        id=name,
        url=spec.url,
        method=spec.method,
        encoding=tuple(steps),
        carrier=where,  # type: ignore[arg-type]
        carrier_name=(carrier.query or carrier.field or "") if carrier is not None else "",
        encryption=spec.encryption or "",
        operator=spec.operator or operator,
        description=(spec.description or "").strip(),
        unknown_fields=spec.unknown_fields,
        note=(spec.note or "").strip(),
        span=context.key(whole, "destinations", name),
    )
