"""Sources and events on the public page: when something is sent, where to, and what it holds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.details import life, limits_of
from telemetry_spec.emit.docs.fields import (
    received_fields,
    received_tables,
    sent_fields,
    shared,
    tables_of,
    tables_of_fields,
)
from telemetry_spec.emit.docs.markdown import code, safe
from telemetry_spec.emit.docs.say import closed, listed
from telemetry_spec.emit.docs.view import Block, EventView, SourceView
from telemetry_spec.emit.samples import realistic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.emit.docs.view import Table
    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import Event, Source, Spec, Trigger

#: Written as escapes in JSON: they are not seen, or turn around what is seen.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


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


def source_view(spec: Spec, source: Source, say: Say) -> SourceView:
    """Make the view of a source that still sends."""
    events = [event for event in source.events.values() if not event.removed]
    common = _Shared.of(events, say)
    return SourceView(
        title=source.title,
        description=source.description,
        note=source.note,
        facts=tuple(_source_facts(spec, source, say)),
        tables=(
            *_request_tables(source, say),
            *tables_of_fields(common.sent, say("every_event"), say("value"), say),
        ),
        received=received_tables(common.received, say("received_every"), say),
        stored=common.stored,
        events=tuple(_event_view(spec, source, event, common, say) for event in events),
    )


def _source_facts(spec: Spec, source: Source, say: Say) -> Iterator[Markup]:
    if source.consent != spec.consent:
        yield say(f"consent_here_{source.consent}")
    if source.request.batch == "many":
        limits = listed(limits_of(source.request.body, say))
        key = "batch" if source.request.envelope else "batch_alone"
        yield say(key, limits=safe(f": {limits}") if limits else "")
    yield from life(source, say)


def _request_tables(source: Source, say: Say) -> tuple[Table, ...]:
    request = source.request
    found = tables_of(request.body, say("body"), say) if request.envelope else ()
    found += tables_of_fields(request.headers, say("headers"), say("header"), say)
    return found + tables_of_fields(request.query, say("query"), say("parameter"), say)


def _event_view(spec: Spec, source: Source, event: Event, common: _Shared, say: Say) -> EventView:
    elsewhere = {member.name for member in common.sent}
    added = [member for member in received_fields(event) if member.name not in {one.name for one in common.received}]
    return EventView(
        title=event.title,
        description=event.description,
        note=event.note,
        facts=tuple(_event_facts(spec, source, event, say)),
        when=tuple(when(trigger, say) for trigger in event.triggers),
        tables=tables_of(event.payload, say("payload_more" if elsewhere else "payload"), say, elsewhere),
        nothing=say("no_more_fields" if elsewhere else "no_fields"),
        received=received_tables(added, say("received_more" if common.received else "received"), say),
        stored=() if common.stored else _stored(event, say),
        samples=tuple(_samples(source, event, say)),
    )


def _event_facts(spec: Spec, source: Source, event: Event, say: Say) -> Iterator[Markup]:
    targets = [code(spec.destinations[name].url) for name in event.destinations]
    if targets:
        yield say("sent_to", targets=listed(targets))
    if source.by_key:
        yield say("by_key", name=code(event.name))
    if event.payload.open:
        yield say("open", reason=closed(event.payload.open))
    if event.retention:
        yield say("retention", retention=closed(event.retention))
    yield from life(event, say)


def when(trigger: Trigger, say: Say) -> Markup:
    """Say in words when an event is sent, such as `30 seconds after startup, at most once a day`."""
    every, delay = say.duration(trigger.every), say.duration(trigger.delay)
    key = ("every_after" if delay else "every") if every else f"{'after' if delay else 'on'}_{trigger.on}"
    words = say(key, every=every, delay=delay)
    if trigger.jitter:
        words += say("jitter")
    if trigger.limit:
        words += say("limit", limit=trigger.limit.strip().removesuffix("."))
    more = [closed(trigger.note)] if trigger.note else []
    if trigger.condition:
        more.insert(0, say("condition", condition=closed(trigger.condition)))
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
    return (say(key, values=listed(code(name) for name in dropped)),) if dropped else ()


def _samples(source: Source, event: Event, say: Say) -> Iterator[Block]:
    """Yield what is sent and what is stored: the published samples, or else one made of the examples."""
    sent = "sample_event" if source.request.batch == "many" else "sample_payload"
    for stored, key in ((False, sent), (True, "sample_row")):
        published = [sample for sample in event.samples if sample.stored == stored]
        for sample in published:
            caption = say("sample_of", kind=say(key), title=sample.title) if sample.title else say(key)
            yield _block(caption, sample.value)
        shape = event.row if stored else event.payload
        if published or (stored and not event.received and event.row == event.payload):
            continue
        value = realistic(shape)
        caption = say("sample_made", kind=say(key))
        yield _block(caption, {event.name: value} if source.by_key and not stored else value)


def _block(caption: Markup, value: Json) -> Block:
    written = json.dumps(value, ensure_ascii=False, indent=2)
    return Block(caption=caption, text=_UNSEEN.sub(_escape, written), language="json")


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def gone(spec: Spec, say: Say) -> Iterator[Markup]:
    """Yield which sources and events are no longer sent."""
    for source in spec.sources.values():
        if source.removed:
            yield say("gone_since", title=source.title, version=source.removed)
            continue
        for event in source.events.values():
            if event.removed:
                title = say("part_event", event=event.title, source=source.title)
                yield say("gone_since", title=title, version=event.removed)
