"""What rules get and what they give: a view of the spec that all of them share, and hits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from telemetry_spec import registry
from telemetry_spec.model.selector import event_selector, join, request_fields
from telemetry_spec.model.shape import children, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.finding import Related, Span
    from telemetry_spec.model.shape import Field, Shape
    from telemetry_spec.model.spec import Event, OptOut, Source, Spec, Suppression

RULES = "telemetry_spec.lint.rules"

Side: TypeAlias = Literal["sent", "received", "request"]


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of all rules, sorted: the stems of their files with hyphens."""
    return tuple(sorted(name.replace("_", "-") for name in registry.names(RULES)))


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a rule found. The rule's code and severity are added by the runner.

    `message` says in a sentence what is wrong, `help` what to write instead. `pointer` is a place in a sample.
    """

    selector: str
    span: Span
    message: str
    help: str
    pointer: str | None = None
    related: tuple[Related, ...] = ()


class Place(NamedTuple):
    """A field and where it is: in the payload of an event, among what the receiver adds, or around the events."""

    selector: str
    field: Field
    side: Side


class Blamed(NamedTuple):
    """What a finding about a shape names: its selector, its place, and how a sentence calls it."""

    selector: str
    span: Span
    words: str


class View:
    """A spec as rules look at it. Lists are made once and shared; what is removed is left out of all of them.

    `idle` are the suppressions that no finding needed. It is filled when all other rules have run.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.idle: tuple[Suppression, ...] = ()

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every source that still sends."""
        return tuple(source for source in self.spec.sources.values() if not source.removed)

    @cached_property
    def events(self) -> tuple[tuple[str, Event], ...]:
        """Every event that is still sent, with its selector."""
        return tuple(
            (event_selector(source, event), event) for source in self.sources for event in source.live_events()
        )

    @cached_property
    def opt_outs(self) -> tuple[OptOut, ...]:
        """Every opt-out that still works."""
        return tuple(opt_out for opt_out in self.spec.opt_outs.values() if not opt_out.removed)

    @cached_property
    def fields(self) -> tuple[Place, ...]:
        """Every field. One that comes from a group is listed at each event that has it."""
        return tuple(self._fields())

    def _fields(self) -> Iterator[Place]:
        for source in self.sources:
            for selector, member in request_fields(source):
                if not member.removed:
                    yield Place(selector, member, "request")
        for selector, event in self.events:
            for path, member in walk(event.payload):
                yield Place(f"{selector}.{join(*path)}", member, "sent")
            for member in event.received:
                if not member.removed:
                    yield Place(f"{selector}.{join(member.id)}", member, "received")

    @cached_property
    def by_selector(self) -> dict[str, Place]:
        """Every field by its selector."""
        return {place.selector: place for place in self.fields}

    @cached_property
    def shapes(self) -> tuple[tuple[Place, Shape], ...]:
        """Every shape with the field that it belongs to: the field's own, and those of items, keys, values, members."""
        return tuple((place, shape) for place in self.fields for shape in shapes_of(place.field.shape))

    @cached_property
    def objects(self) -> tuple[tuple[Place, ...], ...]:
        """The fields of each object together."""
        found: dict[str, list[Place]] = {}
        for place in self.fields:
            holder = place.selector[: -len(join(place.field.id)) - 1]
            found.setdefault(holder, []).append(place)
        return tuple(tuple(members) for members in found.values())

    def blamed(self, place: Place, shape: Shape) -> Blamed:
        """Return what to name for a shape's constraints: the named type that they come from, or else the field."""
        outer = place.field.shape
        part = "" if shape is outer else "the keys of " if shape is outer.keys else "what is in "
        found = Blamed(place.selector, place.field.span, f"{part}`{place.selector}`")
        while shape.alias:
            definition = self.spec.types[shape.alias]
            if definition.shape.constraints != shape.constraints:
                break
            selector = join("types", definition.name)
            found = Blamed(selector, definition.span, f"the type `{definition.name}`")
            shape = definition.shape
        return found


def shapes_of(shape: Shape) -> Iterator[Shape]:
    """Yield a shape and those within it that are no fields: items, keys, values and members."""
    yield shape
    if shape.keys is not None:
        yield shape.keys
    for _, child in children(shape):
        yield from shapes_of(child)
