"""Fast acceptance: a decoder built from a shape that says yes to most right payloads in about a microsecond.

It may say no to a right payload (then the full explanation decides), and never yes to a wrong one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from telemetry_spec import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telemetry_spec.model.shape import Field, Shape

Type = Any
"""What msgspec takes as a type: it is built at run time, so no checker knows it."""

_META = {
    "minimum": "ge",
    "maximum": "le",
    "min_length": "min_length",
    "max_length": "max_length",
    "min_items": "min_length",
    "max_items": "max_length",
    "min_entries": "min_length",
    "max_entries": "max_length",
    "pattern": "pattern",
}
_BASES: dict[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool}


class _UnsupportedError(Exception):
    """A shape that msgspec has no type for; every payload is then explained in full."""


class Acceptor:
    """Says of JSON texts whether they are right for sure."""

    def __init__(self, shape: Shape) -> None:
        self._decoder: msgspec.json.Decoder[Type] | None = None
        with suppress(_UnsupportedError, TypeError):
            self._decoder = msgspec.json.Decoder(_type(shape), strict=True)
        self._encoder = msgspec.json.Encoder()

    def accepts(self, raw: bytes) -> bool:
        """Say whether one JSON text is right for sure."""
        if self._decoder is None:
            return False
        try:
            decoded = self._decoder.decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return False
        return _no_key_twice(raw, self._encoder.encode(decoded))

    def accepts_lines(self, lines: bytes) -> int:
        """Return how many JSON texts there are in lines that are all right for sure; 0 when any may not be.

        Decoding a block at once saves what each call costs.
        """
        if self._decoder is None:
            return 0
        try:
            decoded = self._decoder.decode_lines(lines)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return 0
        return len(decoded) if _no_key_twice(lines, self._encoder.encode_lines(decoded)) else 0


def _no_key_twice(raw: bytes, anew: bytes) -> bool:
    """Say whether no object in a JSON text has a key twice, given the text written anew from what was decoded.

    A decoder keeps the last of two equal keys without a word, so the text written anew has fewer colons. Colons within
    texts are kept as they are, unless they were written as an escape: such a payload is left to the full explanation.
    """
    return raw.count(b":") == anew.count(b":") and (b"\\" not in raw or b"\\u003" not in raw)


def _type(shape: Shape) -> Type:
    builder = _KINDS.get(shape.kind, _scalar)
    found = builder(shape)
    return found | None if shape.nullable else found


def _any(types: Iterable[Type]) -> Type:
    return reduce(or_, types)


def _limited(base: Type, shape: Shape) -> Type:
    limits: dict[str, Any] = {}
    for name, limit in shape.constraints.items():
        if name in _META:
            limits[_META[name]] = rf"\A{patterns.to_python(str(limit))}" if name == "pattern" else limit
    return Annotated[base, msgspec.Meta(**limits)] if limits else base


def _scalar(shape: Shape) -> Type:
    limits = shape.constraints
    if "enum" in limits:
        return Literal[limits["enum"]]
    if "const" in limits:
        if isinstance(limits["const"], bool):
            raise _UnsupportedError
        return Literal[limits["const"]]
    return _limited(_BASES[shape.kind], shape)


def _array(shape: Shape) -> Type:
    assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
    return _limited(list[_type(shape.items)], shape)  # type: ignore[misc]


def _map(shape: Shape) -> Type:
    assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
    assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
    return _limited(dict[_type(shape.keys), _type(shape.values)], shape)  # type: ignore[misc]


def _union(shape: Shape) -> Type:
    return _any(_type(member) for member in shape.members)


def _struct(fields: tuple[Field, ...], *, closed: bool, tag_field: str | None = None, tag: str | None = None) -> Type:
    """Make a struct type. Its attributes are numbered: names on the wire need not be Python's."""
    members = []
    for index, member in enumerate(fields):
        inner = _type(member.shape)
        if member.optional:
            default = msgspec.field(name=member.name, default=msgspec.UNSET)
            members.append((f"f{index}", inner | msgspec.UnsetType, default))
        else:
            members.append((f"f{index}", inner, msgspec.field(name=member.name)))
    return msgspec.defstruct(
        "Payload", members, kw_only=True, forbid_unknown_fields=closed, tag_field=tag_field, tag=tag, gc=False
    )


def _object(shape: Shape) -> Type:
    return _struct(shape.fields, closed=not shape.open)


def _entries(shape: Shape) -> Type:
    structs = []
    for entry in shape.entries:
        value = _renamed(entry, shape.value_name)
        structs.append(_struct((*shape.fields, value), closed=True, tag_field=shape.tag, tag=entry.name))
    return _any(structs)


def _variants(shape: Shape) -> Type:
    if not shape.tag:
        return _one_key(shape)
    structs = []
    for member, tag in zip(shape.members, shape.tags, strict=True):
        if member.kind != "object":
            raise _UnsupportedError
        fields = tuple(inner for inner in member.fields if inner.name != shape.tag)
        structs.append(_struct(fields, closed=not member.open, tag_field=shape.tag, tag=tag))
    return _any(structs)


def _one_key(shape: Shape) -> Type:
    def exactly_one(self: Any) -> None:  # noqa: ANN401  a struct made at run time
        if sum(getattr(self, name) is not msgspec.UNSET for name in self.__struct_fields__) != 1:
            raise ValueError

    members = [
        (f"f{index}", _type(member) | msgspec.UnsetType, msgspec.field(name=tag, default=msgspec.UNSET))
        for index, (tag, member) in enumerate(zip(shape.tags, shape.members, strict=True))
    ]
    return msgspec.defstruct(
        "Wrapped",
        members,
        kw_only=True,
        forbid_unknown_fields=True,
        namespace={"__post_init__": exactly_one},
        gc=False,
    )


def _renamed(member: Field, name: str) -> Field:
    return replace(member, name=name, optional=False)


_KINDS: dict[str, Callable[[Shape], Type]] = {
    "array": _array,
    "map": _map,
    "union": _union,
    "object": _object,
    "entries": _entries,
    "variants": _variants,
}
