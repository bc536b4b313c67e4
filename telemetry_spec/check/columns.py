"""What a decoder leaves unchecked, checked column by column over many payloads at once.

Patterns and forbidden values cost a call for each text. Here the texts of a block of payloads are gathered and looked
at together; and since payloads of one product repeat most of their texts, those that were right are remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from telemetry_spec import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from telemetry_spec.check.coverage import Key
    from telemetry_spec.valueclasses.base import ValueClass

#: How many texts a column remembers, and how long they may be: what is forgotten is looked at again.
_REMEMBERED = 20_000
_LENGTH = 200
#: Fewer texts than this are matched one by one.
_WORTH_JOINING = 5
#: Outlines are made for patterns that tell no more characters apart than this.
_CHARACTERS = 8


class Column(Protocol):
    """Says whether values, none of them null or absent, are all right as far as the decoder did not look."""

    def holds(self, values: Collection[Any]) -> bool:
        """Say whether all values are right."""


@dataclass(slots=True)
class Pool:
    """Texts of all columns that have the same pattern and must not hold the same classes of values, looked at together.

    `repeats` says that the same texts come again, so that those that were right are worth remembering.
    """

    pattern: str
    classes: tuple[ValueClass, ...]
    repeats: bool
    pending: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def settle(self) -> bool:
        """Say whether all texts that are pending are right, and forget them."""
        found, self.pending = self.pending, []
        new: Collection[str] = found
        if self.repeats:
            new = set(found) - self._known
        if not new:
            return True
        if (self.pattern and not _all_match(self.pattern, new)) or self._holds_forbidden(new):
            return False
        if self.repeats:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known.update(text for text in new if len(text) <= _LENGTH)
        return True

    def _holds_forbidden(self, texts: Collection[str]) -> bool:
        """Search the texts, if a hint on all of them at once does not rule it out."""
        if not self.classes:
            return False
        raw = msgspec.json.encode(list(texts))
        return any(one.hint(raw) and any(map(one.finds, texts)) for one in self.classes)


@dataclass(frozen=True, slots=True)
class _Expressions:
    """A pattern, ready for use.

    `one` is for one text and `lines` for lines of them: None where a text may hold a line end. `table` makes outlines
    of texts: None where the pattern tells so many characters apart that hardly two texts have the same.
    """

    one: re.Pattern[str]
    lines: re.Pattern[str] | None
    table: bytes | None


@lru_cache(maxsize=256)
def _expressions(pattern: str) -> _Expressions:
    parsed = patterns.parse_linear(pattern)
    table = patterns.outline_table(parsed)
    return _Expressions(
        one=re.compile(patterns.to_python(pattern)),
        lines=None
        if patterns.admits(parsed.root, "\n")
        else re.compile(rf"(?:(?:{patterns.possessive(pattern)})\n)*+\Z"),
        table=table if len(set(table[:128])) <= _CHARACTERS else None,
    )


def _all_match(pattern: str, texts: Collection[str]) -> bool:
    """Say whether all texts match. Looking at all of them as lines saves a call for each."""
    expressions = _expressions(pattern)
    if len(texts) < _WORTH_JOINING:
        return all(map(expressions.one.match, texts))
    joined = "\n".join(texts) + "\n"
    if joined.count("\n") == len(texts):
        if expressions.table is not None and joined.isascii():
            outlines = _distinct(joined.encode().translate(expressions.table), len(texts))
            return all(expressions.one.match(outline.decode()) for outline in outlines)
        if expressions.lines is not None:
            return expressions.lines.match(joined) is not None
    return all(map(expressions.one.match, texts))


def _distinct(lines: bytes, count: int) -> Collection[bytes]:
    """Return so many lines without those that come again. Mostly all are alike, which is seen at a glance."""
    first = lines[: lines.index(b"\n")]
    return [first] if lines == (first + b"\n") * count else set(lines.split(b"\n")[:-1])


@dataclass(slots=True)
class Texts:
    """Texts, which go into a pool."""

    pool: Pool

    def holds(self, values: Collection[Any]) -> bool:
        """Leave the texts to the pool, which is settled when all columns have been looked at."""
        self.pool.pending.extend(values)
        return True


@dataclass(slots=True)
class Member:
    """A field of an object that needs a look, or several that are always there and share a column.

    `attributes` are theirs in the struct. `key` is what coverage calls a field that may be absent.
    """

    attributes: tuple[str, ...]
    absent: bool
    null: bool
    column: Column | None
    key: Key | None = None
    _get: Callable[[Any], Any] = field(init=False)

    def __post_init__(self) -> None:
        self._get = attrgetter(*self.attributes)

    def present(self, values: Collection[Any]) -> list[Any]:
        """Return what the objects hold there."""
        found = map(self._get, values)
        if len(self.attributes) > 1:
            return list(chain.from_iterable(found))
        return [value for value in found if value is not msgspec.UNSET] if self.absent else list(found)


@dataclass(slots=True)
class Objects:
    """Objects of one type. `seen` takes note of the fields that were there."""

    members: tuple[Member, ...]
    seen: set[Key]
    always: frozenset[Key]

    def holds(self, values: Collection[Any]) -> bool:
        """Look at the objects field by field."""
        if not values:
            return True
        if self.always:  # once is enough
            self.seen |= self.always
            self.always = frozenset()
        for member in self.members:
            found = member.present(values)
            if member.key is not None and found:
                self.seen.add(member.key)
            if member.column is not None:
                found = _present(found, null=member.null)
                if found and not member.column.holds(found):
                    return False
        return True


@dataclass(slots=True)
class Items:
    """Lists, looked at as one list of all their items."""

    column: Column
    null: bool

    def holds(self, values: Collection[Any]) -> bool:
        """Look at the items."""
        return self.column.holds(_present(list(chain.from_iterable(values)), null=self.null))


@dataclass(slots=True)
class Entries:
    """Maps, looked at as the list of all their keys and that of all their values."""

    keys: Column | None
    values: Column | None
    null: bool

    def holds(self, values: Collection[Any]) -> bool:
        """Look at keys and values."""
        if self.keys is not None and not self.keys.holds(list(chain.from_iterable(values))):
            return False
        inner = list(chain.from_iterable(value.values() for value in values))
        return self.values is None or self.values.holds(_present(inner, null=self.null))


@dataclass(slots=True)
class Kinds:
    """Values of several types, each type looked at by itself."""

    columns: tuple[tuple[tuple[type, ...], Column], ...]

    def holds(self, values: Collection[Any]) -> bool:
        """Look at the values of each type."""
        return all(column.holds([value for value in values if type(value) in types]) for types, column in self.columns)


def _present(values: list[Any], *, null: bool) -> list[Any]:
    return [value for value in values if value is not None] if null else values
