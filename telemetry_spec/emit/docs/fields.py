"""Tables of the public page: what a payload holds, value by value."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.anchors import anchor
from telemetry_spec.emit.docs.details import described, details, examples, type_name
from telemetry_spec.emit.docs.view import Detail, Row, Table
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.shape import Field, Path, Shape
    from telemetry_spec.model.spec import Event


def tables_of(shape: Shape, caption: Markup, within: Within, without: Collection[str] = ()) -> tuple[Table, ...]:
    """Return the table of an object's values, one for each list of keys within, and one of what is no longer sent.

    `without` are the names of fields that are shown elsewhere.
    """
    collector = _Collector(within)
    collector.within(shape, "", (), without)
    return collector.tables(caption, "value", "gone_fields")


def tables_of_fields(fields: Iterable[Field], caption: Markup, column: str, within: Within) -> tuple[Table, ...]:
    """Return the tables of fields that are no object together, such as headers. `column` is a word."""
    collector = _Collector(within)
    for member in fields:
        collector.add(member, "", ())
    return collector.tables(caption, column, "gone_fields")


def gone_tables(fields: Iterable[Field], within: Within) -> tuple[Table, ...]:
    """Return the tables of fields that are no longer sent because what they were sent with is not."""
    collector = _Collector(within)
    for member in fields:
        collector.add(member, "", (), gone=True)
    return collector.tables(within.say("payload"), "value", "gone_fields")


def received_tables(fields: Iterable[Field], caption: Markup, within: Within) -> tuple[Table, ...]:
    """Return the tables of what the receiving side adds."""
    collector = _Collector(within)
    for member in fields:
        collector.add(member, "", ())
    return collector.tables(caption, "value", "gone_received")


def sent_fields(event: Event) -> tuple[Field, ...]:
    """Return the fields of a payload, and those that it had."""
    return (*event.payload.fields, *event.payload.removed)


def received_fields(event: Event) -> tuple[Field, ...]:
    """Return what the receiving side adds, with the types that are stored."""
    stored = {member.name: member.shape for member in event.row.fields}
    found = []
    for member in event.received:
        kept = stored.get(member.name)
        changed = kept is not None and kept is not member.shape and not member.removed
        found.append(replace(member, shape=kept, examples=()) if changed and kept is not None else member)
    return tuple(found)


def shared(lists: Sequence[tuple[Field, ...]], say: Say) -> tuple[Field, ...]:
    """Return the fields that are in each of several lists, and of which a reader is told the same everywhere."""
    if len(lists) <= 1:
        return ()
    told = [{member.name: _told(member, say) for member in fields} for fields in lists[1:]]
    return tuple(member for member in lists[0] if all(one.get(member.name) == _told(member, say) for one in told))


def _told(member: Field, say: Say) -> tuple[Table, ...]:
    return tables_of_fields((member,), say("payload"), "value", Within(say, "", ()))


@dataclass(frozen=True, slots=True)
class Within:
    """Where values are: what their anchors begin with, `steps` being those of the selector before their own."""

    say: Say
    product: str
    steps: tuple[str, ...]

    def anchor(self, path: Path) -> str:
        """Return the anchor of a value."""
        return anchor(self.product, join(*self.steps, *path))


@dataclass(slots=True)
class _Collector:
    """Collects rows. A nested value is named by the way to it: `os.arch`, `packages[].name`, `counts.*`."""

    place: Within
    rows: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    further: list[Table] = field(default_factory=list)

    def tables(self, caption: Markup, column: str, gone: str) -> tuple[Table, ...]:
        """Return the tables that have rows. `column` and `gone` are words."""
        say = self.place.say
        no_more = say(gone, count=str(len(self.gone)))
        found = (
            Table(caption=caption, column=say(column), rows=tuple(self.rows)),
            *self.further,
            Table(caption=no_more, column=say(column), rows=tuple(self.gone), gone=True),
        )
        return tuple(table for table in found if table.rows)

    def add(self, member: Field, prefix: str, path: Path, *, gone: bool = False) -> None:
        """Add the row of a field, and those of what lies within: `gone` when it lies in what is no longer sent."""
        say, here, gone = self.place.say, (*path, member.id), gone or bool(member.removed)
        name = (
            f"{prefix}{json.dumps(member.name, ensure_ascii=False) if prefix and '.' in member.name else member.name}"
        )
        row = Row(
            name=name,
            anchor=self.place.anchor(here),
            depth=len(here) - 1,
            type=type_name(member.shape, say),
            description=described(member, say),
            note=member.note,
            always=not member.optional,
            sensitivity=member.sensitivity,
            since=member.since,
            state="removed" if gone else "deprecated" if member.deprecated else "",
            examples=examples(member, say),
            details=details(member, say),
        )
        (self.gone if gone else self.rows).append(row)
        self.within(member.shape, name, here, gone=gone)

    def within(self, shape: Shape, name: str, path: Path, without: Collection[str] = (), *, gone: bool = False) -> None:
        """Add the rows of what lies within a value. An event in a request has tables of its own."""
        if shape.type == "event":
            return
        prefix = f"{name}." if name else ""
        for member in (*shape.fields, *shape.removed):
            if member.name not in without:
                self.add(member, prefix, path, gone=gone)
        if shape.entries:
            self._entries(shape, prefix, path, gone=gone)
        if shape.items is not None:
            self.within(shape.items, f"{name}[]", path, gone=gone)
        if shape.values is not None:
            self.within(shape.values, f"{prefix}*", (*path, "*"), gone=gone)
        for member_shape in shape.members:
            self.within(member_shape, name, path, gone=gone)

    def _entries(self, shape: Shape, prefix: str, path: Path, *, gone: bool) -> None:
        say = self.place.say
        key, value = f"{prefix}{shape.tag}", f"{prefix}{shape.value_name}"
        types = dict.fromkeys(type_name(entry.shape, say) for entry in shape.entries)
        either = say.plain("or").join(types)
        for name, id_, type_, text in (
            (key, shape.tag, "string", say("tag", value=say.code(value))),
            (value, shape.value_name, either, say("tagged", key=say.code(key))),
        ):
            place = self.place.anchor((*path, id_))
            about = (Detail(kind="keys", text=text),)
            (self.gone if gone else self.rows).append(
                Row(name=name, anchor=place, depth=len(path), type=type_, description="", details=about)
            )
        inner = _Collector(self.place)
        for entry in shape.entries:
            inner.add(entry, "", (*path, shape.value_name), gone=gone)
        caption = say("entries", key=say.code(key), value=say.code(value))
        self.further += inner.tables(caption, "key", "gone_fields")
