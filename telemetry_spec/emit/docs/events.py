"""Sources and events on the public page: when something is sent, where to, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.anchors import anchor
from telemetry_spec.emit.docs.details import life, limits_of
from telemetry_spec.emit.docs.fields import (
    Within,
    gone_tables,
    received_fields,
    received_tables,
    sent_fields,
    shared,
    tables_of,
    tables_of_fields,
)
from telemetry_spec.emit.docs.formats.base import safe
from telemetry_spec.emit.docs.names import moment
from telemetry_spec.emit.docs.samples import EVERY, Samples, cases
from telemetry_spec.emit.docs.say import capital
from telemetry_spec.emit.docs.view import EventView, GoneView, SourceView
from telemetry_spec.model.selector import event_selector, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from telemetry_spec.emit.docs.names import Names
    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.emit.docs.view import Table
    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Event, Source, Spec, Trigger


@dataclass(frozen=True, slots=True)
class _Shared:
    """What every event of a source has, where there are several: fields sent, fields added, sentences on storage."""

    sent: tuple[Field, ...]
    received: tuple[Field, ...]
    stored: tuple[Markup, ...]

    @classmethod
    def of(cls, events: Sequence[Event], say: Say) -> _Shared:
        """Find what is the same for all of these events."""
        stored = {_stored(event, say) for event in events}
        return cls(
            sent=shared([sent_fields(event) for event in events], say),
            received=shared([received_fields(event) for event in events], say),
            stored=stored.pop() if len(stored) == 1 < len(events) else (),
        )


def source_view(spec: Spec, source: Source, names: Names) -> SourceView:
    """Make the view of a source that still sends."""
    say = names.say
    events = source.live_events()
    common = _Shared.of(events, say)
    every = Within(say, spec.product, (source.id, EVERY))
    return SourceView(
        id=source.id,
        title=source.title,
        anchor=anchor(spec.product, join(source.id)),
        description=source.description,
        note=source.note,
        facts=tuple(_source_facts(spec, source, say)),
        tables=(
            *_request_tables(spec, source, say),
            *tables_of_fields(common.sent, say("every_event"), "value", every),
        ),
        received=received_tables(common.received, say("received_every"), every),
        stored=common.stored,
        events=tuple(_event_view(source, event, common, names) for event in events),
    )


def event_alone(source: Source, event: Event, names: Names) -> EventView:
    """Make the view of an event that stands without its source: with all that is sent with it."""
    view = _event_view(source, event, _Shared((), (), ()), names)
    return replace(view, tables=(*_request_tables(names.spec, source, names.say), *view.tables))


def _source_facts(spec: Spec, source: Source, say: Say) -> Iterator[Markup]:
    if source.consent != spec.consent:
        yield say(f"consent_here_{source.consent}")
    if source.request.batch == "many":
        limits = say.listed(limits_of(source.request.body, say))
        key = "batch" if source.request.envelope else "batch_alone"
        yield say(key, limits=safe(f": {limits}") if limits else "")
    yield from life(source, say)


def _request_tables(spec: Spec, source: Source, say: Say) -> tuple[Table, ...]:
    request = source.request
    within = Within(say, spec.product, (source.id, "request"))
    headers = Within(say, spec.product, (*within.steps, "headers"))
    query = Within(say, spec.product, (*within.steps, "query"))
    found = tables_of(request.body, say("body"), within) if request.envelope else ()
    found += tables_of_fields(request.headers, say("headers"), "header", headers)
    return found + tables_of_fields(request.query, say("query"), "parameter", query)


def _event_view(source: Source, event: Event, common: _Shared, names: Names) -> EventView:
    say, spec = names.say, names.spec
    elsewhere = {member.name for member in common.sent}
    added = [member for member in received_fields(event) if member.name not in {one.name for one in common.received}]
    within = Within(say, spec.product, (source.id, event.id))
    samples = Samples(source, event, within, frozenset(member.id for member in (*common.sent, *common.received)))
    return EventView(
        id=event.id,
        title=event.title,
        anchor=anchor(spec.product, event_selector(source, event)),
        description=event.description,
        note=event.note,
        facts=tuple(_event_facts(spec, source, event, say)),
        when=tuple(when(trigger, say) for trigger in event.triggers),
        tables=tables_of(event.payload, say("payload_more" if elsewhere else "payload"), within, elsewhere),
        nothing=say("no_more_fields" if elsewhere else "no_fields"),
        received=received_tables(added, say("received_more" if common.received else "received"), within),
        stored=() if common.stored else _stored(event, say),
        samples=samples.blocks(),
        cases=tuple(cases(samples, names)),
    )


def _event_facts(spec: Spec, source: Source, event: Event, say: Say) -> Iterator[Markup]:
    targets = [say.code(spec.destinations[name].url) for name in event.destinations]
    if targets:
        yield say("sent_to", targets=say.listed(targets))
    if source.by_key:
        yield say("by_key", name=say.code(event.name))
    if event.payload.open:
        yield say("open", reason=say.closed(event.payload.open))
    if event.retention:
        yield say("retention", retention=say.closed(event.retention))
    yield from life(event, say)


def when(trigger: Trigger, say: Say) -> Markup:
    """Say in words when an event is sent, such as `30 seconds after startup, at most once a day`."""
    every, delay = say.duration(trigger.every), say.duration(trigger.delay)
    words = capital(say(moment(trigger), every=every, delay=delay))
    if trigger.jitter:
        words += say("jitter")
    if trigger.limit:
        words += say("limit", limit=trigger.limit.strip().removesuffix("."))
    more = [say.closed(trigger.note)] if trigger.note else []
    if trigger.condition:
        more.insert(0, say("condition", condition=say.closed(trigger.condition)))
    return safe(". ").join((words, safe(" ").join(more))) if more else words


def _stored(event: Event, say: Say) -> tuple[Markup, ...]:
    """Say which values are not stored. Of the others the spec does not say that all of them are."""
    kept = {member.name for member in event.row.fields}
    dropped = [
        member.name
        for member in (*event.payload.fields, *event.received)
        if member.name not in kept and not member.removed
    ]
    key = "not_stored" if len(dropped) == 1 else "not_stored_several"
    return (say(key, values=say.listed(say.code(name) for name in dropped)),) if dropped else ()


def gone(spec: Spec, say: Say) -> Iterator[GoneView]:
    """Yield which sources and events are no longer sent, with what they held."""
    for source in spec.sources.values():
        if source.removed:
            yield GoneView(
                text=say("gone_since", title=source.title, version=source.removed),
                anchor=anchor(spec.product, join(source.id)),
                tables=(),
            )
        for event in source.events.values():
            if event.removed or source.removed:
                within = Within(say, spec.product, (source.id, event.id))
                title = say("part_event", event=event.title, source=source.title)
                yield GoneView(
                    text=say("gone_since", title=title, version=event.removed or source.removed),
                    anchor=anchor(spec.product, event_selector(source, event)),
                    tables=gone_tables((*sent_fields(event), *event.received), within),
                )
