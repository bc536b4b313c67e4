"""Find what generated code has to declare for a spec, and name it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from telemetry_spec import fieldtypes
from telemetry_spec.emit._code.declarations import Body, Choice, Declarations, Structure, Value
from telemetry_spec.emit._code.names import Names, camel, event_name, stem
from telemetry_spec.emit._code.prose import paragraphs
from telemetry_spec.model.shape import Field, Shape

if TYPE_CHECKING:
    from telemetry_spec.emit._code.declarations import Declaration, Doc
    from telemetry_spec.model.spec import Event, Source, Spec


def declarations(spec: Spec) -> Declarations:
    """Return what is declared for a spec: a type for each payload, row and request body, and what they hold."""
    finder = _Finder(spec)
    finder.name_events()
    for source in spec.live_sources():
        for event in source.live_events():
            finder.event(source, event)
        finder.request(source)
    return Declarations(
        items=(*finder.values, *finder.found),
        payloads=finder.payloads,
        rows=finder.rows,
        requests=finder.requests,
        names=finder.names,
        by_shape=finder.by_shape,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shape lies: the parts of a name for it, the name of the field, and what is said about it.

    What a group brings is named after the group, so that its name does not depend on which events there are. With
    `stored` it is changed on its way into a row, and then it is named after the row.
    """

    path: tuple[str, ...]
    field: str = ""
    doc: Doc = ()
    stored: bool = False

    def into(self, member: Field) -> _Place:
        around = (camel(member.group),) if member.group and not self.stored else self.path
        return _Place((*around, camel(member.id)), member.name, paragraphs(member.description), self.stored)

    def part(self, step: str, words: str) -> _Place:
        doc = (f"{words} `{self.field}`.",) if self.field else ()
        return _Place((*self.path, step), self.field, doc, self.stored)


