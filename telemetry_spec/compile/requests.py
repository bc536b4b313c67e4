"""Whole requests: the body around events, headers and query values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec.compile.fields import UNKNOWN_FIELD, UNKNOWN_TYPE
from telemetry_spec.language.fields import ShapeSpec
from telemetry_spec.model.finding import Related
from telemetry_spec.model.shape import Shape, walk
from telemetry_spec.model.spec import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.compile.context import Context
    from telemetry_spec.compile.events import Tag
    from telemetry_spec.compile.shapes import Shapes
    from telemetry_spec.language.sources import RequestSpec
    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Event


_SLOT: Final = 'Give one field of the body the type `event`, or `"event[]"` for a list of events.'
_BARE: Final = 'Write `body: {type: "event[]"}` for a list of events, or `body: {type: event}` for one.'


def request_of(context: Context, shapes: Shapes, selector: str, spec: RequestSpec | None, event: Shape) -> Request:
    """Compile a request. `event` is the shape of one event, whichever it is; without a spec, that is the body."""
    if spec is None:
        return Request(body=event, headers=(), query=(), batch="one", envelope=False)
    body = _body(context, shapes, selector, spec, event)
    return Request(
        body=body,
        headers=_carried(context, shapes, selector, spec, "headers"),
        query=_carried(context, shapes, selector, spec, "query"),
        batch=_batch(body),
        envelope=body.type != "event" and not (body.items is not None and body.items.type == "event"),
    )


def any_event(events: Sequence[Event], tag: Tag) -> Shape:
    """Return the shape of one event of a source, whichever it is."""
    members = tuple(event.payload for event in events)
    if len(events) == 1 and not tag.by_key:
        return replace(members[0], type="event")
    return Shape(
        type="event",
        kind="variants",
        members=members,
        tag="" if tag.by_key else tag.field,
        tags=tuple(event.name for event in events),
    )


def _body(context: Context, shapes: Shapes, selector: str, spec: RequestSpec, event: Shape) -> Shape:
    at = context.key(spec, "body")
    shapes.event, shapes.event_uses = event, 0
    body = shapes.shape(spec.body or ShapeSpec(type="event"), selector, at)
    uses, shapes.event, shapes.event_uses = shapes.event_uses, None, 0
    incomplete = body.type == UNKNOWN_TYPE or any(member is UNKNOWN_FIELD for _, member in walk(body, events=False))
    if uses != 1 and not incomplete:
        context.error(
            "event-slot",
            f"The body holds the type `event` {f'{uses} times' if uses else 'nowhere'}, and has to hold it once.",
            at=at,
            help=_SLOT if body.fields else _BARE,
            selector=selector,
        )
    return body


def _carried(
    context: Context, shapes: Shapes, selector: str, spec: RequestSpec, where: Literal["headers", "query"]
) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for name, value in (getattr(spec, where) or {}).items():
        at = context.key(spec, where, name)
        member = shapes.objects.field(name, value, f"{selector}.{where}", at)
        if member.shape.type != UNKNOWN_TYPE and (member.shape.kind != "string" or member.shape.nullable):
            context.error(
                "carried-not-text",
                f"A {'header' if where == 'headers' else 'query value'} is a text, and never null.",
                at=at,
                help="Use a text type, such as `string`, `integer_string`, `boolean_string` or `uuid`.",
                selector=f"{selector}.{where}.{name}",
            )
        # Headers are the same whatever their case (RFC 9110, section 5.1).
        other = found.setdefault(name.lower() if where == "headers" else name, member)
        if other is not member:
            context.error(
                "field-conflict",
                f"The header `{name}` is declared twice: case makes no difference.",
                at=at,
                help="Take one of them out.",
                selector=f"{selector}.{where}.{name}",
                related=(Related(other.span, "The other one is here."),),
            )
    return tuple(found.values())


def _batch(shape: Shape) -> Literal["one", "many"]:
    if shape.items is not None and shape.items.type == "event":
        return "many"
    if shape.type == "event":
        return "one"
    inner = [member.shape for member in shape.fields]
    inner += [child for child in (shape.items, shape.values, *shape.members) if child is not None]
    return "many" if any(_batch(child) == "many" for child in inner) else "one"
