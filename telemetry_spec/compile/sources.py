"""Sources: what tells their events apart, and what a whole request of theirs is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.compile.events import Events, Tag
from telemetry_spec.compile.requests import any_event, request_of
from telemetry_spec.compile.wire_names import check_names
from telemetry_spec.model.finding import Related
from telemetry_spec.model.selector import PAGE_PARTS, SECTIONS
from telemetry_spec.model.spec import WHICH_EVENT, Source, live

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.compile.shapes import Shapes
    from telemetry_spec.language.sources import SourceSpec
    from telemetry_spec.language.spec_file import SpecFile
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.spec import Destination, Event

#: Ids of events that selectors use for something else.
_RESERVED_EVENTS: Final = ("request",)


def sources_of(
    context: Context, shapes: Shapes, whole: SpecFile, destinations: Mapping[str, Destination]
) -> tuple[dict[str, Source], frozenset[str]]:
    """Compile all sources. Returns the names of the destinations that they send to as well."""
    events = Events(context, shapes, destinations)
    compiler = _Sources(context, shapes, whole, events)
    found = {name: compiler.source(name, spec) for name, spec in (whole.sources or {}).items()}
    return found, frozenset(events.sent_to)


class _Sources:
    def __init__(self, context: Context, shapes: Shapes, whole: SpecFile, events: Events) -> None:
        self._context = context
        self._shapes = shapes
        self._whole = whole
        self._events = events

    def source(self, name: str, spec: SourceSpec) -> Source:
        at = self._context.key(self._whole, "sources", name)
        if name in (*SECTIONS, *PAGE_PARTS):
            self._reserved(name, "source", at, "Choose another name.", name)
        tag = self._tag(spec, name)
        shared = self._events.received(spec, name)
        events = {}
        for event_name, event_spec in (spec.events or {}).items():
            selector, event_at = f"{name}.{event_name}", self._context.key(spec, "events", event_name)
            if event_name in _RESERVED_EVENTS:
                advice = f"Choose another name, and write `name: {event_name}` below it if that is what is sent."
                self._reserved(event_name, "event", event_at, advice, selector)
            events[event_name] = self._events.event(event_name, event_spec, selector, event_at, tag, shared)
            if tag.by_key:
                named = self._context.value(event_spec, "name") if event_spec.name else event_at
                advice = "Send the event under another key, and write that one here, or as `name`."
                check_names(self._context, [events[event_name].name], named, selector, advice)
        sent = live(events)
        self._check_events(name, spec, sent, tag, at)
        return Source(
            id=name,
            title=spec.title or name,
            description=(spec.description or "").strip(),
            consent=spec.consent or self._whole.consent or "opt-out",
            discriminator=tag.field,
            by_key=tag.by_key,
            events=events,
            request=request_of(self._context, self._shapes, f"{name}.request", spec.request, any_event(sent, tag)),
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=at,
        )

    def _tag(self, spec: SourceSpec, name: str) -> Tag:
        written = spec.discriminator
        if written is None:
            return Tag()
        field = written if isinstance(written, str) else written.field
        check_names(self._context, [field], self._context.value(spec, "discriminator"), name)
        if isinstance(written, str):
            return Tag(field=written, description=WHICH_EVENT)
        if (written.field is None) == (written.by is None) and not self._context.lacks(written, "field", "by"):
            both = written.field is not None
            self._context.error(
                "discriminator-unclear",
                f"The discriminator has {'both `field` and `by`' if both else 'neither `field` nor `by`'}.",
                at=self._context.key(spec, "discriminator"),
                help="Write `discriminator: FIELD`, or `discriminator: {by: key}`.",
                selector=name,
            )
        return Tag(
            field=written.field or "", by_key=written.by == "key", description=written.description or WHICH_EVENT
        )

    def _check_events(self, name: str, spec: SourceSpec, live: list[Event], tag: Tag, at: Span) -> None:
        if not spec.events and not spec.removed and not self._context.lacks(spec, "events"):
            self._context.error(
                "events-missing",
                f"The source `{name}` has no events.",
                at=at,
                help="Add `events:` with at least one event.",
                selector=name,
            )
        told = tag.field or tag.by_key or self._context.lacks(spec, "discriminator")
        if len(live) > 1 and not told and spec.discriminator is None:
            self._context.error(
                "discriminator-missing",
                f"Nothing tells the {len(live)} events of `{name}` apart.",
                at=at,
                help="Add `discriminator: FIELD` to the source, or `discriminator: {by: key}`.",
                selector=name,
            )
        self._differ_on_the_wire(live, name)

    def _reserved(self, name: str, noun: str, at: Span, advice: str, selector: str) -> None:
        message = f"`{name}` means something else in selectors, so no {noun} can be called so."
        self._context.error("reserved-name", message, at=at, help=advice, selector=selector)

    def _differ_on_the_wire(self, events: list[Event], source: str) -> None:
        first: dict[str, Event] = {}
        for event in events:
            other = first.setdefault(event.name, event)
            if other is not event:
                self._context.error(
                    "event-conflict",
                    f"Two events of `{source}` are sent as `{event.name}`.",
                    at=event.span,
                    help="Give one of them another `name`.",
                    selector=f"{source}.{event.id}",
                    related=(Related(other.span, "The other one is here."),),
                )