@dataclass(slots=True)
class _Finder:
    spec: Spec
    any_event: str = ""
    names: Names = field(default_factory=Names)
    values: list[Declaration] = field(default_factory=list)
    found: list[Declaration] = field(default_factory=list)
    payloads: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    by_shape: dict[int, str] = field(default_factory=dict)
    by_type: dict[tuple[str, str], str] = field(default_factory=dict)

    def name_events(self) -> None:
        """Give events the short names, before anything within them takes one."""
        events = list(self.spec.live_events())
        short = Counter(event_name(event.id) for _, event in events)
        for source, event in events:
            alone, full = event_name(event.id), event_name(f"{source.id}_{event.id}")
            self.payloads[source.id, event.id] = self.names.take(*([alone] if short[alone] == 1 else []), full)
        for key, name in self.payloads.items():
            self.rows[key] = self.names.take(f"{stem(name)}Row")
        for source in self.spec.live_sources():
            self.requests[source.id] = self.names.take(f"{camel(source.id)}Request")

    def event(self, source: Source, event: Event) -> None:
        """Declare the payload and the row of an event."""
        name = self.payloads[source.id, event.id]
        late = f"Deprecated since version {event.deprecated}." if event.deprecated else ""
        doc = paragraphs(event.title, event.description, late, event.note)
        self.by_shape[id(event.payload)] = name
        self.declare(event.payload, name, _Place((stem(name),), doc=doc), source.discriminator)
        self.row(event, name, self.rows[source.id, event.id])

    def row(self, event: Event, payload: str, name: str) -> None:
        """Declare a row, as an extension of the payload where nothing of the payload is changed."""
        sent, row = event.payload, event.row
        place = _Place((name,), doc=paragraphs(f"{event.title}, as it is stored"), stored=True)
        size = len(sent.fields)
        unchanged = row.fields[:size] == sent.fields and row.entries == sent.entries
        if unchanged and size and row.kind == "object":
            self.inside(row.fields[size:], place)
            self.found.append(
                Structure(name=name, doc=place.doc, fields=row.fields[size:], open=row.open, extends=payload)
            )
        elif unchanged and size == len(row.fields) and row.kind == "entries":
            self.found.append(Choice(name=name, doc=place.doc, members=(payload,)))
        else:
            self.declare(row, name, place)

    def request(self, source: Source) -> None:
        """Declare the body of a source's requests."""
        body, name = source.request.body, self.requests[source.id]
        doc = paragraphs(f"{source.title}: the body of a request", source.description, source.note)
        self.events(source)
        if body.kind == "object" and body.type != "event" and self.named(body) is None:
            self.by_shape[id(body)] = name
            self.declare(body, name, _Place((name,), doc=doc))
        else:
            self.visit(body, _Place((name,)))
            self.found.append(Body(name=name, doc=doc, shape=body))

    def visit(self, shape: Shape, place: _Place) -> None:
        """Declare what a shape needs, and give it a name where it has earned one."""
        if id(shape) in self.by_shape:
            return
        known = self.named(shape)
        if known is not None:
            self.by_shape[id(shape)] = known
        elif shape.type == "event":
            self.by_shape[id(shape)] = self.any_event
        elif shape.kind in ("object", "entries"):
            name = self.names.take("".join(place.path), place.path[0] + place.path[-1])
            self.by_shape[id(shape)] = name
            self.declare(shape, name, place)
        else:
            self.children(shape, place)

    def children(self, shape: Shape, place: _Place) -> None:
        if shape.items is not None:
            self.visit(shape.items, place.part("Item", "An item of"))
        if shape.keys is not None:
            self.visit(shape.keys, place.part("Key", "A key of"))
        if shape.values is not None:
            self.visit(shape.values, place.part("Value", "A value of"))
        for member in shape.members:
            self.visit(member, place)

    def inside(self, fields: tuple[Field, ...], place: _Place) -> None:
        for member in fields:
            self.visit(member.shape, place.into(member))

    def named(self, shape: Shape) -> str | None:
        """Return the name of the named type, or of the built-in type, that a shape is; declare it on first use."""
        definition = self.spec.types.get(shape.alias)
        if definition is not None and _same(definition.shape, shape):
            doc = paragraphs(definition.description) or (f"The type `{shape.alias}`.",)
            return self.value("types", shape.alias, doc, definition.shape)
        if shape.type not in fieldtypes.names():
            return None
        known = fieldtypes.get(shape.type)
        if not known.implied or dict(known.implied) != dict(shape.constraints):
            return None
        return self.value("built-in", shape.type, (known.description,), replace(shape, alias=""))

    def value(self, kind: str, written: str, doc: Doc, shape: Shape) -> str:
        if (kind, written) not in self.by_type:
            name = self.names.take(camel(written), f"{camel(written)}Value")
            self.by_type[kind, written] = name
            place = _Place((name,), written, doc)
            if shape.kind in ("object", "entries"):
                self.declare(shape, name, place)
            else:
                self.children(shape, place)
                scalar = not (shape.items or shape.values or shape.members)
                (self.values if scalar else self.found).append(Value(name=name, doc=doc, shape=shape))
        return self.by_type[kind, written]

    def declare(self, shape: Shape, name: str, place: _Place, tag: str = "") -> None:
        """Declare an object under a name that it has been given. `tag` is the field that tells it from other events."""
        self.inside(shape.fields, place)
        doc = place.doc or ((f"The value of `{place.field}`.",) if place.field else (f"An object of `{name}`.",))
        if shape.kind == "entries":
            self.entries(shape, name, replace(place, doc=doc), tag)
            return
        reason = f"Undeclared fields are let through: {shape.open}" if shape.open else ""
        removed = shape.removed if shape.open else ()
        self.found.append(
            Structure(
                name=name, doc=paragraphs(*doc, reason), fields=shape.fields, removed=removed, open=shape.open, tag=tag
            )
        )

    def entries(self, shape: Shape, name: str, place: _Place, tag: str) -> None:
        """Declare an object for each key that an entry may have, and the choice between them."""
        base = ""
        if shape.fields:
            base = self.names.take(f"{name}Base")
            doc = (f"What every `{name}` has.",)
            self.found.append(Structure(name=base, doc=doc, fields=shape.fields, tag=tag))
        members = []
        for entry in shape.entries:
            inner = place.into(entry)
            self.visit(entry.shape, inner.part("Value", "The value of"))
            key = Field(id=shape.tag, name=shape.tag, shape=_constant(entry.name), span=entry.span)
            held = replace(entry, id=shape.value_name, name=shape.value_name)
            member = self.names.take(name + camel(entry.id), f"{name}Entry")
            about = paragraphs(f"An entry with the key `{entry.name}`.")
            self.found.append(Structure(name=member, doc=about, fields=(key, held), extends=base, tag=shape.tag))
            members.append(member)
        self.found.append(Choice(name=name, doc=place.doc, members=tuple(members), tag=shape.tag))

    def events(self, source: Source) -> None:
        """Declare the choice between the events of a source, and take it for what the body calls an event."""
        live = source.live_events()
        members = [self.payloads[source.id, event.id] for event in live]
        if len(live) == 1 and not source.by_key:
            self.any_event = members[0]
            return
        self.any_event = self.names.take(event_name(source.id), f"Any{event_name(source.id)}")
        if source.by_key:
            members = [self.holder(payload, event) for payload, event in zip(members, live, strict=True)]
        doc = paragraphs(f"{source.title}: an event, whichever it is")
        self.found.append(
            Choice(
                name=self.any_event, doc=doc, members=tuple(members), tag="" if source.by_key else source.discriminator
            )
        )

    def holder(self, payload: str, event: Event) -> str:
        """Declare the object whose only key says which event it holds."""
        name = self.names.take(f"{stem(payload)}ByKey")
        member = Field(id=event.id, name=event.name, shape=event.payload, span=event.span)
        doc = (f"An event under the key `{event.name}`.",)
        self.found.append(Structure(name=name, doc=doc, fields=(member,)))
        return name


def _same(left: Shape, right: Shape) -> bool:
    """Compare two shapes by what they let through besides null."""
    return replace(left, nullable=False, alias="") == replace(right, nullable=False, alias="")


def _constant(text: str) -> Shape:
    return Shape(type="const", kind="string", constraints={"const": text})
