"""Events with their payloads, rows, triggers and samples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telemetry_spec.compile.fields import UNKNOWN, UNKNOWN_FIELD
from telemetry_spec.compile.rows import stored, stored_shape
from telemetry_spec.compile.sizes import MAX_VALUES
from telemetry_spec.model.finding import Related
from telemetry_spec.model.shape import Field, Shape
from telemetry_spec.model.spec import Event, Sample, Trigger
from telemetry_spec.reading.tree import bare, locate, pointer_spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.compile.shapes import Shapes
    from telemetry_spec.language.sources import EventSpec, SourceSpec, TriggerSpec
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.spec import Destination


@dataclass(frozen=True, slots=True)
class Tag:
    """How the events of a source are told apart: by a field, by the key that holds them, or not at all."""

    field: str = ""
    by_key: bool = False
    description: str = ""


class Events:
    """Compiles events. `sent_to` collects the destinations that they name."""

    def __init__(self, context: Context, shapes: Shapes, destinations: Mapping[str, Destination]) -> None:
        self.sent_to: set[str] = set()
        self._context = context
        self._shapes = shapes
        self._destinations = destinations
        self._total = 0

    def event(self, name: str, spec: EventSpec, selector: str, at: Span, tag: Tag, shared: tuple[Field, ...]) -> Event:
        """Compile one event. `shared` are the fields that the receiving side adds to every event of the source."""
        payload = self._shapes.within_bounds(self._shapes.objects.of(spec, selector), at, selector)
        if tag.field:
            payload = self._tagged(payload, tag, spec.name or name, at, selector)
        received = (*shared, *self.received(spec, selector))
        self._total += self._shapes.size_of(payload) + len(received)
        if self._total > MAX_VALUES:
            self._shapes.too_many(self._total, at, selector)
            payload, received = UNKNOWN, ()
        return Event(
            id=name,
            name=spec.name or name,
            title=spec.title or name,
            description=(spec.description or "").strip(),
            destinations=self._destinations_of(spec, selector),
            triggers=tuple(_trigger(trigger) for trigger in spec.trigger or ()),
            payload=payload,
            received=received,
            row=self._row(payload, received, selector),
            samples=self._samples(spec, selector),
            retention=(spec.retention or "").strip(),
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=at,
        )

    def received(self, spec: SourceSpec | EventSpec, selector: str) -> tuple[Field, ...]:
        """Compile what the receiving side adds."""
        found = [
            self._shapes.objects.field(name, item, selector, self._context.key(spec, "received", name))
            for name, item in (spec.received or {}).items()
        ]
        if self._context.lacks(spec, "received"):
            found.append(UNKNOWN_FIELD)
        return tuple(found)

    def _tagged(self, payload: Shape, tag: Tag, value: str, at: Span, selector: str) -> Shape:
        taken = {payload.tag, payload.value_name} if payload.kind == "entries" else set()
        same = next((member for member in payload.fields if tag.field in (member.name, member.id)), None)
        if same is not None or tag.field in taken:
            self._context.error(
                "field-conflict",
                f"The field `{tag.field}` is the discriminator of the source, which adds it to each event.",
                at=same.span if same is not None else at,
                help="Take it out here. To describe it, write `discriminator: {field: ..., description: ...}`.",
                selector=selector,
            )
            return payload
        added = Field(
            id=tag.field,
            name=tag.field,
            shape=Shape(type="const", kind="string", constraints={"const": value}),
            span=at,
            description=tag.description,
            sensitivity="interaction",
        )
        return replace(payload, fields=(added, *payload.fields))

    def _row(self, payload: Shape, received: tuple[Field, ...], selector: str) -> Shape:
        """Return what is stored: the payload after transforms at the receiver, and what the receiver adds."""
        row = stored_shape(payload)
        if not received:
            return row
        names = {member.name: member for member in row.fields}
        ids = {member.id: member for member in payload.fields}
        added = []
        for member in received:
            other = ids.get(member.id) or names.get(member.name)
            kept = stored(member)
            if member is UNKNOWN_FIELD or kept is None or member.removed:
                continue
            if other is None:
                names[member.name] = ids[member.id] = member
                added.append(kept)
                continue
            self._context.error(
                "row-conflict",
                f"The stored row has two values called `{member.name}`.",
                at=member.span,
                help="Give the received field another name.",
                selector=selector,
                related=(Related(other.span, "The other one is here."),),
            )
        return replace(row, fields=(*row.fields, *added))

    def _destinations_of(self, spec: EventSpec, selector: str) -> tuple[str, ...]:
        names = spec.destination if isinstance(spec.destination, list) else [spec.destination]
        if isinstance(spec.destination, list):
            self._context.once(spec, "destination", selector)
        found = []
        for index, name in enumerate(names):
            if name is None:
                continue
            if name in self._destinations:
                found.append(name)
            elif not self._context.is_lost("destinations", name):
                at = self._context.value(spec, "destination", index)
                docs = self._context.docs(spec, "destination")
                self._context.unknown(
                    "unknown-destination", name, self._destinations, at=at, selector=selector, docs=docs
                )
        self.sent_to.update(found)
        return tuple(dict.fromkeys(found))

    def _samples(self, spec: EventSpec, selector: str) -> tuple[Sample, ...]:
        found = []
        for index, sample in enumerate(spec.samples or ()):
            if (sample.payload is None) == (sample.row is None):
                if not self._context.lacks(sample, "payload", "row"):
                    both = sample.row is not None
                    self._context.error(
                        "sample-unclear",
                        f"This sample has {'both `payload` and `row`' if both else 'neither `payload` nor `row`'}.",
                        at=self._context.key(spec, "samples", index),
                        help="Write `payload:` for what is sent, or `row:` for what is stored.",
                        selector=selector,
                    )
                continue
            key = "payload" if sample.row is None else "row"
            node = locate(sample.node, (key,)) if sample.node is not None else None
            found.append(
                Sample(
                    title=sample.title or "",
                    stored=sample.row is not None,
                    value=bare(sample.payload if sample.row is None else sample.row),
                    spans=pointer_spans(node) if node is not None else {},
                    span=self._context.key(sample, key),
                )
            )
        return tuple(found)


def _trigger(spec: TriggerSpec) -> Trigger:
    return Trigger(
        on=spec.on,
        every=spec.every or "",
        delay=spec.delay or "",
        jitter=spec.jitter,
        limit=spec.limit or "",
        condition=spec.condition or "",
        note=spec.note or "",
    )
