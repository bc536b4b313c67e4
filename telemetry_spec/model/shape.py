"""The shape of values: what a field, a payload or a whole request body may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.model.finding import Span

Json: TypeAlias = Union[bool, int, float, str, "list[Json]", "dict[str, Json]", None]
Kind: TypeAlias = Literal[
    "string", "integer", "number", "boolean", "array", "object", "map", "union", "entries", "variants"
]
Sensitivity: TypeAlias = Literal["technical", "interaction", "identifier", "personal", "content"]
ConstraintValue: TypeAlias = int | float | str | bool | tuple[str, ...] | tuple[int, ...]

#: From least to most revealing.
SENSITIVITIES: tuple[Sensitivity, ...] = ("technical", "interaction", "identifier", "personal", "content")

#: The largest integer that every JSON reader holds exactly (RFC 8259, section 6).
MAX_SAFE_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a value may be, with everything implied already spelt out.

    `type` is the name of the field type (the stem of a file in `fieldtypes/`), `kind` the JSON structure behind it.
    `constraints` holds every constraint that applies, those implied by the type included, by its name in the language
    (`min_length`, `pattern`, `minimum`, `enum` ...). The remaining attributes belong to one kind each:

    - array: `items`
    - object: `fields`, `removed` with those that may no longer occur, and `open` with the reason why undeclared fields
      are let through ("" means closed)
    - map: `keys` (a string shape) and `values`
    - union: `members`, told apart by their JSON type
    - entries: an object with `fields` of its own, a field `tag` that holds a key, and a field `value_name` whose shape
      the key decides: `entries` has one field for each key, and the field's `name` is the key
    - variants: `members`, all objects. With `tag`, the field of that name holds `tags[i]` in `members[i]`; with `tag`
      "" every object has exactly one field, its name is one of `tags`, and its value is of the shape `members[i]`
    """

    type: str
    kind: Kind
    nullable: bool = False
    constraints: Mapping[str, ConstraintValue] = field(default_factory=dict)
    items: Shape | None = None
    fields: tuple[Field, ...] = ()
    removed: tuple[Field, ...] = ()
    open: str = ""
    keys: Shape | None = None
    values: Shape | None = None
    members: tuple[Shape, ...] = ()
    tag: str = ""
    tags: tuple[str, ...] = ()
    value_name: str = ""
    entries: tuple[Field, ...] = ()
    alias: str = ""
    """The named type that this shape was written as, or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """What is done to a value before it is sent (`at` client) or before it is stored (`at` receiver).

    `kind` is `hash`, `truncate`, `round` or `drop`. For a hash, `algorithm` names it and `mode` is `plain`, `salted`
    or `keyed`; `size` is the length kept by `truncate` and the step of `round`. `of` says in words what is transformed.
    """

    kind: Literal["hash", "truncate", "round", "drop"]
    at: Literal["client", "receiver"]
    algorithm: str = ""
    mode: Literal["plain", "salted", "keyed"] = "plain"
    size: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value in a payload, a header, a query or a stored row.

    `id` is its name in the spec and in selectors, `name` its name on the wire (the same unless the spec says so).
    `origin` says where a received field comes from (`clock`, `remote_address` ...), and is "" for a sent one.
    `lifetime` says how long an identifier stays the same. `since`, `deprecated` and `removed` are versions of the spec.
    `group` is the group that declares it, or "".
    """

    id: str
    name: str
    shape: Shape
    span: Span
    description: str = ""
    optional: bool = False
    sensitivity: Sensitivity = "technical"
    lifetime: str = ""
    examples: tuple[Json, ...] = ()
    transforms: tuple[Transform, ...] = ()
    origin: str = ""
    header: str = ""
    since: str = ""
    deprecated: str = ""
    removed: str = ""
    note: str = ""
    unit: str = ""
    retention: str = ""
    group: str = ""


Path: TypeAlias = tuple[str, ...]
"""Ids of fields from the payload inward. An array adds no step, a map `*`; an entry the value's name and its key."""


def children(shape: Shape) -> Iterator[tuple[Path, Shape]]:
    """Yield the shapes directly under a shape that are not fields, each with the steps that lead to it."""
    if shape.items is not None:
        yield (), shape.items
    if shape.values is not None:
        yield ("*",), shape.values
    for member in shape.members:
        yield (), member


def walk(shape: Shape, path: Path = (), *, events: bool = True) -> Iterator[tuple[Path, Field]]:
    """Yield every field under a shape with its path, parents before children, in the order of the spec.

    With `events` false the walk stops where an event begins: what is left is the envelope's own.
    """
    if shape.type == "event" and not events:
        return
    for member in shape.fields:
        here = (*path, member.id)
        yield here, member
        yield from walk(member.shape, here, events=events)
    for entry in shape.entries:
        here = (*path, shape.value_name, entry.id)
        yield here, entry
        yield from walk(entry.shape, here, events=events)
    for steps, child in children(shape):
        yield from walk(child, (*path, *steps), events=events)
