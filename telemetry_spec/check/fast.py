"""Fast acceptance: a decoder built from a shape that says yes to most right payloads in a microsecond or two.

It may say no to a right payload (then the full explanation decides), and never yes to a wrong one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from telemetry_spec.check.columns import Column, Entries, Items, Kinds, Member, Objects, Pool, Texts
from telemetry_spec.check.places import ONLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from telemetry_spec.check.coverage import Key
    from telemetry_spec.model.shape import Field, Path, Shape
    from telemetry_spec.valueclasses.base import ValueClass

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
}
#: Payloads longer than this are looked at one by one: together they would not stay in the processor's cache.
_LONG = 100_000
_BASES: dict[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool}
#: What each kind decodes to, for telling the members of a union apart. Structs are told by their own type.
_DECODED: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (float,),
    "boolean": (bool,),
    "array": (list,),
    "map": (dict,),
}
#: Field types whose every value is of a form that no forbidden class has, and rarely comes twice.
UNIQUE = frozenset({"uuid", "md5", "sha1", "sha256", "sha384", "sha512", "timestamp"})

Classes = tuple["ValueClass", ...]


class _UnsupportedError(Exception):
    """A shape that msgspec has no type for; every payload is then explained in full."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shape lies, as coverage names it: the event on the wire ("" for the envelope) and the path."""

    event: str = ""
    path: Path = ()

    def below(self, *steps: str) -> Place:
        """Return the place so many steps further in."""
        return Place(self.event, (*self.path, *steps))

    @property
    def key(self) -> Key:
        """Return coverage's key."""
        return self.event, self.path


class Acceptor:
    """Says of JSON texts whether they are right for sure, and gathers in `seen` which declared fields they held.

    `forbidden` returns the value classes that a place must not hold.
    """

    def __init__(self, shape: Shape, forbidden: Callable[[Key], Classes] = lambda _: ()) -> None:
        self.seen: set[Key] = set()
        self._column: Column | None = None
        self._decoder: msgspec.json.Decoder[Type] | None = None
        self._encoder = msgspec.json.Encoder()
        builder = _Builder(self.seen, forbidden)
        self._pools = builder.pools
        # A ValueError is for names that the decoder does not take, such as those with a quotation mark.
        with suppress(_UnsupportedError, TypeError, ValueError):
            built = builder.build(shape, Place())
            self._decoder = msgspec.json.Decoder(built.type, strict=True)
            self._column = built.column
        self._longer = builder.longer

    def accepts(self, raw: bytes) -> bool:
        """Say whether one JSON text is right for sure."""
        if self._decoder is None:
            return False
        try:
            decoded = self._decoder.decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return False
        return _no_key_twice(raw, self._encoder.encode(decoded), longer=self._longer) and self._holds([decoded])

    def accepts_lines(self, lines: bytes) -> int:
        """Return how many lines there are, each with one JSON text that is right for sure; 0 when any may not be.

        Looking at a block at once saves what each call costs.
        """
        if self._decoder is None:
            return 0
        # `decode_lines` would take two texts on one line, and one text on two lines.
        texts = list(filter(None, lines.split(b"\n")))
        if len(lines) > _LONG * len(texts):
            return len(texts) if all(map(self.accepts, texts)) else 0
        try:
            decoded = list(map(self._decoder.decode, texts))
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return 0
        anew = self._encoder.encode_lines(decoded)
        return len(decoded) if _no_key_twice(lines, anew, longer=self._longer) and self._holds(decoded) else 0

    def _holds(self, decoded: list[Any]) -> bool:
        if self._column is None:
            return True
        right = self._column.holds([value for value in decoded if value is not None])
        # Every pool is settled, even after one was wrong: what is pending belongs to these payloads only.
        settled = [pool.settle() for pool in self._pools.values()]
        return right and all(settled)


def _no_key_twice(raw: bytes, anew: bytes, *, longer: bool = True) -> bool:
    """Say whether no object in a JSON text has a key twice, given the text written anew from what was decoded.

    A decoder keeps the last of two equal keys without a word, so the text written anew has fewer colons. Colons within
    texts are kept as they are, unless they were written as an escape: such a payload is left to the full explanation.

    Where nothing can come out `longer` than it went in (only numbers with a fraction can, and escapes), the same length
    says it all: whatever was dropped would be missing. No more white space comes out than the line ends that went in.
    """
    if raw == anew:
        return True
    if b"\\" not in raw:
        if not longer and len(raw) == len(anew):
            return True
    elif b"\\u003" in raw:
        return False
    return raw.count(b":") == anew.count(b":")


