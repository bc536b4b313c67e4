"""From a payload to a whole request body: the right envelope around it, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.shape import children
from telemetry_spec.vectors.steady import Steady, steady
from telemetry_spec.vectors.vector import Frame, written

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Event, Source, Spec

_SLOT = "\u0000payload\u0000"


def frame_of(spec: Spec, source: Source, event: Event) -> Frame:
    """Return what stands around the payload of an event in a request body. Headers and query are no part of it."""
    slot = written(_SLOT)
    text = written(steady(spec, kind=_Framing).value(source.request.body))
    if source.by_key:
        text = text.replace(slot, written({event.name: _SLOT}))
    before, _, after = text.partition(slot)
    # A list that has to hold several events holds right ones beside the payload.
    return Frame(before, after.replace(slot, written(steady(spec).value(event.payload))))


class _Framing(Steady):
    """Makes a request body with a slot in the place of each event."""

    __slots__ = ()

    def value(self, shape: Shape) -> Json:
        """Return a value of a shape, the slot for an event."""
        return _SLOT if shape.type == "event" else super().value(shape)

    def union(self, shape: Shape) -> Json:
        """Return a value of the member that holds an event, where one does."""
        return self.value(next((member for member in shape.members if _holds_event(member)), shape.members[0]))


def _holds_event(shape: Shape) -> bool:
    inner = [*(member.shape for member in shape.fields), *(child for _, child in children(shape))]
    return shape.type == "event" or any(map(_holds_event, inner))
