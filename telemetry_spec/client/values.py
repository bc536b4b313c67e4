"""What conditions of opt-outs look at in a payload, and which of its fields are stopped alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.selector import covers, event_selector, join
from telemetry_spec.optouts.decide import decide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.model.shape import Json, Path, Shape
    from telemetry_spec.model.spec import Event, Source, Spec
    from telemetry_spec.optouts.base import World


def values_in(source: Source, event: Event, payload: Json) -> dict[str, Json]:
    """Return the single values in a payload by the selectors of their fields. Values in lists have no selector."""
    return dict(_values(event.payload, payload, (source.id, event.id)))


def _values(shape: Shape, value: Json, at: Path) -> Iterator[tuple[str, Json]]:
    if not isinstance(value, dict):
        return
    for member in shape.fields:
        if member.name in value:
            inner, here = value[member.name], (*at, member.id)
            if isinstance(inner, dict):
                yield from _values(member.shape, inner, here)
            elif not isinstance(inner, list):
                yield join(*here), inner


def stopped_fields(
    spec: Spec, source: Source, event: Event, world: World, values: Mapping[str, Json]
) -> frozenset[str]:
    """Return the selectors of parts of an event, or of its request, that are off, where the event itself is on."""
    whole = (event_selector(source, event), join(source.id, "request"))
    parts = {
        stop.selector
        for opt_out in spec.opt_outs.values()
        for stop in opt_out.disables
        if any(covers(outer, stop.selector) for outer in whole)
    }
    return frozenset(part for part in parts if not decide(spec, part, world, values).on)
