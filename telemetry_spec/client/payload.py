"""A payload as it is sent, made of what a program hands over: declared fields only, changed as the spec says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.selector import covers, join
from telemetry_spec.transforms.apply import Dropped, Secrets, apply_all

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from telemetry_spec.model.shape import Field, Json, Path, Shape

    #: Makes an identifier, given the selector of its field and its lifetime.
    Identify = Callable[[str, str], str]


class PayloadError(ValueError):
    """A payload is not as the spec declares it. The text names places, never values."""


#: Lifetimes of identifiers that a client can make by itself: nobody else has to agree on them.
OWN: Final = frozenset({"request", "run", "session", "installation", "permanent"})
_ANY: Final = "00000000-0000-4000-8000-000000000000"


@dataclass(slots=True)
class Trimmer:
    """Makes values as they are sent.

    `stopped` are selectors of fields that an opt-out stops. `identify` makes identifiers that are missing. After a
    call, `dropped` has the selectors, or the names, of what was left out because nobody declared it.
    """

    secrets: Secrets = field(default_factory=Secrets)
    stopped: Collection[str] = ()
    identify: Identify | None = None
    dropped: list[str] = field(default_factory=list)

    def value(self, shape: Shape, value: Json, at: Path) -> Json:
        """Return a value as it is sent. What is not of the declared kind is returned as it is: it is not valid."""
        if isinstance(value, dict) and shape.kind in _OBJECTS:
            return _OBJECTS[shape.kind](self, shape, value, at)
        if isinstance(value, list) and shape.kind == "array" and shape.items is not None:
            return [self.value(shape.items, inner, at) for inner in value]
        if shape.kind == "union":
            member = next((one for one in shape.members if _fits(one, value)), None)
            return value if member is None else self.value(member, value, at)
        return value

    def fields(self, members: Collection[Field], given: Mapping[str, Json], at: Path) -> dict[str, Json]:
        """Return those of the given values that are declared, by their names on the wire, and what is implied."""
        names = {member.name for member in members}
        self.dropped += [join(*at, name) for name in given if name not in names]
        found: dict[str, Json] = {}
        for member in members:
            here = (*at, member.id)
            if any(covers(part, join(*here)) for part in self.stopped):
                continue
            kept = self._kept(member, given[member.name], here) if member.name in given else self._implied(member, here)
            if not isinstance(kept, Dropped):
                found[member.name] = kept
        return found

    def _kept(self, member: Field, value: Json, at: Path) -> Json | Dropped:
        changed = apply_all([one for one in member.transforms if one.at == "client"], value, self.secrets)
        return changed if isinstance(changed, Dropped) else self.value(member.shape, changed, at)

    def _implied(self, member: Field, at: Path) -> Json | Dropped:
        """Return what a missing field can be made of: an identifier, its only value, or an object of such."""
        if member.optional or member.shape.nullable:
            return Dropped()
        if own_identifier(member) and self.identify is not None:
            return _form(member, self.identify(join(*at), member.lifetime))
        if member.shape.kind == "object":
            return self.fields(member.shape.fields, {}, at) or Dropped()
        only = member.shape.constraints.get("const")
        return Dropped() if only is None else only  # type: ignore[return-value]  # a text, a number or a boolean

    def object(self, shape: Shape, value: Mapping[str, Json], at: Path) -> Json:
        """Return an object as it is sent."""
        if not shape.open:
            return self.fields(shape.fields, value, at)
        known = {member.name for member in shape.fields}
        gone = {member.name for member in shape.removed}
        rest = {name: inner for name, inner in value.items() if name not in known | gone}
        return self.fields(shape.fields, {name: value[name] for name in value if name not in rest}, at) | rest

    def map(self, shape: Shape, value: Mapping[str, Json], at: Path) -> Json:
        """Return a map as it is sent: its keys stay."""
        assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
        inside = shape.values
        return {key: self.value(inside, inner, (*at, "*")) for key, inner in value.items()}

    def entry(self, shape: Shape, value: Mapping[str, Json], at: Path) -> Json:
        """Return a key and its value as they are sent."""
        own = {name: inner for name, inner in value.items() if name not in (shape.tag, shape.value_name)}
        found = self.fields(shape.fields, own, at)
        entry = next((one for one in shape.entries if one.name == value.get(shape.tag)), None)
        found |= {name: value[name] for name in (shape.tag, shape.value_name) if name in value}
        if shape.value_name in value and entry is not None:
            kept = self._kept(entry, value[shape.value_name], (*at, shape.value_name, entry.id))
            if isinstance(kept, Dropped):
                del found[shape.value_name]
            else:
                found[shape.value_name] = kept
        return found

    def variant(self, shape: Shape, value: Mapping[str, Json], at: Path) -> Json:
        """Return one of several objects as it is sent."""
        if shape.tag:
            tag = value.get(shape.tag)
            member = next((one for one, name in zip(shape.members, shape.tags, strict=True) if name == tag), None)
            return dict(value) if member is None else self.value(member, dict(value), at)
        known = dict(zip(shape.tags, shape.members, strict=True))
        return {name: self.value(known[name], inner, at) if name in known else inner for name, inner in value.items()}


_OBJECTS: Final[Mapping[str, Callable[[Trimmer, Shape, Mapping[str, Json], Path], Json]]] = {
    "object": Trimmer.object,
    "map": Trimmer.map,
    "entries": Trimmer.entry,
    "variants": Trimmer.variant,
}


def own_identifier(member: Field) -> bool:
    """Say whether a client can make the value of a field by itself: a random UUID that stands for this machine."""
    return not member.shape.nullable and bool(_form(member, _ANY))


def _form(member: Field, identifier: str) -> str:
    """Return an identifier in the form that a field has: a UUID, or its digits alone; "" where it has neither."""
    if member.sensitivity != "identifier" or member.lifetime not in OWN:
        return ""
    if member.shape.type == "uuid":
        return identifier
    digits = identifier.replace("-", "")
    limits = member.shape.constraints
    plain = member.shape.type == "string" and "pattern" in limits
    return digits if plain and all(CONSTRAINTS[name].holds(digits, limit) for name, limit in limits.items()) else ""


def made_up(shape: Shape, value: Json) -> Json:
    """Return a made-up value as a host would give it: without identifiers, which would be the same on every machine.

    Those that a client makes by itself are left out, and so are those that may be; others that may be null are null.
    """
    if isinstance(value, list) and shape.items is not None:
        return [made_up(shape.items, inner) for inner in value]
    if not isinstance(value, dict):
        return value
    found = dict(value)
    for member in shape.fields:
        if member.name not in found:
            continue
        if member.sensitivity == "identifier" and member.lifetime in OWN:
            if own_identifier(member) or member.optional:
                del found[member.name]
            elif member.shape.nullable:
                found[member.name] = None
        else:
            found[member.name] = made_up(member.shape, found[member.name])
    return found


_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "map": (dict,),
    "entries": (dict,),
    "variants": (dict,),
}


def _fits(shape: Shape, value: Json) -> bool:
    return isinstance(value, _KINDS.get(shape.kind, ())) and (shape.kind == "boolean") == isinstance(value, bool)
