"""Objects: their own fields, those of their groups, and entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from telemetry_spec.compile.fields import UNKNOWN_FIELD, UNKNOWN_TYPE, field_of
from telemetry_spec.compile.sizes import MAX_VALUES
from telemetry_spec.compile.wire_names import check_names
from telemetry_spec.model.finding import Related
from telemetry_spec.model.selector import join
from telemetry_spec.model.shape import Shape

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import EntriesSpec, ShapeSpec, ValueSpec
    from telemetry_spec.language.sources import EventSpec
    from telemetry_spec.language.spec_file import GroupSpec
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Field

    ObjectSpec: TypeAlias = ShapeSpec | EventSpec | GroupSpec


class Values(Protocol):
    """What objects need of the compiler of their values."""

    context: Context

    def shape(self, part: ShapeSpec, selector: str, at: Span) -> Shape:
        """Compile the keys of one value."""

    def used(self, section: Literal["types", "groups"], name: str, *, at: Span, selector: str, docs: str = "") -> Shape:
        """Return the named type or group of that name, and count the use."""

    def too_many(self, count: int, at: Span, selector: str) -> None:
        """Report that there are too many values."""


class Objects:
    """Compiles objects. The fields that groups bring are counted, because groups that include each other multiply."""

    def __init__(self, shapes: Values) -> None:
        self._shapes = shapes
        self._context = shapes.context
        self._brought = 0

    def of(self, part: ObjectSpec, selector: str) -> Shape:
        """Compile the keys of an object."""
        fields = self._fields(part, selector)
        live = tuple(member for member in fields if not member.removed)
        gone = tuple(member for member in fields if member.removed)
        reason = (getattr(part, "open", None) or "").strip()
        entries: EntriesSpec | None = getattr(part, "entries", None)
        if entries is None:
            return Shape(type="object", kind="object", fields=live, removed=gone, open=reason)
        self._check_entries(part, entries, live, selector)
        found = (
            self.field(key, spec, f"{selector}.{entries.value}", self._context.key(entries, "of", key))
            for key, spec in entries.of.items()
        )
        return Shape(
            type="object",
            kind="entries",
            fields=live,
            removed=gone,
            tag=entries.key,
            value_name=entries.value,
            entries=tuple(member for member in found if not member.removed),
        )

    def field(self, name: str, spec: ValueSpec, selector: str, at: Span) -> Field:
        """Compile one field of the part that a selector names."""
        own = f"{selector}.{join(name)}"
        return field_of(self._context, name, spec, self._shapes.shape(spec, own, at), at, own)

    def _fields(self, part: ObjectSpec, selector: str) -> tuple[Field, ...]:
        """Return the fields that an object has and those it had, the ones of groups first."""
        found: list[Field] = []
        by_name: dict[str, Field] = {}
        by_id: dict[str, Field] = {}
        if part.include is not None:
            self._context.once(part, "include", selector)
        for group in dict.fromkeys(part.include or ()):
            at = self._context.value(part, "include", (part.include or []).index(group))
            for member in self._of_group(part, group, at, selector):
                other = self._same(member, by_name, by_id)
                if other is None:
                    found.append(member)
                else:
                    self._conflict(f"The group `{group}` brings another field", member, other, at, selector)
        for name, spec in (part.fields or {}).items():
            member = self.field(name, spec, selector, self._context.key(part, "fields", name))
            other = self._same(member, by_name, by_id)
            if other is None:
                found.append(member)
            else:
                self._conflict("There is another field", member, other, member.span, selector)
        if self._context.lacks(part, "fields", "include", "entries"):
            found.append(UNKNOWN_FIELD)
        return tuple(found)

    def _of_group(self, part: ObjectSpec, name: str, at: Span, selector: str) -> tuple[Field, ...]:
        group = self._shapes.used("groups", name, at=at, selector=selector, docs=self._context.docs(part, "include"))
        if group.type == UNKNOWN_TYPE:
            return (UNKNOWN_FIELD,)
        fields = (*group.fields, *group.removed)
        self._brought += len(fields)
        if self._brought > MAX_VALUES:
            self._shapes.too_many(self._brought, at, selector)
            return (UNKNOWN_FIELD,)
        return fields

    @staticmethod
    def _same(member: Field, by_name: dict[str, Field], by_id: dict[str, Field]) -> Field | None:
        """Return the other field of an object that has the same name, in the spec or on the wire."""
        if member is UNKNOWN_FIELD:
            return None
        same_name = by_name.setdefault(member.name, member)
        same_id = by_id.setdefault(member.id, member)
        return next((other for other in (same_name, same_id) if other is not member), None)

    def _conflict(self, what: str, member: Field, other: Field, at: Span, selector: str) -> None:
        self._context.error(
            "field-conflict",
            f"{what} that is {f'called `{member.id}`' if member.id == other.id else f'sent as `{member.name}`'}.",
            at=at,
            help="Rename one of them, or take it out.",
            selector=selector,
            related=(Related(other.span, "The other one is here."),),
        )

    def _check_entries(self, part: ObjectSpec, entries: EntriesSpec, fields: tuple[Field, ...], selector: str) -> None:
        for key in ("key", "value"):
            check_names(self._context, [getattr(entries, key)], self._context.value(entries, key), selector)
        if all(value.removed for value in entries.of.values()) and not self._context.lacks(entries, "of"):
            self._context.error(
                "entries-missing",
                "Every key of these entries was removed, so none of them can be sent.",
                at=self._context.key(entries, "of"),
                help="Add a key that is still sent, or write `removed` at the field that holds the entries.",
                selector=selector,
            )
        if getattr(part, "open", None) is not None:
            self._context.error(
                "key-not-allowed",
                "`open` does not go with `entries`.",
                at=self._context.key(part, "open"),
                help="Take it out: the keys under `entries` say what may occur.",
                selector=selector,
            )
        if entries.key == entries.value:
            self._context.error(
                "field-conflict",
                f"The key and the value of an entry cannot both be called `{entries.key}`.",
                at=self._context.value(entries, "value" if "value" in entries.model_fields_set else "key"),
                help="Give them two names.",
                selector=selector,
            )
        for member in fields:
            if member.name in (entries.key, entries.value):
                self._context.error(
                    "field-conflict",
                    f"The field `{member.name}` is declared by `entries` already.",
                    at=member.span,
                    help="Take it out, or choose other names with `key` and `value` under `entries`.",
                    selector=selector,
                )
