"""The strategies that a test uses. What they draw is what `telemetry-spec check` accepts, or refuses."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from hypothesis import strategies as st

from telemetry_spec import registry, valueclasses
from telemetry_spec.check import coverage
from telemetry_spec.check.forbidden import Forbidden
from telemetry_spec.check.places import fields_in
from telemetry_spec.model.identity import ByIdentity
from telemetry_spec.model.selector import canonical, event_selector, join
from telemetry_spec.model.shape import Shape
from telemetry_spec.testing._shapes import strategy
from telemetry_spec.vectors import breaks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from hypothesis.strategies import DrawFn, SearchStrategy

    from telemetry_spec.check.coverage import Coverage, Key
    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import Destination, Source, Spec
    from telemetry_spec.valueclasses.base import ValueClass
    from telemetry_spec.vectors.edit import Edit

    Part = Literal["payload", "row", "body"]


class NoSuchPartError(LookupError):
    """A spec has no source or event of that name. The text says so, with the nearest name there is."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that is wrong in one place.

    It violates `keyword`, as JSON Schema names it, at `pointer` (RFC 6901; for an absent field the object that lacks
    it), and nothing else. `description` says in a clause what became of the place: `is one character too long`.
    """

    value: Json
    pointer: str
    keyword: str
    description: str


def payloads(spec: Spec, event: str) -> SearchStrategy[Any]:
    """Return payloads of an event (`source.event`), as the client sends them, without what is around them.

    Raises:
        NoSuchPartError: The spec has no such event, or it is removed.
    """
    return _values(ByIdentity(spec), _named(event, _events(spec), "event"), "payload")


def rows(spec: Spec, event: str) -> SearchStrategy[Any]:
    """Return rows of an event (`source.event`), as they are stored.

    Raises:
        NoSuchPartError: The spec has no such event, or it is removed.
    """
    return _values(ByIdentity(spec), _named(event, _events(spec), "event"), "row")


def bodies(spec: Spec, source: str) -> SearchStrategy[Any]:
    """Return whole request bodies of a source, before they are encoded: an event, a list of them, or an envelope.

    Raises:
        NoSuchPartError: The spec has no such source, or it is removed.
    """
    return _values(ByIdentity(spec), _named(source, _sources(spec), "source"), "body")


def requests(spec: Spec, source: str) -> SearchStrategy[Any]:
    """Return whole requests of a source, as `telemetry-spec check --requests` reads them.

    Each is an object with `url`, `method`, `headers`, `query` and `body`, the last one before it is encoded. Without
    `url` and `method` where the spec does not say where the source sends.

    Raises:
        NoSuchPartError: The spec has no such source, or it is removed.
    """
    return _requests(ByIdentity(spec), _named(source, _sources(spec), "source"))


def broken_payloads(spec: Spec, event: str) -> SearchStrategy[Broken]:
    """Return payloads of an event that are wrong in one place.

    Raises:
        NoSuchPartError: The spec has no such event, or it is removed.
    """
    return _broken(ByIdentity(spec), _named(event, _events(spec), "event"), "payload")


def broken_rows(spec: Spec, event: str) -> SearchStrategy[Broken]:
    """Return rows of an event that are wrong in one place.

    Raises:
        NoSuchPartError: The spec has no such event, or it is removed.
    """
    return _broken(ByIdentity(spec), _named(event, _events(spec), "event"), "row")


def broken_bodies(spec: Spec, source: str) -> SearchStrategy[Broken]:
    """Return request bodies of a source that are wrong in one place.

    Raises:
        NoSuchPartError: The spec has no such source, or it is removed.
    """
    return _broken(ByIdentity(spec), _named(source, _sources(spec), "source"), "body")


@lru_cache(maxsize=1024)
def _values(key: ByIdentity[Spec], selector: str, part: Part) -> SearchStrategy[Any]:
    shape, seen = _shape(key.held, selector, part)
    return strategy(shape, _forbidden(key.held, seen))


@lru_cache(maxsize=1024)
def _broken(key: ByIdentity[Spec], selector: str, part: Part) -> SearchStrategy[Broken]:
    shape, _ = _shape(key.held, selector, part)
    values = _values(key, selector, part)

    @st.composite
    def broken(draw: DrawFn) -> Broken:
        value = draw(values)
        kinds: dict[str, list[Edit]] = {}
        for edit in breaks(shape, value, random.Random(0)):  # noqa: S311  test data, no secrets
            kinds.setdefault(edit.keyword, []).append(edit)
        edits = kinds[draw(st.sampled_from(sorted(kinds)))]
        edit = draw(st.sampled_from(sorted(edits, key=lambda one: len(one.steps))))
        return Broken(copy.deepcopy(edit.apply()), edit.pointer, edit.keyword, edit.words)

    return broken()


@lru_cache(maxsize=1024)
def _requests(key: ByIdentity[Spec], selector: str) -> SearchStrategy[Any]:
    spec, source = key.held, _sources(key.held)[selector]
    values = _values(key, selector, "body")
    headers, query = (_carried(spec, source, where) for where in ("headers", "query"))
    places = {name: spec.destinations[name] for event in source.events.values() for name in event.destinations}
    if places:
        values = values.filter(lambda drawn: bool(_destinations(source, places, drawn)))

    @st.composite
    def request(draw: DrawFn) -> dict[str, Json]:
        body = draw(values)
        found: dict[str, Json] = {}
        if places:
            place = draw(st.sampled_from(_destinations(source, places, body)))
            found = {"url": place.url, "method": place.method}
        return {**found, "headers": draw(headers), "query": draw(query), "body": body}

    return request()


def _destinations(source: Source, places: dict[str, Destination], body: Json) -> list[Destination]:
    """Return where all events of a body may go."""
    names = {place.event for place in fields_in(source.request.body, body)}
    events = [event for event in source.live_events() if event.name in names]
    return [one for name, one in places.items() if all(name in event.destinations for event in events)]


def _carried(spec: Spec, source: Source, where: Literal["headers", "query"]) -> SearchStrategy[Any]:
    fields: tuple[Field, ...] = getattr(source.request, where)
    around = join(source.id, "request", where)
    shape = Shape(type="object", kind="object", fields=fields)
    return strategy(shape, _forbidden(spec, coverage.of_shape(shape, around)))


def _forbidden(spec: Spec, seen: Coverage) -> Callable[[Key], tuple[ValueClass, ...]]:
    forbidden = Forbidden(spec)

    def classes(key: Key) -> tuple[ValueClass, ...]:
        return tuple(valueclasses.get(name) for name in forbidden.classes(seen.selector(key)))

    return classes


def _shape(spec: Spec, selector: str, part: Part) -> tuple[Shape, Coverage]:
    if part == "body":
        source = _sources(spec)[selector]
        return source.request.body, coverage.of_source(source)
    event = _events(spec)[selector]
    shape = event.payload if part == "payload" else event.row
    return shape, coverage.of_shape(shape, selector)


def _events(spec: Spec) -> dict[str, Any]:
    return {event_selector(source, event): event for source, event in spec.live_events()}


def _sources(spec: Spec) -> dict[str, Source]:
    return {source.id: source for source in spec.live_sources()}


def _named(name: str, known: Collection[str], kind: str) -> str:
    """Return a selector as the spec writes it."""
    found = canonical(name)
    if found in known:
        return found
    raise NoSuchPartError(f"The spec has no {kind} `{name}` that is still sent. {registry.hint(name, known)}")
