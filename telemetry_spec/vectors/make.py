"""All vectors of an event or of a source: edits of a steady value and raw texts, each held against the verdict."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from telemetry_spec.check.explain import violations
from telemetry_spec.check.parse import parse
from telemetry_spec.model.identity import ByIdentity
from telemetry_spec.model.selector import event_selector, join
from telemetry_spec.vectors import raw
from telemetry_spec.vectors.edit import Edit, Place, itself, right
from telemetry_spec.vectors.editor import Editor
from telemetry_spec.vectors.frames import frame_of
from telemetry_spec.vectors.obligations import unmet
from telemetry_spec.vectors.steady import steady
from telemetry_spec.vectors.vector import Frame, Vector, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Event, Source, Spec
    from telemetry_spec.vectors.obligations import Obligation
    from telemetry_spec.vectors.raw import Raw

#: A vector is to be sent over a wire and kept in a file: one that would be larger is left out.
MAX_BYTES = 1_000_000


def selectors(spec: Spec) -> tuple[str, ...]:
    """Return what there are vectors of: each source that is sent, followed by its events."""
    found = []
    for source in spec.live_sources():
        found.append(source.id)
        found += [event_selector(source, event) for event in source.live_events()]
    return tuple(found)


def vectors_of(spec: Spec, part: str | Event | Source) -> tuple[Vector, ...]:
    """Return the vectors of an event's payload, or of a source's whole request body.

    Those of a body are about what is around the events; `frame` makes bodies of the vectors of payloads. Headers and
    query values are in neither. `part` may be a selector: `source.event` or `source`.

    Raises:
        KeyError: It is not a part of the spec that is sent.
    """
    return _vectors(ByIdentity(spec), _selector(spec, part))


def unshown(spec: Spec, part: str | Event | Source) -> list[Obligation]:
    """Return the obligations of a part that none of its vectors shows: constraints that never decide alone, mostly.

    Raises:
        KeyError: It is not a part of the spec that is sent.
    """
    select = _selector(spec, part)
    source, event = _part(spec, select)
    vectors = vectors_of(spec, select)
    if event is None:
        return unmet(source.request.body, _request(source).selector, vectors, events=False)
    return unmet(event.payload, select, vectors)


def _request(source: Source) -> Place:
    return Place(join(source.id, "request"))


def frame(spec: Spec, part: str | Event | Source) -> Frame:
    """Return what makes a request body of a payload of an event. Of a whole body it is nothing.

    Raises:
        KeyError: It is not a part of the spec that is sent.
    """
    source, event = _part(spec, _selector(spec, part))
    return Frame() if event is None else frame_of(spec, source, event)


@lru_cache(maxsize=256)
def _vectors(key: ByIdentity[Spec], select: str) -> tuple[Vector, ...]:
    source, event = _part(key.held, select)
    if event is not None:
        return tuple(_checked(event.payload, _of_event(key.held, select, event)))
    return tuple(_checked(source.request.body, _of_source(key.held, source)))


def _selector(spec: Spec, part: str | Event | Source) -> str:
    if isinstance(part, str):
        return part
    for source in spec.live_sources():
        if part is source:
            return source.id
    return next((event_selector(source, event) for source, event in spec.live_events() if event is part), part.id)


def _part(spec: Spec, select: str) -> tuple[Source, Event | None]:
    for source in spec.live_sources():
        if select == source.id:
            return source, None
        for event in source.live_events():
            if select == event_selector(source, event):
                return source, event
    raise KeyError(select)


def _of_event(spec: Spec, select: str, event: Event) -> Iterator[Vector]:
    place = Place(select)
    make = steady(spec)
    value = make.value(event.payload)
    for edit in (*_whole(spec, place, event.payload, value), *Editor(make).edits(event.payload, value, place)):
        yield _from_edit(edit)
    assert isinstance(value, dict)  # noqa: S101  a payload is an object
    yield from (_from_raw(select, one) for one in raw.of_payload(event.payload, value))


def _of_source(spec: Spec, source: Source) -> Iterator[Vector]:
    place = _request(source)
    make = steady(spec)
    body = source.request.body
    value = make.value(body)
    for edit in (*_whole(spec, place, body, value), *Editor(make, events=False).edits(body, value, place)):
        yield _from_edit(edit)
    yield from (_from_raw(place.selector, one) for one in raw.of_body(written(value)))


def _whole(spec: Spec, place: Place, shape: Shape, value: Json) -> Iterator[Edit]:
    yield right(place, "whole", "full", "has every field", value, itself)
    yield right(
        place, "whole", "minimal", "has as little as is allowed", steady(spec, minimal=True).value(shape), itself
    )


def _from_edit(edit: Edit) -> Vector:
    return Vector(
        id=edit.id,
        valid=edit.valid,
        level=edit.level,
        selector=edit.place.selector,
        pointer=edit.pointer,
        keyword=edit.keyword,
        description=f"{_subject(edit.place)} {edit.words}.",
        text=written(edit.apply()),
    )


def _subject(place: Place) -> str:
    """Return what a sentence about a place begins with."""
    inner = {":items": "An item of ", ":keys": "A key of "}.get(place.mark, "")
    return f"{inner}`{place.selector}`"


def _from_raw(selector: str, one: Raw) -> Vector:
    return Vector(
        id=f"{selector}/json/{one.operator}",
        valid=not one.keyword,
        level=one.level,
        selector=selector,
        pointer=one.pointer,
        keyword=one.keyword,
        description=f"{'In the' if one.words.startswith('`') else 'The'} text of `{selector}` {one.words}.",
        text=one.text,
        is_raw=True,
    )


def _checked(shape: Shape, vectors: Iterable[Vector]) -> Iterator[Vector]:
    """Yield the vectors whose verdict is as they say: right, or one violation at the place and of the keyword named."""
    seen = set()
    for vector in vectors:
        expected = [] if vector.valid else [(vector.pointer, vector.keyword)]
        if vector.id not in seen and len(vector.text) <= MAX_BYTES and verdict(shape, vector.text) == expected:
            seen.add(vector.id)
            yield vector


def verdict(shape: Shape, text: bytes) -> list[tuple[str, str]]:
    """Return what is wrong with a text: pointers and keywords, or where it is no proper JSON the codes of `check`."""
    parsed = parse(text)
    if parsed.faults:
        return [(fault.pointer, fault.code) for fault in parsed.faults]
    return [(one.pointer, one.keyword) for one in violations(shape, parsed.value)]
