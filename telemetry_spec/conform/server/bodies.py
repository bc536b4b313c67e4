"""Bodies of requests around given events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from telemetry_spec.emit.samples import realistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.model.spec import Event, Source

#: The header of a body that is sent in chunks (RFC 9112, section 7.1).
CHUNKED: Final = ("transfer-encoding", "chunked")


def least(route: Route) -> int:
    """Return the number of events in the smallest request of a route that has any."""
    bounds = batch_bounds(route.source.request.body)
    return max(bounds[0], 1) if bounds is not None else 1


def body_of(source: Source, event: Event, payloads: Sequence[Json]) -> Json:
    """Return the body of a request that holds these payloads of an event; what is around them is realistic."""
    bounds = batch_bounds(source.request.body)
    missing = max(bounds[0] - len(payloads), 0) if bounds is not None and len(payloads) == 1 else 0
    several = [*payloads, *[realistic(event.payload)] * missing]  # one event alone may be too few
    wrapped = [{event.name: payload} for payload in several] if source.by_key else several
    return _filled(source.request.body, cast("list[Json]", wrapped))


def _filled(shape: Shape, payloads: list[Json]) -> Json:
    if shape.type == "event":
        return payloads[0]
    if shape.kind == "array" and shape.items is not None and holds_event(shape.items):
        if shape.items.type == "event":
            return list(payloads)
        return [_filled(shape.items, payloads)]
    if shape.kind == "object":
        return {
            member.name: _filled(member.shape, payloads) if holds_event(member.shape) else _example(member)
            for member in shape.fields
        }
    if shape.kind == "map" and shape.values is not None and holds_event(shape.values):
        made = cast("dict[str, Json]", realistic(shape))
        return {key: _filled(shape.values, payloads) for key in list(made)[:1]}
    return realistic(shape)


def _example(member: Field) -> Json:
    return member.examples[0] if member.examples else realistic(member.shape)


def holds_event(shape: Shape) -> bool:
    """Say whether events lie somewhere within a shape."""
    if shape.type == "event":
        return True
    inner = [member.shape for member in shape.fields]
    inner += [child for child in (shape.items, shape.values, *shape.members) if child is not None]
    return any(map(holds_event, inner))


def batch_bounds(shape: Shape) -> tuple[int, int | None] | None:
    """Return how many events a request may hold, at least and at most, where it may hold several."""
    if shape.kind == "array" and shape.items is not None and shape.items.type == "event":
        limits = shape.constraints
        most = limits.get("max_items")
        return int(cast("int", limits.get("min_items", 0))), None if most is None else int(cast("int", most))
    inner = [member.shape for member in shape.fields]
    inner += [child for child in (shape.items, shape.values, *shape.members) if child is not None]
    return next((found for child in inner if (found := batch_bounds(child)) is not None), None)
