"""The document of a product: every part of the spec that concerns the public, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.emit.telemetry_json import parts
from telemetry_spec.emit.telemetry_json.fields import Spot, events_at, field_part, spots, state, step, value
from telemetry_spec.model.selector import event_selector, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.model.change import Release
    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Event, OptOut, Source, Spec, Stop


def document_of(spec: Spec, history: Sequence[Release]) -> parts.Document:
    """Return the document of a product with the versions of its spec, newest first."""
    return parts.Document(
        schema_=parts.SCHEMA_ID,
        format=parts.FORMAT,
        product=spec.product,
        title=spec.title,
        version=spec.version,
        consent=spec.consent,
        notice=parts.Notice(**_same(spec.notice, parts.Notice)),
        sources=[_source(source) for source in spec.sources.values()],
        destinations=[parts.Destination(**_same(one, parts.Destination)) for one in spec.destinations.values()],
        opt_outs=[_opt_out(one) for one in spec.opt_outs.values()],
        never_collected=[parts.Promise(**_same(one, parts.Promise)) for one in spec.never_collected],
        third_parties=[
            parts.ThirdParty(**_same(one, parts.ThirdParty), state=state(one)) for one in spec.third_parties.values()
        ],
        options=[parts.Option(**_same(one, parts.Option)) for one in spec.options.values()],
        history=[_release(one) for one in history],
        note=spec.note,
    )


def _same(one: object, part: type[parts.Part]) -> dict[str, Any]:
    """Return what a part of the spec and a part of the document call alike. Tuples become lists."""
    found = {name: getattr(one, name) for name in part.model_fields if hasattr(one, name)}
    return {name: list(held) if isinstance(held, tuple) else held for name, held in found.items()}


def _source(source: Source) -> parts.Source:
    own = {**_same(source, parts.Source), "batch": source.request.batch}
    own["events"] = [_event(source, event) for event in source.events.values()]
    own["request"] = list(_request(source))
    return parts.Source(**own, state=state(source))


def _request(source: Source) -> Iterator[parts.FieldPart]:
    """Yield what a request carries besides events."""
    request = source.request
    gone = Spot(removed=source.removed, always=not source.removed)
    for spot, member in spots(request.body, gone, events=False):
        yield field_part(member, join(source.id, "request", *spot.ids), "body", spot)
    for member in request.headers:
        yield field_part(member, join(source.id, "request", "headers", member.id), "header", gone.field(member))
    for member in request.query:
        yield field_part(member, join(source.id, "request", "query", member.id), "query", gone.field(member))


def _event(source: Source, event: Event) -> parts.Event:
    removed = source.removed or event.removed
    gone = Spot(removed=removed, always=not removed)
    fields = [
        field_part(member, join(source.id, event.id, *spot.ids), "payload", spot)
        for spot, member in spots(event.payload, gone)
    ]
    received = [
        field_part(member, join(source.id, event.id, member.id), "received", gone.field(member))
        for member in event.received
    ]
    stored = list(_stored(source, event))
    kept = {one.selector for one in stored}
    own = _same(event, parts.Event) | {
        "selector": event_selector(source, event),
        "path": _path(source, event),
        "triggers": [parts.Trigger(**_same(one, parts.Trigger)) for one in event.triggers],
        "fields": fields,
        "received": received,
        "stored": stored,
        "not_stored": [one.selector for one in (*fields, *received) if one.selector not in kept and not one.removed],
        "samples": [
            parts.Sample(part="row" if one.stored else "payload", title=one.title, value=one.value)
            for one in event.samples
        ],
        "state": state(event, removed),
        "removed": removed,
        "open": event.payload.open,
    }
    return parts.Event(**own)


def _path(source: Source, event: Event) -> str:
    """Return where an event lies in the body. The body has no place for an event that is no longer sent."""
    if source.removed or event.removed:
        return ""
    return events_at(source.request.body) + (step(event.name) if source.by_key else "")


def _stored(source: Source, event: Event) -> Iterator[parts.Stored]:
    for spot, member in spots(event.row):
        if not spot.removed:
            yield _row(member, join(source.id, event.id, *spot.ids), spot)


def _row(member: Field, selector: str, spot: Spot) -> parts.Stored:
    return parts.Stored(
        **value(member.shape), selector=selector, path=spot.path, when=list(spot.when), always=spot.always
    )


def _opt_out(one: OptOut) -> parts.OptOut:
    own = _same(one, parts.OptOut) | {
        "settings": dict(one.settings),
        "instruction": parts.Instruction(**_same(one.instruction, parts.Instruction)),
        "disables": [_stop(stop) for stop in one.disables],
        "state": state(one),
    }
    return parts.OptOut(**own)


def _stop(stop: Stop) -> parts.Stop:
    when = None
    if stop.when is not None:
        when = parts.WhenField(selector=stop.when.selector, equals=stop.when.value)
    return parts.Stop(selector=stop.selector, when=when, note=stop.note)


def _release(one: Release) -> parts.Release:
    changes = [parts.Change(**_same(change, parts.Change)) for change in one.changes]
    return parts.Release(version=one.version, date=one.date, changes=changes)
