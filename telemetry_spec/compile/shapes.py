"""From the keys that describe a value to its shape, with named types, groups and implied constraints resolved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from telemetry_spec import fieldtypes
from telemetry_spec.compile.constraints import Constraints
from telemetry_spec.compile.context import Context, suggestion
from telemetry_spec.compile.fields import field_of
from telemetry_spec.compile.measure import json_kinds
from telemetry_spec.model.finding import Related
from telemetry_spec.model.shape import Field, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from telemetry_spec.language.fields import EntriesSpec, FieldSpec, ShapeKeys
    from telemetry_spec.language.sources import EventSpec
    from telemetry_spec.language.spec_file import GroupSpec, TypeSpec
    from telemetry_spec.model.finding import Span

    ObjectKeys = ShapeKeys | EventSpec | GroupSpec

#: Named types may use named types so deep.
MAX_DEPTH = 64

Made = TypeVar("Made")

#: Stands for a shape that could not be made, so that one mistake gives one finding.
UNKNOWN = Shape(type="string", kind="string")

#: Which key implies which type, where no type is written.
_IMPLIED = {
    "fields": "object",
    "include": "object",
    "entries": "object",
    "enum": "enum",
    "const": "const",
    "items": "array",
    "values": "map",
    "any_of": "union",
}
#: Keys that belong to certain types only.
_STRUCTURE = {
    "items": ("array",),
    "keys": ("map",),
    "values": ("map",),
    "any_of": ("union",),
    "fields": ("object",),
    "include": ("object",),
    "open": ("object",),
    "entries": ("object",),
}


@dataclass(slots=True)
class Shapes:
    """Compiles shapes, and counts how often each named type and group is used.

    `event` is the shape that the type `event` stands for in a request body; elsewhere there is none.
    """

    context: Context
    types: dict[str, TypeSpec]
    groups: dict[str, GroupSpec]
    event: Shape | None = None
    event_uses: int = 0
    uses: dict[tuple[str, str], int] = field(default_factory=dict)
    _done: dict[str, Shape] = field(default_factory=dict)
    _fields: dict[str, tuple[tuple[Field, ...], tuple[Field, ...]]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _depth: int = 0
    _deepest: int = 0
    _heights: dict[tuple[str, str], int] = field(default_factory=dict)

    def shape(self, part: ShapeKeys, selector: str) -> Shape:
        """Compile the keys of one value. What is wrong becomes a finding, and `UNKNOWN` takes its place."""
        if self._too_deep(self.context.span(part), selector):
            return UNKNOWN
        self._depth += 1
        try:
            return self._shape(part, selector)
        finally:
            self._depth -= 1

    def _too_deep(self, at: Span, selector: str, height: int = 0) -> bool:
        """Say whether something of this height would lie too deep here, and report it."""
        if self._depth + height >= MAX_DEPTH:
            self.context.error(
                "type-too-deep",
                f"Types are nested more than {MAX_DEPTH} deep here.",
                at=at,
                help="Make the structure flatter.",
                selector=selector,
            )
            return True
        self._deepest = max(self._deepest, self._depth + height)
        return False

    def _measured(self, key: tuple[str, str], make: Callable[[], Made]) -> Made:
        """Make a definition and remember how deep it goes: it is made once, but used at any depth."""
        before, self._deepest = self._deepest, 0
        made = make()
        self._heights[key] = max(self._deepest - self._depth, 0)
        self._deepest = max(before, self._deepest)
        return made

    def _shape(self, part: ShapeKeys, selector: str) -> Shape:
        written = part.type or next((name for key, name in _IMPLIED.items() if getattr(part, key) is not None), "")
        if not written:
            if not self.context.was_pruned(part):
                self.context.error(
                    "type-missing",
                    "Nothing says what this value may be.",
                    at=self.context.span(part),
                    help="Add `type:`, such as `type: string`.",
                    selector=selector,
                    docs=self.context.docs(part, "type"),
                )
            return UNKNOWN
        name = written.rstrip("[] ") if written.endswith("]") else written
        lists = written.removeprefix(name)
        if lists != "[]" * (len(lists) // 2):
            lists = "[]"
        inner = self._named(part, name, selector, lists=bool(lists))
        return self._listed(part, inner, len(lists) // 2, selector)

    def _listed(self, part: ShapeKeys, inner: Shape, depth: int, selector: str) -> Shape:
        """Wrap a shape in lists. Bounds on items and `nullable` belong to the outermost."""
        limits = Constraints(self.context, part, selector)
        for level in range(depth):
            outermost = level == depth - 1
            inner = Shape(
                type="array",
                kind="array",
                items=inner,
                constraints=limits.own({}, ("min_items", "max_items")) if outermost else {},
            )
        return replace(inner, nullable=True) if part.nullable else inner

    def _named(self, part: ShapeKeys, name: str, selector: str, *, lists: bool) -> Shape:
        outer = ("min_items", "max_items") if lists else ()
        if name == "event" and self.event is not None:
            self.event_uses += 1
            return self.event
        if name in self.types:
            self.uses["types", name] = self.uses.get(("types", name), 0) + 1
            found = self._definition(name, part)
            height = self._heights.get(("types", name), 0)
            if height and self._too_deep(self.context.value(part, "type"), selector, height):
                return UNKNOWN
            self._refuse_structure(part, name, (), selector)
            taken = fieldtypes.get(found.type).takes
            merged = Constraints(self.context, part, selector).own(found.constraints, taken, outer)
            return replace(found, constraints=merged, alias=name)
        if name not in fieldtypes.names():
            if ("types", name) not in self.context.failed:
                self.context.error(
                    "unknown-type",
                    f"There is no type `{name}`.",
                    at=self.context.value(part, "type"),
                    help=suggestion(name, [*fieldtypes.names(), *self.types], "type"),
                    selector=selector,
                    docs=self.context.docs(part, "type"),
                )
            return UNKNOWN
        return self._built_in(part, name, outer, selector)

    def _built_in(self, part: ShapeKeys, name: str, outer: tuple[str, ...], selector: str) -> Shape:
        kind = fieldtypes.get(name)
        for key in kind.needs:
            if getattr(part, key) is None and not self.context.was_pruned(part):
                self.context.error(
                    "key-missing-for-type",
                    f"A value of type `{name}` needs `{key}`.",
                    at=self.context.key(part, "type"),
                    help=f"Add `{key}:`.",
                    selector=selector,
                    docs=self.context.docs(part, key),
                )
                return UNKNOWN
        self._refuse_structure(part, name, tuple(key for key, types in _STRUCTURE.items() if name in types), selector)
        constraints = Constraints(self.context, part, selector).own(kind.implied, kind.takes, outer)
        base = Shape(type=name, kind=kind.kind, constraints=constraints)
        structure = _STRUCTURED.get(name)
        return structure(self, part, base, selector) if structure is not None else base

    def _enum(self, part: ShapeKeys, base: Shape, selector: str) -> Shape:  # noqa: ARG002  structures share a signature
        integers = all(isinstance(value, int) for value in part.enum or ())
        return replace(base, kind="integer" if integers else "string")

    def _const(self, part: ShapeKeys, base: Shape, selector: str) -> Shape:  # noqa: ARG002  structures share a signature
        if isinstance(part.const, bool):
            return replace(base, kind="boolean")
        return replace(base, kind="integer" if isinstance(part.const, int) else "string")

    def _array(self, part: ShapeKeys, base: Shape, selector: str) -> Shape:
        assert part.items is not None  # noqa: S101  `needs` has seen to it
        return replace(base, items=self.shape(part.items, selector))

    def _object(self, part: ShapeKeys, base: Shape, selector: str) -> Shape:  # noqa: ARG002  structures share a signature
        return self.object(part, selector)

    def _refuse_structure(self, part: ShapeKeys, name: str, allowed: tuple[str, ...], selector: str) -> None:
        for key, types in _STRUCTURE.items():
            if getattr(part, key) is not None and key not in allowed:
                self.context.error(
                    "key-not-allowed",
                    f"`{key}` does not go with the type `{name}`.",
                    at=self.context.key(part, key),
                    help=f"Take it out, or write `type: {types[0]}`.",
                    selector=selector,
                    docs=self.context.docs(part, key),
                )

    def _map(self, part: ShapeKeys, base: Shape, selector: str) -> Shape:
        assert part.values is not None  # noqa: S101  `needs` has seen to it
        keys = Shape(type="string", kind="string", constraints={"min_length": 1, "max_length": 200})
        if part.keys is not None:
            keys = self.shape(part.keys, selector)
            if keys.kind != "string" or keys.nullable:
                self.context.error(
                    "map-keys-not-text",
                    "The keys of a map are texts, and never null.",
                    at=self.context.value(part, "keys"),
                    help="Write `keys: {type: string, max_length: 40}` or another text type.",
                    selector=selector,
                )
                keys = UNKNOWN
        return replace(base, keys=keys, values=self.shape(part.values, selector))

    def _union(self, part: ShapeKeys, base: Shape, selector: str) -> Shape:
        members: list[Shape] = []
        taken: dict[str, int] = {}
        for index, member in enumerate(part.any_of or ()):
            shape = self.shape(member, selector)
            for kind in json_kinds(shape):
                if kind in taken:
                    self.context.error(
                        "union-ambiguous",
                        f"Two members of this union are of the JSON type {kind}.",
                        at=self.context.key(part, "any_of", index),
                        help="Keep one member of each JSON type; merge the two into one.",
                        selector=selector,
                        related=(Related(self.context.key(part, "any_of", taken[kind]), "the other one"),),
                    )
                    break
                taken[kind] = index
            members.append(shape)
        return replace(
            base,
            members=tuple(replace(member, nullable=False) for member in members),
            nullable=any(member.nullable for member in members),
        )

    def _definition(self, name: str, part: ShapeKeys) -> Shape:
        if name in self._open:
            self.context.error(
                "type-loop",
                f"The type `{name}` includes itself: {' -> '.join([*self._open[self._open.index(name) :], name])}.",
                at=self.context.value(part, "type"),
                help="A payload has an end: take one of these steps out.",
                selector=f"types.{name}",
            )
            return UNKNOWN
        return self.definition(name)

    def definition(self, name: str) -> Shape:
        """Compile a named type, once."""
        if name not in self._done:
            self._open.append(name)
            part = self.types[name]
            self._done[name] = self._measured(("types", name), lambda: self.shape(part, f"types.{name}"))
            self._open.pop()
        return self._done[name]

    def group(self, name: str) -> Shape:
        """Compile a group, once, as an object of its fields."""
        if name not in self._fields:
            self._open.append(f"group {name}")
            part = self.groups[name]
            self._depth += 1
            self._fields[name] = self._measured(("groups", name), lambda: self.fields(part, f"groups.{name}"))
            self._depth -= 1
            self._open.pop()
        live, gone = self._fields[name]
        return Shape(type="object", kind="object", fields=live, removed=gone)

    def object(self, part: ObjectKeys, selector: str) -> Shape:
        """Compile the keys of an object: its own fields, those of its groups, its entries."""
        live, gone = self.fields(part, selector)
        entries: EntriesSpec | None = getattr(part, "entries", None)
        reason: str = getattr(part, "open", None) or ""
        if entries is None:
            return Shape(type="object", kind="object", fields=live, removed=gone, open=reason)
        if reason:
            self.context.error(
                "key-not-allowed",
                "`open` does not go with `entries`.",
                at=self.context.key(part, "open"),
                help="Take `open` out: the keys under `entries` say what may occur.",
                selector=selector,
            )
        for name in {entries.key, entries.value} & {member.name for member in live}:
            self.context.error(
                "field-conflict",
                f"The field `{name}` is declared by `entries` already.",
                at=self.context.key(part, "fields", name),
                help="Take it out of `fields`.",
                selector=selector,
            )
        found = tuple(
            self.field(key, key, spec, f"{selector}.{entries.value}", self.context.key(entries, "of", key))
            for key, spec in entries.of.items()
        )
        return Shape(
            type="object",
            kind="entries",
            fields=live,
            removed=gone,
            tag=entries.key,
            value_name=entries.value,
            entries=tuple(replace(member, optional=False) for member in found if not member.removed),
        )

    def fields(self, part: ObjectKeys, selector: str) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """Return the fields that an object has and those it had, groups first."""
        found: list[Field] = []
        for index, group in enumerate(part.include or ()):
            found.extend(self._group(group, self.context.key(part, "include", index), selector))
        for name, spec in (part.fields or {}).items():
            found.append(self.field(name, spec.name or name, spec, selector, self.context.key(part, "fields", name)))
        unique = list(self._unique(found, selector))
        return (
            tuple(member for member in unique if not member.removed),
            tuple(member for member in unique if member.removed),
        )

    def _group(self, name: str, at: Span, selector: str) -> Iterable[Field]:
        if name not in self.groups:
            if ("groups", name) not in self.context.failed:
                self.context.error(
                    "unknown-group",
                    f"There is no group `{name}`.",
                    at=at,
                    help=suggestion(name, self.groups, "group"),
                    selector=selector,
                )
            return ()
        self.uses["groups", name] = self.uses.get(("groups", name), 0) + 1
        if f"group {name}" in self._open:
            self.context.error(
                "include-loop",
                f"The group `{name}` includes itself.",
                at=at,
                help="Take it out of `include`.",
                selector=f"groups.{name}",
            )
            return ()
        if self._too_deep(at, selector, 1):
            return ()
        shape = self.group(name)
        if self._too_deep(at, selector, self._heights["groups", name]):
            return ()
        return (*shape.fields, *shape.removed)

    def _unique(self, found: list[Field], selector: str) -> Iterator[Field]:
        first: dict[str, Field] = {}
        for member in found:
            other = first.setdefault(member.name, member)
            if other is not member:
                self.context.error(
                    "field-conflict",
                    f"Two fields of this object are named `{member.name}`.",
                    at=member.span,
                    help="Rename one, or take it out.",
                    selector=selector,
                    related=(Related(other.span, "the other one"),),
                )
            else:
                yield member

    def field(self, name: str, wire: str, spec: FieldSpec, selector: str, at: Span) -> Field:
        """Compile one field."""
        return field_of(self.context, name, wire, spec, self.shape(spec, f"{selector}.{name}"), at)


_STRUCTURED: dict[str, Callable[[Shapes, ShapeKeys, Shape, str], Shape]] = {
    "enum": Shapes._enum,  # noqa: SLF001  its own table
    "const": Shapes._const,  # noqa: SLF001  its own table
    "array": Shapes._array,  # noqa: SLF001  its own table
    "map": Shapes._map,  # noqa: SLF001  its own table
    "union": Shapes._union,  # noqa: SLF001  its own table
    "object": Shapes._object,  # noqa: SLF001  its own table
}
