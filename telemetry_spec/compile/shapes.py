"""From the keys that describe a value to its shape, with named types, groups and implied constraints resolved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec import fieldtypes
from telemetry_spec.compile.constraints import OF_LISTS, Constraints
from telemetry_spec.compile.fields import UNKNOWN, UNKNOWN_FIELD, UNKNOWN_TYPE
from telemetry_spec.compile.objects import Objects
from telemetry_spec.compile.order import in_order
from telemetry_spec.compile.satisfiable import too_few_keys
from telemetry_spec.compile.sizes import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES, Leasts, Sizes
from telemetry_spec.compile.wire_names import check_names
from telemetry_spec.model.finding import Related
from telemetry_spec.model.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.compile.sizes import Least
    from telemetry_spec.language.fields import ShapeSpec
    from telemetry_spec.language.spec_file import SpecFile
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import ConstraintValue, Field, Kind

#: Which key implies which type, where no type is written.
_IMPLIED: Final = {
    "fields": "object",
    "include": "object",
    "open": "object",
    "entries": "object",
    "enum": "enum",
    "const": "const",
    "items": "array",
    "values": "map",
    "any_of": "union",
}
#: Keys that describe the inside of a value, and the type that has such an inside.
_STRUCTURE: Final = {
    "items": "array",
    "keys": "map",
    "values": "map",
    "any_of": "union",
    "fields": "object",
    "include": "object",
    "open": "object",
    "entries": "object",
}
#: What other languages call a type, where the nearest name would mislead.
_FOREIGN: Final = {
    "any": "Say what is sent: a type, `any_of` a few types, or a `map`.",
    "bool": "Write `boolean`.",
    "datetime": "Write `timestamp`.",
    "decimal": "Write `number`.",
    "dict": "Write `object` with `fields`, or `map` with `values`.",
    "double": "Write `number`.",
    "event": "The type `event` stands for an event in `request.body`, and for nothing elsewhere.",
    "float": "Write `number`.",
    "int": "Write `integer`.",
    "json": "Say what is sent: a type, `any_of` a few types, or a `map`.",
    "list": "Write `T[]`, such as `string[]`.",
    "null": "Take it out, and write `nullable: true` beside the type of the other values.",
    "record": "Write `object` with `fields`, or `map` with `values`.",
    "str": "Write `string`.",
    "text": "Write `string`.",
    "uri": "Write `url`.",
}
#: Names that no type of a spec can have.
_RESERVED: Final = {*fieldtypes.names(), "event"}

#: The keys of a map that says nothing about them.
_ANY_KEYS: Final = Shape(type="string", kind="string", constraints={"min_length": 1, "max_length": 200})


class Shapes:
    """Compiles shapes, and counts how often each named type and group is used.

    `event` is the shape that the type `event` stands for in a request body, and `event_uses` how often it was used
    there; elsewhere there is none. What is wrong becomes a finding, and `UNKNOWN` takes its place.
    """

    def __init__(self, context: Context, whole: SpecFile) -> None:
        self.context = context
        self.objects = Objects(self)
        self.event: Shape | None = None
        self.event_uses = 0
        self.uses: dict[tuple[str, str], int] = {}
        self.types: dict[str, Shape] = {}
        self.groups: dict[str, Shape] = {}
        self._sizes = Sizes()
        self._leasts = Leasts()
        types, groups = dict(whole.types or {}), whole.groups or {}
        for name in types.keys() & _RESERVED:
            self._refuse_name(name, context.key(whole, "types", name))
            self.types[name] = UNKNOWN
            del types[name]
        self._names = {"types": {*fieldtypes.names(), *types}, "groups": {*groups}}
        for section, name in in_order(types, groups, context):
            at, selector = context.key(whole, section, name), f"{section}.{name}"
            if section == "types":
                self.types[name] = self.shape(types[name], selector, at)
            else:
                made = _declared_by(name, self.objects.of(groups[name], selector))
                self.groups[name] = self.within_bounds(made, at, selector)

    def _refuse_name(self, name: str, at: Span) -> None:
        self.context.error(
            "reserved-name",
            f"`{name}` is a type of the language, so no type of the spec can be called so.",
            at=at,
            help="Choose another name.",
            selector=f"types.{name}",
        )

    def used(self, section: Literal["types", "groups"], name: str, *, at: Span, selector: str, docs: str = "") -> Shape:
        """Return the named type or group of that name, and count the use."""
        found = (self.types if section == "types" else self.groups).get(name)
        if found is not None:
            self.uses[section, name] = self.uses.get((section, name), 0) + 1
            return found
        # One that is known but not there yet is part of a loop, which is reported already.
        known = self._names[section]
        if name not in known and not self.context.is_lost(section, name):
            advice = _FOREIGN.get(name, "") if section == "types" else ""
            code = "unknown-type" if section == "types" else "unknown-group"
            self.context.unknown(code, name, known, at=at, selector=selector, help=advice, docs=docs)
        return UNKNOWN

    def size_of(self, shape: Shape) -> int:
        """Return how many values a shape stands for with everything filled in."""
        return self._sizes.of(shape).values

    def within_bounds(self, shape: Shape, at: Span, selector: str) -> Shape:
        """Return a shape, or `UNKNOWN` in the place of one that is too deep or holds too much."""
        size = self._sizes.of(shape)
        if size.values > MAX_VALUES:
            self.too_many(size.values, at, selector)
            return UNKNOWN
        if size.depth > MAX_DEPTH:
            if not self.context.has("type-too-deep"):
                self.context.error(
                    "type-too-deep",
                    f"With all types filled in, values are nested more than {MAX_DEPTH} deep here.",
                    at=at,
                    help="Make the structure flatter.",
                    selector=selector,
                )
            return UNKNOWN
        least = self._leasts.of(shape)
        if least.values > MAX_VALUES or least.characters > MAX_CHARACTERS:
            self._too_large(least, at, selector)
            return UNKNOWN
        return shape

    def _too_large(self, least: Least, at: Span, selector: str) -> None:
        """Report that the smallest value is too large, once: the first one makes others too large."""
        if not self.context.has("smallest-too-large"):
            self.context.error(
                "smallest-too-large",
                f"With every field, a payload holds at least {least.values:,} values and {least.characters:,} "
                f"characters here; at most {MAX_VALUES:,} and {MAX_CHARACTERS:,} are allowed.",
                at=at,
                help="Write smaller `min_items`, `min_entries` and `min_length`: within each other they multiply.",
                selector=selector,
            )

    def too_many(self, count: int, at: Span, selector: str) -> None:
        """Report that there are too many values, once: the first one that is too large makes others too large."""
        if not self.context.has("too-many-fields"):
            self.context.error(
                "too-many-fields",
                f"With all types and groups filled in, this holds {count:,} values; at most {MAX_VALUES:,} are read.",
                at=at,
                help="Types that use each other several times multiply: use a `map`, or declare what is really sent.",
                selector=selector,
            )

    # ------------------------------------------------------------ one value

    def shape(self, part: ShapeSpec, selector: str, at: Span) -> Shape:
        """Compile the keys of one value. `at` is the place to name where the value as a whole is wrong."""
        written = part.type or next((name for key, name in _IMPLIED.items() if getattr(part, key) is not None), "")
        if not written:
            if not self.context.lacks(part, "type", *_IMPLIED):
                self.context.error(
                    "type-missing",
                    "Nothing says what this value may be.",
                    at=at,
                    help="Add `type:`, such as `type: string`.",
                    selector=selector,
                    docs=self.context.docs(part, "type"),
                )
            return UNKNOWN
        name = written.rstrip("[]")
        lists = written.count("[]")
        shape = self._named(part, name, selector, lists=lists)
        for level in range(lists):
            limits = Constraints(self.context, part, selector).of_list() if level == lists - 1 else {}
            shape = Shape(type="array", kind="array", items=shape, constraints=limits)
        if part.nullable and not shape.nullable:
            shape = replace(shape, nullable=True)
        return self.within_bounds(shape, at, selector) if shape.kind in _HOLDING else shape

    def _named(self, part: ShapeSpec, name: str, selector: str, *, lists: int) -> Shape:
        but = OF_LISTS if lists else ()
        if name == "event" and self.event is not None:
            self.event_uses += 1
            self._refuse_structure(part, name, selector)
            Constraints(self.context, part, selector).on(name, {}, (), but=but)
            return self.event
        if name in fieldtypes.names():
            return self._built_in(part, name, but, selector)
        at = self.context.value(part, "type")
        found = self.used("types", name, at=at, selector=selector, docs=self.context.docs(part, "type"))
        if found.type == UNKNOWN_TYPE:
            return found
        self._refuse_structure(part, name, selector)
        taken = fieldtypes.get(found.type).takes
        limits = Constraints(self.context, part, selector).on(name, found.constraints, taken, but=but)
        if found.keys is not None and part.min_entries is not None:
            self._check_keys(part, limits, found.keys, selector)
        return replace(found, constraints=limits, alias=name)

    def _built_in(self, part: ShapeSpec, name: str, but: tuple[str, ...], selector: str) -> Shape:
        kind = fieldtypes.get(name)
        for key in kind.needs:
            if getattr(part, key) is None:
                if not self.context.lacks(part, key):
                    self.context.error(
                        "key-missing-for-type",
                        f"A value of type `{name}` needs `{key}`.",
                        at=self.context.value(part, "type"),
                        help=f"Add `{key}:` beside it.",
                        selector=selector,
                        docs=self.context.docs(part, key),
                    )
                return UNKNOWN
        self._refuse_structure(part, name, selector)
        limits = Constraints(self.context, part, selector).on(name, kind.implied, kind.takes, but=but)
        make = _STRUCTURED.get(name)
        return (
            make(self, part, limits, selector)
            if make is not None
            else Shape(type=name, kind=kind.kind, constraints=limits)
        )

    def _refuse_structure(self, part: ShapeSpec, name: str, selector: str) -> None:
        if _STRUCTURE.keys().isdisjoint(part.model_fields_set):
            return
        for key, owner in _STRUCTURE.items():
            if key in part.model_fields_set and owner != name:
                self.context.error(
                    "key-not-allowed",
                    f"`{key}` does not go with the type `{name}`.",
                    at=self.context.key(part, key),
                    help=f"Take it out, or write `type: {owner}`.",
                    selector=selector,
                    docs=self.context.docs(part, key),
                )

    # ------------------------------------------------------------ structures

    def enum(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], selector: str) -> Shape:  # noqa: ARG002  structures share a signature
        """Compile one of a few values."""
        kind: Kind = "string" if any(isinstance(value, str) for value in part.enum or ()) else "integer"
        return Shape(type="enum", kind=kind, constraints=limits)

    def const(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], selector: str) -> Shape:  # noqa: ARG002  structures share a signature
        """Compile a single value."""
        kinds: dict[type, Kind] = {bool: "boolean", int: "integer"}
        return Shape(type="const", kind=kinds.get(type(part.const), "string"), constraints=limits)

    def array(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], selector: str) -> Shape:
        """Compile a list."""
        return Shape(type="array", kind="array", constraints=limits, items=self._inner(part, "items", selector))

    def map(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], selector: str) -> Shape:
        """Compile a mapping with open keys."""
        keys = self._inner(part, "keys", selector) if part.keys is not None else _ANY_KEYS
        if keys.type != UNKNOWN_TYPE and (keys.kind != "string" or keys.nullable):
            self.context.error(
                "map-keys-not-text",
                "The keys of a map are texts, and never null.",
                at=self.context.key(part, "keys"),
                help="Use a text type: `keys: {type: string, max_length: 40}`, `keys: {type: integer_string}` ...",
                selector=selector,
            )
        known = keys.constraints.get("enum", (keys.constraints.get("const"),))
        check_names(self.context, known if isinstance(known, tuple) else (), self.context.key(part, "keys"), selector)
        self._check_keys(part, limits, keys, selector)
        values = self._inner(part, "values", f"{selector}.*")
        return Shape(type="map", kind="map", constraints=limits, keys=keys, values=values)

    def _check_keys(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], keys: Shape, selector: str) -> None:
        message = too_few_keys(limits, keys) if keys.kind == "string" else ""
        if message:
            at = self.context.value(part, "min_entries")
            advice = "Write a smaller `min_entries`, or admit more `keys`."
            self.context.error("constraint-never-met", message, at=at, help=advice, selector=selector)

    def union(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], selector: str) -> Shape:
        """Compile a choice between types. What is ambiguous is left out, so that a union stays small."""
        members: list[Shape] = []
        taken: dict[str, int] = {}
        nullable = False
        for index, member in enumerate(part.any_of or ()):
            at = self.context.key(part, "any_of", index)
            shape = self.shape(member, selector, at)
            nullable = nullable or shape.nullable
            kinds = _json_types(shape)
            twice = next((kind for kind in kinds if kind in taken), None)
            if twice is None:
                taken.update(dict.fromkeys(kinds, index))
                members.append(replace(shape, nullable=False) if shape.nullable else shape)
                continue
            self.context.error(
                "union-ambiguous",
                f"Two members of this union are {_PLURALS[twice]}.",
                at=at,
                help="Keep one member of each JSON type, for instance by merging the two into one.",
                selector=selector,
                related=(Related(self.context.key(part, "any_of", taken[twice]), "The other one is here."),),
            )
        return Shape(type="union", kind="union", constraints=limits, members=tuple(members), nullable=nullable)

    def object(self, part: ShapeSpec, limits: Mapping[str, ConstraintValue], selector: str) -> Shape:  # noqa: ARG002  structures share a signature
        """Compile an object."""
        return self.objects.of(part, selector)

    def _inner(self, part: ShapeSpec, key: str, selector: str) -> Shape:
        return self.shape(getattr(part, key), selector, self.context.key(part, key))


_STRUCTURED: Final[dict[str, Callable[[Shapes, ShapeSpec, Mapping[str, ConstraintValue], str], Shape]]] = {
    "enum": Shapes.enum,
    "const": Shapes.const,
    "array": Shapes.array,
    "map": Shapes.map,
    "union": Shapes.union,
    "object": Shapes.object,
}

#: Kinds of shapes that hold others.
_HOLDING: Final = frozenset({"array", "map", "union", "object", "entries", "variants"})

_PLURALS: Final = {
    "string": "texts",
    "number": "numbers",
    "boolean": "truth values",
    "array": "lists",
    "object": "objects",
}


def _declared_by(group: str, shape: Shape) -> Shape:
    """Note on the fields of a group that it declares them; those of groups that it includes have theirs already."""

    def noted(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(one if one.group or one is UNKNOWN_FIELD else replace(one, group=group) for one in fields)

    return replace(shape, fields=noted(shape.fields), removed=noted(shape.removed))


def _json_types(shape: Shape) -> tuple[str, ...]:
    """Return the JSON types that a shape's values have; an integer is a number."""
    if shape.type == UNKNOWN_TYPE:
        return ()
    if shape.kind == "union":
        return tuple(kind for member in shape.members for kind in _json_types(member))
    names = {"map": "object", "entries": "object", "variants": "object", "integer": "number"}
    return (names.get(shape.kind, shape.kind),)
