"""Shapes as Python annotations for pydantic."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from telemetry_spec import patterns
from telemetry_spec.emit._code.prose import width
from telemetry_spec.emit.pydantic_models.layout import Atom, Brackets, Either, Pair, Text, flat, layout, literal
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.shape import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    from telemetry_spec.emit._code.declarations import Declarations
    from telemetry_spec.emit.pydantic_models.layout import Code
    from telemetry_spec.model.shape import ConstraintValue, Shape

#: The parameters of `pydantic.Field` for the keywords of JSON Schema. `const` and `enum` become `Literal`.
PARAMETERS = {
    "minimum": "ge",
    "maximum": "le",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minItems": "min_length",
    "maxItems": "max_length",
    "minProperties": "min_length",
    "maxProperties": "max_length",
}
_BASES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
#: What keeps Python's `True == 1 == 1.0` out of a type.
_GUARDS = {"integer": "WholeNumber", "boolean": "TrueOrFalse"}

#: A type within another one is given a name of its own when it is longer.
_ROOM = 60

Path = tuple[str, ...]


@dataclass(slots=True)
class Types:
    """Writes annotations. `used` collects the names that they need, `aliases` the source of types given a name here."""

    declared: Declarations
    used: set[str] = field(default_factory=set)
    aliases: list[list[str]] = field(default_factory=list)

    def short(self, shape: Shape, path: Path, room: int = _ROOM, wrapper: str = "") -> str:
        """Return an annotation that fits into so many columns.

        Args:
            shape: What to write, null included.
            path: The parts of a name, should one be needed.
            room: The columns at hand.
            wrapper: A generic type around it, or "".
        """
        name = self.declared.name_of(shape)
        code = Atom(name) if name else self.plain(shape, path)
        written = self._wrapped(flat(code), shape, wrapper)
        if width(written) > room and not isinstance(code, Atom):
            name = self.declared.names.take("".join(path), path[0] + path[-1])
            self.aliases.append(layout(code, before=f"{name} = "))
            written = self._wrapped(name, shape, wrapper)
        return written

    def _wrapped(self, code: str, shape: Shape, wrapper: str) -> str:
        if shape.nullable:
            return f"{code} | None"
        if wrapper:
            self.used.add(wrapper)
            return f"{wrapper}[{code}]"
        return code

    def plain(self, shape: Shape, path: Path) -> Code:
        """Write a shape in full, null and its own name left aside."""
        if shape.kind == "array":
            assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
            item = self.short(shape.items, (*path, "Item"))
            return self._annotated(Brackets("list[", (Atom(item),), "]", comma=False), shape)
        if shape.kind == "map":
            assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
            assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
            inner = (self.short(shape.keys, (*path, "Key")), self.short(shape.values, (*path, "Value")))
            return self._annotated(Brackets("dict[", tuple(map(Atom, inner)), "]"), shape)
        if shape.kind == "union":
            return Either(tuple(self.short(member, path) for member in shape.members))
        return self._scalar(shape)

    def _scalar(self, shape: Shape) -> Code:
        limits = shape.constraints
        found = (limits["const"],) if "const" in limits else limits.get("enum", ())
        values = cast("tuple[str | int, ...]", found)
        if not values:
            guards = ("WholeNumber",) if shape.kind == "integer" else ()
            return self._annotated(Atom(_BASES[shape.kind]), shape, guards)
        self.used.add("Literal")
        several = Brackets("Literal[", tuple(literal(value) for value in values), "]", comma=len(values) > 1)
        guard = _GUARDS.get(shape.kind)
        return self._with(several, guard) if guard else several

    def _annotated(self, code: Code, shape: Shape, guards: tuple[str, ...] = ()) -> Code:
        limits = tuple(
            self._limit(constraint.keyword, shape.constraints[name], shape)
            for name, constraint in CONSTRAINTS.items()
            if name in shape.constraints and constraint.keyword in PARAMETERS
        )
        if limits:
            self.used.add("Field")
            return self._with(code, Brackets("Field(", limits, ")"), *guards)
        return self._with(code, *guards)

    def _with(self, code: Code, *metadata: Code | str) -> Code:
        if not metadata:
            return code
        self.used.update(("Annotated", *(item for item in metadata if isinstance(item, str))))
        items = (Atom(item) if isinstance(item, str) else item for item in metadata)
        return Brackets("Annotated[", (code, *items), "]")

    def _limit(self, keyword: str, limit: ConstraintValue, shape: Shape) -> Code:
        head = f"{PARAMETERS[keyword]}="
        if isinstance(limit, str):
            return Pair(head, Text(patterns.to_ecma(limit)))
        number = cast("int | float", limit)
        if shape.kind != "number":
            number = math.ceil(number) if keyword == "minimum" else math.floor(number)
            number = max(-MAX_SAFE_INTEGER, min(number, MAX_SAFE_INTEGER))
        if abs(number) == MAX_SAFE_INTEGER and isinstance(number, int):
            self.used.add("MAX_SAFE_INTEGER")
            return Pair(head, Atom("MAX_SAFE_INTEGER" if number > 0 else "-MAX_SAFE_INTEGER"))
        return Pair(head, Atom(repr(number)))