@dataclass(frozen=True, slots=True)
class _Built:
    """A type for the decoder, what it leaves to look at, and what its values decode to."""

    type: Type
    column: Column | None = None
    decoded: tuple[type, ...] = ()


@dataclass(slots=True)
class _Builder:
    seen: set[Key]
    forbidden: Callable[[Key], Classes]
    pools: dict[tuple[str, Classes, bool], Pool] = field(default_factory=dict)
    longer: bool = False
    _texts: dict[int, Column] = field(default_factory=dict)
    _items: dict[tuple[int, bool], Column] = field(default_factory=dict)

    def build(self, shape: Shape, place: Place) -> _Built:
        """Return the type of a shape with `None` where it is nullable, and its column."""
        if shape.type == "event" and shape.kind != "variants":
            place = Place(ONLY)
        built = _BUILDERS.get(shape.kind, _Builder.scalar)(self, shape, place)
        return _Built(built.type | None, built.column, built.decoded) if shape.nullable else built

    def scalar(self, shape: Shape, place: Place) -> _Built:
        """Texts, numbers and booleans."""
        limits, decoded = shape.constraints, _DECODED[shape.kind]
        self.longer |= shape.kind == "number"
        if "enum" in limits:
            return _Built(Literal[limits["enum"]], None, decoded)
        if "const" in limits:
            if isinstance(limits["const"], bool):
                raise _UnsupportedError
            return _Built(Literal[limits["const"]], None, decoded)
        base = _limited(_BASES[shape.kind], shape)
        return _Built(base, self.texts(shape, place) if shape.kind == "string" else None, decoded)

    def texts(self, shape: Shape, place: Place) -> Column | None:
        """Return what the decoder does not see of a text."""
        pattern = str(shape.constraints.get("pattern", ""))
        repeats = shape.type not in UNIQUE
        classes = self.forbidden(place.key) if repeats else ()
        if not pattern and not classes:
            return None
        pool = self.pools.setdefault((pattern, classes, repeats), Pool(pattern, classes, repeats))
        return self._texts.setdefault(id(pool), Texts(pool))

    def array(self, shape: Shape, place: Place) -> _Built:
        """Lists."""
        assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
        inner = self.build(shape.items, place)
        column = None
        if inner.column is not None:
            key = (id(inner.column), shape.items.nullable)
            column = self._items.setdefault(key, Items(inner.column, null=shape.items.nullable))
        return _Built(_limited(list[inner.type], shape), column, (list,))  # type: ignore[name-defined]

    def map(self, shape: Shape, place: Place) -> _Built:
        """Maps."""
        assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
        assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
        keys = self.scalar(shape.keys, place.below("*"))
        values = self.build(shape.values, place.below("*"))
        column = None
        if keys.column is not None or values.column is not None:
            column = Entries(keys.column, values.column, null=shape.values.nullable)
        return _Built(_limited(dict[keys.type, values.type], shape), column, (dict,))  # type: ignore[name-defined]

    def union(self, shape: Shape, place: Place) -> _Built:
        """Values of several JSON types."""
        members = [self.build(member, place) for member in shape.members]
        columns = tuple((member.decoded, member.column) for member in members if member.column is not None)
        decoded = tuple(kind for member in members for kind in member.decoded)
        return _Built(_any(member.type for member in members), Kinds(columns) if columns else None, decoded)

    def object(self, shape: Shape, place: Place) -> _Built:
        """Objects with declared fields."""
        if shape.open and shape.removed:
            raise _UnsupportedError
        parts = [(member, member.name, place.below(member.id)) for member in shape.fields]
        return self.struct(parts, closed=not shape.open)

    def entries(self, shape: Shape, place: Place) -> _Built:
        """Objects in which a key decides the type of a value: one struct for each key, told apart by it."""
        common = [(member, member.name, place.below(member.id)) for member in shape.fields]
        built = [
            self.struct(
                [*common, (entry, shape.value_name, place.below(shape.value_name, entry.id))],
                tag=(shape.tag, entry.name),
                alone=len(shape.entries) == 1,
            )
            for entry in shape.entries
        ]
        return _choice(built)

    def variants(self, shape: Shape, place: Place) -> _Built:
        """Events: objects told apart by a field, or by the key that holds them."""
        if shape.tag:
            return _choice([self.variant(shape, index) for index in range(len(shape.members))])
        members = []
        types = []
        for index, (tag, member) in enumerate(zip(shape.tags, shape.members, strict=True)):
            inner = self.build(member, Place(tag))
            types.append((f"f{index}", inner.type | msgspec.UnsetType, msgspec.field(name=tag, default=msgspec.UNSET)))
            members.append(Member((f"f{index}",), absent=True, null=member.nullable, column=inner.column))
        struct = msgspec.defstruct(
            "Wrapped", types, kw_only=True, forbid_unknown_fields=True, namespace={"__post_init__": _one_key}, gc=False
        )
        del place
        return _Built(struct, Objects(tuple(members), self.seen, frozenset()), (struct,))

    def variant(self, shape: Shape, index: int) -> _Built:
        """One of several objects told apart by a field, which the decoder reads and the struct does not hold."""
        member, tag = shape.members[index], shape.tags[index]
        if member.kind != "object" or (member.open and member.removed):
            raise _UnsupportedError
        place = Place(tag)
        parts = [(inner, inner.name, place.below(inner.id)) for inner in member.fields if inner.name != shape.tag]
        named = frozenset(place.below(inner.id).key for inner in member.fields if inner.name == shape.tag)
        alone = len(shape.members) == 1
        return self.struct(parts, closed=not member.open, tag=(shape.tag, tag), alone=alone, always=named)

    def struct(
        self,
        parts: Sequence[tuple[Field, str, Place]],
        *,
        closed: bool = True,
        tag: tuple[str, str] | None = None,
        alone: bool = False,
        always: Iterable[Key] = (),
    ) -> _Built:
        """Make a struct type. Its attributes are numbered: names on the wire need not be Python's.

        `tag` is the field that tells it from other structs, and what it holds here. The decoder insists on it only
        where there are others: for a struct `alone` it is a field like any other.
        """
        types: list[tuple[str, Type, Any]] = []
        if tag and alone:
            types.append(("tag", Literal[tag[1]], msgspec.field(name=tag[0])))
            tag = None
        members = []
        held = set(always)
        together: dict[tuple[int, bool], tuple[Column, list[str]]] = {}
        for index, (declared, name, place) in enumerate(parts):
            attribute, null = f"f{index}", declared.shape.nullable
            inner = self.build(declared.shape, place)
            if declared.optional:
                default = msgspec.field(name=name, default=msgspec.UNSET)
                types.append((attribute, inner.type | msgspec.UnsetType, default))
                members.append(Member((attribute,), absent=True, null=null, column=inner.column, key=place.key))
                continue
            types.append((attribute, inner.type, msgspec.field(name=name)))
            held.add(place.key)
            if isinstance(inner.column, Objects) and not inner.column.members and not null:
                held |= inner.column.always  # there whenever this object is, so that nobody need look
            elif inner.column is not None:
                together.setdefault((id(inner.column), null), (inner.column, []))[1].append(attribute)
        members += [
            Member(tuple(attributes), absent=False, null=null, column=column)
            for (_, null), (column, attributes) in together.items()
        ]
        struct = msgspec.defstruct(
            "Payload",
            types,
            kw_only=True,
            forbid_unknown_fields=closed,
            tag_field=tag[0] if tag else None,
            tag=tag[1] if tag else None,
            gc=False,
        )
        return _Built(struct, Objects(tuple(members), self.seen, frozenset(held)), (struct,))


def _choice(built: list[_Built]) -> _Built:
    if len(built) == 1:
        return built[0]
    columns = tuple((one.decoded, one.column) for one in built if one.column is not None)
    return _Built(_any(one.type for one in built), Kinds(columns), tuple(kind for one in built for kind in one.decoded))


def _any(types: Iterable[Type]) -> Type:
    return reduce(or_, types)


def _limited(base: Type, shape: Shape) -> Type:
    limits: dict[str, Any] = {_META[name]: limit for name, limit in shape.constraints.items() if name in _META}
    return Annotated[base, msgspec.Meta(**limits)] if limits else base


def _one_key(self: Any) -> None:  # noqa: ANN401  a struct made at run time
    """See that a struct of optional fields has exactly one. A ValueError is how msgspec wants to be told."""
    if sum(getattr(self, name) is not msgspec.UNSET for name in self.__struct_fields__) != 1:
        raise ValueError


_BUILDERS: dict[str, Callable[[_Builder, Shape, Place], _Built]] = {
    "array": _Builder.array,
    "map": _Builder.map,
    "union": _Builder.union,
    "object": _Builder.object,
    "entries": _Builder.entries,
    "variants": _Builder.variants,
}
