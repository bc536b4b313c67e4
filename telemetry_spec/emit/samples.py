"""Sample payloads and rows: a minimal, a full and a realistic one for each event."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.emit._values import Maker
from telemetry_spec.emit.base import Options, json_bytes
from telemetry_spec.model.selector import event_selector
from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Event, Source, Spec


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:  # noqa: ARG001  every output has this signature
    """Yield the samples of each event, as sent and as stored, and of each whole request body."""
    folder = f"{spec.product}/samples"
    for source, event in spec.live_events():
        for part, shape in (("payload", event.payload), ("row", event.row)):
            likely = published(event, stored=part == "row")
            yield from _files(f"{folder}/{source.id}.{event.id}.{part}", shape, likely)
    for source in spec.live_sources():
        body = source.request.body
        yield from _files(f"{folder}/{source.id}.request", body, realistic(body))


def _files(name: str, shape: Shape, likely: Json) -> Iterator[tuple[str, bytes]]:
    yield f"{name}.minimal.json", json_bytes(minimal(shape))
    yield f"{name}.full.json", json_bytes(full(shape))
    yield f"{name}.realistic.json", json_bytes(likely)


def minimal(shape: Shape) -> Json:
    """Return the smallest value that a shape allows: optional fields left out, nullable ones null."""
    return Maker(random.Random(0), optional=0.0, null=1.0).value(shape)  # noqa: S311  samples, not secrets


def full(shape: Shape) -> Json:
    """Return a value with every declared field, none of them null."""
    return Maker(random.Random(0), optional=1.0, null=0.0, items=1).value(shape)  # noqa: S311  samples, not secrets


def blank(shape: Shape) -> Json:
    """Return a value with every declared field, and in each zero, the empty text, false or nothing where allowed."""
    return Maker(random.Random(0), optional=1.0, null=0.0, items=0, blank=True).value(shape)  # noqa: S311  samples, not secrets


def realistic(shape: Shape) -> Json:
    """Return a value built from the examples of the spec."""
    declared = [member.examples[0] for _, member in walk(shape) if member.examples]
    rng = random.Random(0)  # noqa: S311  samples, not secrets
    return Maker(rng, optional=1.0, null=0.0, items=1, examples=1.0, shown=declared).value(shape)


def published(event: Event, *, stored: bool) -> Json:
    """Return the sample that the spec gives for an event, or a realistic one."""
    for sample in event.samples:
        if sample.stored == stored:
            return sample.value
    return realistic(event.row if stored else event.payload)


def stream(spec: Spec, select: str = "", seed: int = 0) -> Iterator[Json]:
    """Yield random values without end: request bodies, or with `source.event` selected, payloads of that event.

    The same seed gives the same values. No text looks like one that the spec promises never to collect.
    """
    shapes = selected_shapes(spec, select)
    rng = random.Random(seed)  # noqa: S311  samples, not secrets
    names = dict.fromkeys(name for promise in spec.never_collected for name in promise.forbids)
    maker = Maker(rng, examples=0.3, avoid=tuple(valueclasses.get(name).finds for name in names))
    while shapes:
        yield maker.value(shapes[rng.randrange(len(shapes))])


def selected_shapes(spec: Spec, select: str) -> list[Shape]:
    """Return what a selector stands for: request bodies of sources, or the payload of one event."""
    events = {event_selector(source, event): event for source, event in spec.live_events()}
    if select in events:
        return [events[select].payload]
    return [source.request.body for source in _sources(spec, select)]


def _sources(spec: Spec, select: str) -> list[Source]:
    return [source for source in spec.live_sources() if select in ("", source.id)]
