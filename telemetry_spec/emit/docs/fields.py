"""Tables of the public page: what a payload holds, value by value."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.details import details, type_name
from telemetry_spec.emit.docs.markdown import code
from telemetry_spec.emit.docs.view import Row, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.shape import Field, Shape
    from telemetry_spec.model.spec import Event


def tables_of(shape: Shape, caption: Markup, say: Say, without: Collection[str] = ()) -> tuple[Table, ...]:
    """Return the table of an object's values, one for each list of keys within, and one of what is no longer sent.

    `without` are the names of fields that are shown elsewhere.
    """
    collector = _Collector(say)
    collector.within(shape, "", without)
    return collector.tables(caption, say("value"), say("gone_fields"))


def tables_of_fields(fields: Iterable[Field], caption: Markup, column: Markup, say: Say) -> tuple[Table, ...]:
    """Return the tables of fields that are no object together, such as headers."""
    collector = _Collector(say)
    for member in fields:
        collector.add(member, "")
    return collector.tables(caption, column, say("gone_fields"))


def received_tables(fields: Iterable[Field], caption: Markup, say: Say) -> tuple[Table, ...]:
    """Return the tables of what the receiving side adds."""
    collector = _Collector(say)
    for member in fields:
        collector.add(member, "")
    return collector.tables(caption, say("value"), say("gone_received"))


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
    return tables_of_fields((member,), say("payload"), say("value"), say)


@dataclass(slots=True)
class _Collector:
    """Collects rows. A nested value is named by the way to it: `os.arch`, `packages[].name`, `counts.*`."""

    say: Say
    rows: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    further: list[Table] = field(default_factory=list)

    def tables(self, caption: Markup, column: Markup, gone: Markup) -> tuple[Table, ...]:
        """Return the tables that have rows."""
        found = (
            Table(caption=caption, column=column, rows=tuple(self.rows)),
            *self.further,
            Table(caption=gone, column=column, rows=tuple(self.gone)),
        )
        return tuple(table for table in found if table.rows)

    def add(self, member: Field, prefix: str) -> None:
        """Add the row of a field, and those of what lies within."""
        name = (
            f"{prefix}{json.dumps(member.name, ensure_ascii=False) if prefix and '.' in member.name else member.name}"
        )
        row = Row(
            name=name,
            type=type_name(member.shape, self.say),
            description=member.description,
            note=member.note,
            details=details(member, self.say),
        )
        if member.removed:
            self.gone.append(row)
            return
        self.rows.append(row)
        self.within(member.shape, name)

    def within(self, shape: Shape, name: str, without: Collection[str] = ()) -> None:
        """Add the rows of what lies within a value. An event in a request has tables of its own."""
        if shape.type == "event":
            return
        prefix = f"{name}." if name else ""
        for member in (*shape.fields, *shape.removed):
            if member.name not in without:
                self.add(member, prefix)
        if shape.entries:
            self._entries(shape, prefix)
        if shape.items is not None:
            self.within(shape.items, f"{name}[]")
        if shape.values is not None:
            self.within(shape.values, f"{prefix}*")
        for member_shape in shape.members:
            self.within(member_shape, name)

    def _entries(self, shape: Shape, prefix: str) -> None:
        key, value = f"{prefix}{shape.tag}", f"{prefix}{shape.value_name}"
        types = dict.fromkeys(type_name(entry.shape, self.say) for entry in shape.entries)
        either = self.say.plain("or").join(types)
        self.rows += (
            Row(name=key, type="string", description="", details=(self.say("tag", value=code(value)),)),
            Row(name=value, type=either, description="", details=(self.say("tagged", key=code(key)),)),
        )
        inner = _Collector(self.say)
        for entry in shape.entries:
            inner.add(entry, "")
        caption = self.say("entries", key=code(key), value=code(value))
        self.further += inner.tables(caption, self.say("key"), self.say("gone_fields"))
