"""Fields as flat lists: where each lies on the wire, what it may be, and whether it is always there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from telemetry_spec.emit.json_schema import keywords
from telemetry_spec.emit.telemetry_json import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Field, Path, Shape, Transform

In: TypeAlias = Literal["payload", "body", "header", "query", "received"]

#: RFC 9535, section 2.7: how a normalized path writes these.
_ESCAPES: Final = {"'": "\\'", "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def step(name: str) -> str:
    """Write a name as a step of a normalized JSONPath (RFC 9535, section 2.7)."""
    written = "".join(_ESCAPES.get(char, char if char >= " " else f"\\u{ord(char):04x}") for char in name)
    return f"['{written}']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a payload: the ids of the fields that lead to it, and its JSONPath.

    `always` says whether every payload has it, `removed` is the version since which none has, and `when` holds the
    values on which it depends.
    """

    ids: Path = ()
    path: str = "$"
    always: bool = True
    removed: str = ""
    when: tuple[parts.Condition, ...] = ()

    def field(self, member: Field) -> Spot:
        """Return the place of a field of an object that lies here."""
        return replace(
            self,
            ids=(*self.ids, member.id),
            path=self.path + step(member.name),
            always=self.always and not member.optional and not member.removed,
            removed=self.removed or member.removed,
        )

    def where(self, name: str, value: str) -> tuple[parts.Condition, ...]:
        """Return the conditions of what depends on a value that lies beside it."""
        return (*self.when, parts.Condition(path=self.path + step(name), equals=value))


def spots(shape: Shape, spot: Spot | None = None, *, events: bool = True) -> Iterator[tuple[Spot, Field]]:
    """Yield every field under a shape with its place, parents before children, removed ones too.

    The order is that of `model.shape.walk`, with what was removed from an object after its other fields. With `events`
    false it stops where an event begins.
    """
    spot = spot or Spot()
    if shape.type == "event" and not events:
        return
    for member in (*shape.fields, *shape.removed):
        here = spot.field(member)
        yield here, member
        inner = replace(here, always=here.always and not member.shape.nullable)
        yield from spots(member.shape, inner, events=events)
    for entry in shape.entries:
        ids = (*spot.ids, shape.value_name, entry.id)
        path = spot.path + step(shape.value_name)
        here = replace(spot, ids=ids, path=path, always=False, when=spot.where(shape.tag, entry.name))
        yield here, entry
        yield from spots(entry.shape, here, events=events)
    for inner, child in _inner(shape, spot):
        yield from spots(child, inner, events=events)


def _inner(shape: Shape, spot: Spot) -> Iterator[tuple[Spot, Shape]]:
    """Yield the shapes directly under a shape that are not fields, each with its place."""
    if shape.items is not None:
        filled = bool(shape.constraints.get("min_items"))
        yield replace(spot, path=f"{spot.path}[*]", always=spot.always and filled), shape.items
    if shape.values is not None:
        yield replace(spot, ids=(*spot.ids, "*"), path=f"{spot.path}[*]", always=False), shape.values
    for member in shape.members:
        yield replace(spot, always=False), member


def events_at(body: Shape) -> str:
    """Return the JSONPath of the place in a request's body where events lie."""
    found = _events_at(body, Spot())
    assert found is not None  # noqa: S101  the compiler's promise: a body holds events somewhere
    return found.path


def _events_at(shape: Shape, spot: Spot) -> Spot | None:
    if shape.type == "event":
        return spot
    below = [(spot.field(member), member.shape) for member in shape.fields]
    below += _inner(shape, spot)
    return next((found for inner, child in below if (found := _events_at(child, inner)) is not None), None)


# ---------------------------------------------------------------- one field


def value(shape: Shape) -> dict[str, Any]:
    """Return the keys that say what a value may be."""
    return {
        "type": shape.kind if shape.kind in ("entries", "union", "map") else shape.type,
        "nullable": shape.nullable,
        "limits": keywords(shape),
        "items": _value(shape.items),
        "keys": _value(shape.keys),
        "values": _value(shape.values),
        "any_of": [parts.Value(**value(member)) for member in shape.members] if shape.kind == "union" else [],
        "open": shape.open,
    }


def _value(shape: Shape | None) -> parts.Value | None:
    return None if shape is None else parts.Value(**value(shape))


def field_part(member: Field, selector: str, place: In, spot: Spot) -> parts.FieldPart:
    """Return the entry of a field. The path is left out where the name says it all."""
    return parts.FieldPart(
        **value(member.shape),
        selector=selector,
        name=member.name,
        in_=place,
        path=spot.path if place in ("payload", "body") else "",
        when=list(spot.when),
        required=not (member.optional or member.removed),
        always=spot.always,
        description=member.description,
        sensitivity=member.sensitivity,
        lifetime=member.lifetime,
        unit=member.unit,
        examples=list(member.examples),
        transforms=[_transform(one) for one in member.transforms],
        origin=member.origin,
        header=member.header,
        retention=member.retention,
        group=member.group,
        state=state(member, spot.removed),
        since=member.since,
        deprecated=member.deprecated,
        removed=spot.removed,
        note=member.note,
    )


def _transform(one: Transform) -> parts.Transform:
    return parts.Transform(
        kind=one.kind,
        at=one.at,
        algorithm=one.algorithm,
        mode=one.mode if one.kind == "hash" else "",
        size=one.size,
        of=one.of,
    )


def state(part: Any, removed: str = "") -> parts.State:  # noqa: ANN401  anything that comes and goes
    """Say whether a part of the spec is live; `removed` is when what it lies in was removed."""
    if removed or part.removed:
        return "removed"
    return "deprecated" if part.deprecated else "live"
