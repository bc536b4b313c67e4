"""Values made from shapes."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from telemetry_spec.model.shape import ConstraintValue, Field, Json, Shape

    Limits = Mapping[str, ConstraintValue]

PLAIN = string.ascii_lowercase + string.digits
#: What real payloads hold and careless readers trip over: quotes, escapes, line ends, other scripts, a joined emoji.
WILD = PLAIN + " \"'\\/<>&\n\t\r\0\x7f\u00e9\u0660\u2028\u4e2d\U0001f600\u200d"

_ATTEMPTS = 40
#: Types of which two values are hardly ever the same.
_TELLING_APART = frozenset({"uuid", "md5", "sha1", "sha256", "sha384", "sha512"})


@dataclass(slots=True)
class Maker:
    """Makes values of a shape.

    `optional`, `null` and `examples` are probabilities: that an optional field is there, that a nullable value is null,
    and that a declared example is taken. `items` is the number of items in lists and maps where the bounds allow it,
    None for a random one; `alphabet` is what free texts are made of, and `avoid` finds what no text should hold.
    `shown` are examples that have been given already: the same one for two values would look like one value.
    """

    rng: random.Random
    optional: float = 0.5
    null: float = 0.15
    examples: float = 0.0
    items: int | None = None
    alphabet: str = PLAIN
    avoid: tuple[Callable[[str], bool], ...] = ()
    shown: list[Json] = field(default_factory=list)

    def value(self, shape: Shape) -> Json:
        """Return a value that the shape allows."""
        if shape.nullable and self.null > 0 and self.rng.random() < self.null:
            return None
        maker = _MAKERS.get(shape.kind)
        return maker(self, shape) if maker else self.scalar(shape)

    def field(self, member: Field) -> Json:
        """Return a value of a field, one of its examples with the probability asked for."""
        if member.examples and self.examples > 0 and self.rng.random() < self.examples:
            return self.rng.choice(member.examples) if self.items is None else member.examples[0]
        return self.value(member.shape)

    def object(self, shape: Shape) -> dict[str, Json]:
        """Return an object with its always-sent fields and some of the others."""
        return {
            member.name: self.field(member)
            for member in shape.fields
            if not member.optional or self.rng.random() < self.optional
        }

    def entries(self, shape: Shape) -> Json:
        """Return an object with a key and a value that goes with it."""
        entry = shape.entries[0 if self.items is not None else self.rng.randrange(len(shape.entries))]
        return {**self.object(shape), shape.tag: entry.name, shape.value_name: self.field(entry)}

    def variants(self, shape: Shape) -> Json:
        """Return one of several objects."""
        index = 0 if self.items is not None else self.rng.randrange(len(shape.members))
        inner = self.value(shape.members[index])
        return inner if shape.tag else {shape.tags[index]: inner}

    def union(self, shape: Shape) -> Json:
        """Return a value of one of several types."""
        index = 0 if self.items is not None else self.rng.randrange(len(shape.members))
        return self.value(shape.members[index])

    def array(self, shape: Shape) -> Json:
        """Return a list."""
        assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
        items = shape.items
        return [self.value(items) for _ in range(self._count(shape, "min_items", "max_items"))]

    def map(self, shape: Shape) -> Json:
        """Return an object with keys of its own choice."""
        assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
        assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
        wanted = self._count(shape, "min_entries", "max_entries")
        found: dict[str, Json] = {}
        for _ in range(wanted + _ATTEMPTS):
            if len(found) == wanted:
                break
            found[str(self.scalar(shape.keys))] = self.value(shape.values)
        return found

    def _count(self, shape: Shape, low: str, high: str) -> int:
        least = int(cast("int", shape.constraints.get(low, 0)))
        most = int(cast("int", shape.constraints.get(high, least + 3)))
        if self.items is not None:
            return max(least, min(most, self.items))
        if self.optional == 0:
            return least
        return self.rng.randint(least, min(most, least + 3))

    def scalar(self, shape: Shape) -> Json:
        """Return a text, a number or a boolean."""
        limits = shape.constraints
        if "const" in limits:
            return cast("Json", limits["const"])
        if "enum" in limits:
            values = cast("tuple[str, ...]", limits["enum"])
            return self.rng.choice(values) if self.items is None else values[0]
        if self.examples > 0 and self.items is not None:
            fitting = [example for example in fieldtypes.get(shape.type).examples if fits(example, limits)]
            fresh = [example for example in fitting if example not in self.shown]
            if fresh or (fitting and shape.type not in _TELLING_APART):
                self.shown += fresh[:1]
                return fresh[0] if fresh else fitting[0]
        return _SCALARS[shape.kind](self, limits)

    def integer(self, limits: Limits) -> Json:
        """Return a whole number within bounds, mostly a small one."""
        low, high = int(cast("int", limits["minimum"])), int(cast("int", limits["maximum"]))
        if self.rng.random() < 0.1:  # noqa: PLR2004  now and then a bound itself
            return self.rng.choice((low, high))
        start = max(low, min(0, high))
        return self.rng.randint(start, min(high, start + 1000))

    def number(self, limits: Limits) -> Json:
        """Return a number within bounds, with few digits."""
        low = float(cast("float", limits.get("minimum", -1000.0)))
        high = float(cast("float", limits.get("maximum", max(low, 0.0) + 1000.0)))
        value = round(self.rng.uniform(low, high), 3)
        return min(max(value, low), high)

    def boolean(self, limits: Limits) -> Json:  # noqa: ARG002  the makers of scalars share a signature
        """Return true or false."""
        return self.rng.random() < 0.5  # noqa: PLR2004  it is a coin

    def text(self, limits: Limits) -> Json:
        """Return a text within bounds and of the form asked for, if there is one without anything to be avoided."""
        found = self._text(limits)
        for _ in range(_ATTEMPTS):
            if not any(finds(found) for finds in self.avoid):
                break
            found = self._text(limits)
        return found

    def _text(self, limits: Limits) -> str:
        low, high = int(cast("int", limits.get("min_length", 0))), int(cast("int", limits.get("max_length", 12)))
        if "pattern" in limits:
            parsed = patterns.parse_linear(str(limits["pattern"]))
            for _ in range(_ATTEMPTS):
                found = patterns.sample(parsed, self.rng, extra=max(3, low))
                if low <= len(found) <= int(cast("int", limits.get("max_length", len(found)))):
                    return found
            return patterns.shortest(parsed)
        length = low if self.optional == 0 else self.rng.randint(max(low, min(1, high)), max(low, min(high, low + 12)))
        return "".join(self.rng.choices(self.alphabet, k=length))


def fits(value: Json, limits: Limits) -> bool:
    """Say whether a value of the right JSON type satisfies constraints."""
    return all(CONSTRAINTS[name].holds(value, limit) for name, limit in limits.items())


_MAKERS: dict[str, Callable[[Maker, Shape], Json]] = {
    "object": Maker.object,
    "entries": Maker.entries,
    "variants": Maker.variants,
    "union": Maker.union,
    "array": Maker.array,
    "map": Maker.map,
}
_SCALARS: dict[str, Callable[[Maker, Limits], Json]] = {
    "integer": Maker.integer,
    "number": Maker.number,
    "boolean": Maker.boolean,
    "string": Maker.text,
}
