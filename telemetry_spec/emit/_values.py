"""Values made from shapes."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, cast

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.emit._allowed import allowed, fits

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from telemetry_spec.model.shape import ConstraintValue, Field, Json, Shape
    from telemetry_spec.patterns import Pattern

    Limits = Mapping[str, ConstraintValue]

__all__ = ["PLAIN", "WILD", "Maker", "fits"]

PLAIN = string.ascii_lowercase + string.digits
#: What real payloads hold and careless readers trip over: quotes, escapes, line ends, other scripts, a joined emoji.
WILD = PLAIN + " \"'\\/<>&\n\t\r\0\x7f\u00e9\u0660\u2028\u4e2d\U0001f600\u200d"

_ATTEMPTS = 40
#: From so many values on, a value gets what it needs and nothing more: lists within lists would have no end.
_PLENTY = 5000
_BLANK: dict[str, Json] = {"string": "", "integer": 0, "number": 0, "boolean": False}
#: Types of which two values are hardly ever the same.
_TELLING_APART = frozenset({"uuid", "md5", "sha1", "sha256", "sha384", "sha512"})


@dataclass(slots=True)
class Maker:
    """Makes values of a shape.

    `optional`, `null` and `examples` are probabilities: that an optional field is there, that a nullable value is null,
    and that a declared example is taken. `items` is the number of items in lists and maps where the bounds allow it,
    None for a random one; `alphabet` is what free texts are made of, and `avoid` finds what no text should hold.
    `blank` takes zero, the empty text and false where they are allowed: careless programs leave those out.
    `shown` are examples that have been given already: the same one for two values would look like one value.

    Every value is right by its shape, whatever the probabilities; examples that are not are left alone.
    """

    rng: random.Random
    optional: float = 0.5
    null: float = 0.15
    examples: float = 0.0
    items: int | None = None
    alphabet: str = PLAIN
    avoid: tuple[Callable[[str], bool], ...] = ()
    blank: bool = False
    shown: list[Json] = field(default_factory=list)
    _made: int = field(default=0, init=False)
    _depth: int = field(default=0, init=False)

    def value(self, shape: Shape) -> Json:
        """Return a value that the shape allows."""
        self._made = self._made + 1 if self._depth else 0
        self._depth += 1
        try:
            return self._value(shape)
        finally:
            self._depth -= 1

    @property
    def _sparing(self) -> bool:
        return self._made > _PLENTY

    def _value(self, shape: Shape) -> Json:
        if shape.nullable and self.null > 0 and self.rng.random() < self.null:
            return None
        maker = _MAKERS.get(shape.kind)
        return maker(self, shape) if maker else self.scalar(shape)

    def field(self, member: Field) -> Json:
        """Return a value of a field, one of its examples with the probability asked for."""
        if member.examples and self.examples > 0 and self.rng.random() < self.examples:
            example = self.rng.choice(member.examples) if self.items is None else member.examples[0]
            if allowed(member.shape, example):
                return example
        return self.value(member.shape)

    def object(self, shape: Shape) -> dict[str, Json]:
        """Return an object with its always-sent fields and some of the others."""
        return {
            member.name: self.field(member)
            for member in shape.fields
            if not member.optional or (self.rng.random() < self.optional and not (self._sparing and self.items is None))
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
        for key in self._more_keys(shape.keys) if len(found) < wanted else ():
            if key not in found:
                found[key] = self.value(shape.values)
            if len(found) == wanted:
                break
        return found

    def _more_keys(self, keys: Shape) -> Iterator[str]:
        """Yield every key there can be, or more than any map needs: chance takes long to find the last of a few."""
        limits = keys.constraints
        low, high = int(cast("int", limits.get("min_length", 0))), cast("int | None", limits.get("max_length"))
        if "const" in limits or "enum" in limits:
            yield from cast("tuple[str, ...]", limits.get("enum", (limits.get("const"),)))
        elif "pattern" in limits:
            yield from patterns.texts(patterns.parse_linear(str(limits["pattern"])), low, high)
        else:
            for length in range(low, low + 3 if high is None else high + 1):
                yield from map("".join, product(PLAIN, repeat=length))

    def _count(self, shape: Shape, low: str, high: str) -> int:
        least = int(cast("int", shape.constraints.get(low, 0)))
        most = int(cast("int", shape.constraints.get(high, least + 3)))
        if self.items is not None:
            return max(least, min(most, self.items))
        if self.optional == 0 or self._sparing:
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
        if self.blank and fits(_BLANK[shape.kind], limits):
            return _BLANK[shape.kind]
        made = _SCALARS[shape.kind](self, limits)
        # RFC 9562, section 4: written in lower case, whatever is read.
        return made.lower() if shape.type == "uuid" and self.alphabet == PLAIN and isinstance(made, str) else made

    def integer(self, limits: Limits) -> Json:
        """Return a whole number within bounds, mostly a small one."""
        low, high = int(cast("int", limits["minimum"])), int(cast("int", limits["maximum"]))
        if self.rng.random() < 0.1:  # noqa: PLR2004  now and then a bound itself
            return self.rng.choice((low, high))
        start = max(low, min(0, high))
        return self.rng.randint(start, min(high, start + 1000))

    def number(self, limits: Limits) -> Json:
        """Return a number within bounds, with few digits."""
        high = float(cast("float", limits.get("maximum", 1000.0)))
        low = float(cast("float", limits.get("minimum", min(high, 0.0) - 1000.0)))
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
            return self._of_pattern(patterns.parse_linear(str(limits["pattern"])), low, limits)
        length = low if self.optional == 0 else self.rng.randint(max(low, min(1, high)), max(low, min(high, low + 12)))
        return "".join(self.rng.choices(self.alphabet, k=length))

    def _of_pattern(self, pattern: Pattern, low: int, limits: Limits) -> str:
        high = cast("int | None", limits.get("max_length"))
        for _ in range(_ATTEMPTS if low <= _PLENTY else 1):
            found = patterns.sample(pattern, self.rng, extra=max(3, low))
            if low <= len(found) and (high is None or len(found) <= high):
                return found
        # Chance finds no long text, and no text of a length that few have.
        length = patterns.fitting_length(pattern, low, high)
        made = None if length is None else patterns.of_length(pattern, length)
        assert made is not None  # noqa: S101  the compiler's promise: some text fits
        return made


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
