"""Pairs: the same part in two versions of a spec. One side is missing where a part came or went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from telemetry_spec.diff.widths import sketch
from telemetry_spec.model.change import Change
from telemetry_spec.model.shape import walk
from telemetry_spec.model.spec import Destination, Event, Option, OptOut, Promise, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from telemetry_spec.model.shape import Field, Json

Part = TypeVar("Part")
Part_co = TypeVar("Part_co", covariant=True)
Sides: TypeAlias = tuple[Part | None, Part | None]


@dataclass(frozen=True, slots=True)
class Pair(Generic[Part_co]):
    """A part as it was and as it is. `within` are the titles of what it belongs to; `side` is where a field lies."""

    selector: str
    old: Part_co | None
    new: Part_co | None
    within: tuple[str, ...] = ()
    side: str = ""

    @property
    def both(self) -> tuple[Part_co, Part_co] | None:
        """Return both sides, or None where one is missing."""
        return None if self.old is None or self.new is None else (self.old, self.new)

    @property
    def now(self) -> Any:  # noqa: ANN401  the part, whichever side it is on
        """Return the part as it is, or as it was when it is gone."""
        return self.old if self.new is None else self.new

    def change(
        self, kind: str, part: str = "", *, before: Json = None, after: Json = None, widens: bool | None = None
    ) -> Change:
        """Make a change of this part."""
        return Change(
            kind=kind,
            selector=self.selector,
            part=part,
            before=before,
            after=after,
            widens=widens,
            title=_title(self.now),
            within=self.within,
            values=_values(self.now) if self.old is None or self.new is None else 0,
            span=self.now.span,
        )


def paired(old: Mapping[str, Part], new: Mapping[str, Part]) -> list[tuple[str, Part | None, Part | None]]:
    """Pair parts by name, in the order of the newer spec. What is gone comes after what it came after."""
    gone: dict[str, list[str]] = {}
    last = ""
    for name in old:
        if name in new:
            last = name
        else:
            gone.setdefault(last, []).append(name)
    order = [*gone.get("", ()), *(one for name in new for one in (name, *gone.get(name, ())))]
    return [(name, old.get(name), new.get(name)) for name in order]


def paired_fields(old: Iterable[Field], new: Iterable[Field]) -> list[Sides[Field]]:
    """Pair the fields of an object: by name, by name on the wire, and by what they mean where that is unique."""
    was, now = {member.id: member for member in old}, {member.id: member for member in new}
    partner = {id(now[name]): was[name] for name in now if name in was}
    for key in (_wire_name, _meaning):
        taken = {id(member) for member in partner.values()}
        lost = _unique((member for member in was.values() if id(member) not in taken), key)
        for value, member in _unique((member for member in now.values() if id(member) not in partner), key).items():
            if value in lost:
                partner[id(member)] = lost[value]
    # What has another name now is known by the new one.
    names = {id(partner[id(member)]): member.id for member in now.values() if id(member) in partner}
    known = {names.get(id(member), member.id): member for member in was.values()}
    return [(one, other) for _, one, other in paired(known, now)]


def _wire_name(member: Field) -> Hashable:
    return member.name


def _meaning(member: Field) -> Hashable:
    return (member.description, sketch(member.shape)) if member.description else None


def _unique(members: Iterable[Field], key: Callable[[Field], Hashable]) -> dict[Hashable, Field]:
    listed = [(key(member), member) for member in members]
    counts = Counter(value for value, _ in listed)
    return {value: member for value, member in listed if counts[value] == 1 and value is not None}


def _title(part: object) -> str:
    if isinstance(part, Destination):
        return part.url
    if isinstance(part, Option):
        return part.key
    if isinstance(part, Promise):
        return part.description
    if isinstance(part, OptOut):
        return part.called
    return getattr(part, "title", "") or getattr(part, "description", "")


def _values(part: object) -> int:
    """Count the values that a part stands for: an object counts what it holds."""
    if isinstance(part, Source):
        return sum(map(_values, part.live_events()))
    if isinstance(part, Event):
        received = sum(not member.removed for member in part.received)
        return sum(not _holds(member) for _, member in walk(part.payload)) + received
    shape = getattr(part, "shape", None)
    if shape is None:
        return 0
    return sum(not _holds(member) for _, member in walk(shape)) or 1


def _holds(member: Field) -> bool:
    return next(walk(member.shape), None) is not None
