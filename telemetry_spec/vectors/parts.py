"""The edits of what has no structure of its own: types, scalars, names, sizes, and the keys of maps."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.pointer import write
from telemetry_spec.model.selector import join
from telemetry_spec.model.shape import MAX_SAFE_INTEGER, Shape
from telemetry_spec.vectors import operators
from telemetry_spec.vectors.edit import Edit, filler, right, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.emit._values import Maker
    from telemetry_spec.model.shape import Json
    from telemetry_spec.vectors.edit import Place, Put, Value

#: Larger lists and maps are not made: a vector is to be sent over a wire.
MAX_ITEMS = 20_000
#: Keys that are drawn for each key that is wanted.
_DRAWS = 40
_SAFE_DIGITS = 15
_JSON_KIND = {"map": "object", "entries": "object", "variants": "object"}
_PYTHON: dict[str, tuple[type, ...]] = {
    "null": (),
    "string": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
WORDS: Final = {
    "null": "is null",
    "string": "is a text",
    "integer": "is a whole number",
    "number": "is a number",
    "boolean": "is true or false",
    "array": "is a list",
    "object": "is an object",
}


def kind_name(shape: Shape) -> str:
    """Return the JSON type of a shape that is no union. No two members of a union share one."""
    return _JSON_KIND.get(shape.kind, shape.kind)


def kinds(shape: Shape) -> set[str]:
    """Return the JSON types that a shape takes; a number may be whole."""
    if shape.kind == "union":
        found: set[str] = set().union(*(kinds(member) for member in shape.members))
    else:
        found = {kind_name(shape)}
    if "number" in found:
        found.add("integer")
    return found | ({"null"} if shape.nullable else set())


def is_kind(shape: Shape, value: Value) -> bool:
    """Say whether a value, which is not null, is of a JSON type that a shape takes."""
    return any(type(value) is known for kind in kinds(shape) for known in _PYTHON[kind])


# ---------------------------------------------------------------- types


def _text_of(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _number_of(value: Value) -> int:
    if isinstance(value, bool):
        return int(value)
    digits = value.lstrip("-") if isinstance(value, str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _SAFE_DIGITS else 7


#: What lenient readers take for a value: a number's digits, 1 for true, the only item of a list.
_OTHERS: dict[str, Callable[[Value], Value]] = {
    "null": lambda _: None,
    "string": _text_of,
    "integer": _number_of,
    "boolean": lambda value: value not in (0, "", "0", "false"),
    "array": lambda value: [] if isinstance(value, dict) else [value],
    "object": lambda value: {} if isinstance(value, list) else {"value": value},
}


def types(shape: Shape, value: Value, place: Place, put: Put) -> Iterator[Edit]:
    """Yield edits to each JSON type that a shape does not take."""
    allowed = kinds(shape)
    keyword = "anyOf" if shape.kind == "union" else "type"
    for kind, other in _OTHERS.items():
        if kind not in allowed:
            yield wrong(place, keyword, kind, WORDS[kind], other(value), put, concern="type")
    if "integer" in allowed and "number" not in allowed:
        fraction = _fraction(shape, value)
        if fraction is not None:
            yield wrong(place, keyword, "fraction", "is a number with a fraction", fraction, put, concern="type")


def _fraction(shape: Shape, value: Value) -> float | None:
    """Return a number that is wrong for its fraction alone."""
    shape = next((member for member in shape.members if member.kind == "integer"), shape)
    low = float(shape.constraints.get("minimum", -MAX_SAFE_INTEGER))  # type: ignore[arg-type]  # a bound is a number
    high = float(shape.constraints.get("maximum", MAX_SAFE_INTEGER))  # type: ignore[arg-type]  # a bound is a number
    near = value if isinstance(value, int) else 0
    tried = (near + 0.5, near - 0.5, 0.5, low + 0.5, high - 0.5)
    return next((one for one in tried if low <= one <= high and not one.is_integer()), None)


# ---------------------------------------------------------------- scalars


def scalar(shape: Shape, value: Value, place: Place, put: Put) -> Iterator[Edit]:
    """Yield the edits of a text, a number or a boolean, but for its type."""
    for name in shape.constraints:
        keyword = CONSTRAINTS[name].keyword
        for made in operators.wrong(shape, name, value):
            yield wrong(place, keyword, made.operator, made.words, made.value, put)
        for made in operators.edges(shape, name):
            yield _fine(place, keyword, made, put)
    for name, made in operators.near_misses(shape):
        yield wrong(place, CONSTRAINTS[name].keyword, made.operator, made.words, made.value, put)
    concern = next((CONSTRAINTS[name].keyword for name in ("enum", "pattern") if name in shape.constraints), "value")
    for made in operators.right(shape):
        yield _fine(place, concern, made, put)


def _fine(place: Place, concern: str, made: operators.Made, put: Put) -> Edit:
    return right(place, concern, made.operator, made.words, made.value, put, level=made.level)


def choice(names: tuple[str, ...], usual: str, place: Place, put: Put) -> Iterator[Edit]:
    """Yield the wrong values of a field that holds one of some names, each of which goes with other things."""
    shape = Shape(type="enum", kind="string", constraints={"enum": names})
    yield from types(shape, usual, place, put)
    yield from (edit for edit in scalar(shape, usual, place, put) if not edit.valid)


def keys(shape: Shape, usual: str, place: Place, put: Put) -> Iterator[Edit]:
    """Yield the edits of one key of a map."""
    for edit in scalar(shape, usual, place, put):
        if edit.valid:
            yield edit
        else:
            steps = [str(step) for step in (*place.steps, edit.value)]
            yield replace(edit, keyword="propertyNames", pointer=write(steps))


# ---------------------------------------------------------------- sizes


def sizes(
    shape: Shape, names: tuple[str, str], make: Callable[[int], Value | None], place: Place, put: Put
) -> Iterator[Edit]:
    """Yield values at the bounds of a size and beyond. `make` returns None for a size that cannot be."""
    least, most = (shape.constraints.get(name) for name in names)
    low, high = (CONSTRAINTS[name].keyword for name in names)
    for keyword, operator, limit in (
        (low, "at", least),
        (low, "below", least),
        (high, "at", most),
        (high, "above", most),
    ):
        step, words = _STEPS[operator]
        size = -1 if limit is None else int(limit) + step  # type: ignore[arg-type]  # a size is a number
        value = make(size) if 0 <= size <= MAX_ITEMS else None
        if value is not None:
            edit = wrong if step else right
            yield edit(place, keyword, operator, f"holds {size}, {words}", value, put)
    if least is None:
        yield right(place, "empty", "empty", "is empty", make(0), put)


_STEPS: Final = {
    "at": (0, "as allowed"),
    "below": (-1, "one less than allowed"),
    "above": (1, "one more than allowed"),
}


class Names:
    """Makes keys of maps, the same for the same shape: those that are there, and others that differ from them."""

    def __init__(self, make: Maker, shape: Shape, found: tuple[str, ...]) -> None:
        self.make = make
        self.shape = shape
        self.found = list(found)

    def entries(self, size: int, value: Json) -> dict[str, Json] | None:
        """Return a map of so many entries, None when there are not so many keys."""
        if not self._grow(size):
            return None
        return dict.fromkeys(self.found[:size], value)

    def _grow(self, size: int) -> bool:
        choices = self.shape.constraints.get("enum")
        if isinstance(choices, tuple):
            self.found = [*self.found, *(str(one) for one in choices if one not in self.found)]
            return len(self.found) >= size
        seen = set(self.found)
        for _ in range(_DRAWS * max(size - len(seen), 0)):
            if len(seen) >= size:
                break
            name = str(replace(self.make, examples=0.0, items=None).scalar(self.shape))
            if name not in seen:
                seen.add(name)
                self.found.append(name)
        return len(seen) >= size


# ---------------------------------------------------------------- undeclared names


def undeclared(shape: Shape, value: dict[str, Json], place: Place, put: Put) -> Iterator[Edit]:
    """Yield objects with a field that nobody declared, and with one that was removed."""
    stranger = place.named(new_name(value))
    more = {**value, str(stranger.steps[-1]): 1}
    if shape.open:
        yield right(place, "open", "undeclared", "holds a field that is not declared, as is allowed", more, put)
    else:
        yield _too_much(place, stranger, "undeclared", "holds a field that is not declared", more, put)
        yield from _other_case(shape, value, place, put)
    for member in shape.removed:
        here = place.field(member)
        words = "is there, and was removed"
        yield wrong(here, "additionalProperties", "removed", words, 1, filler(put, value, member.name))


def _other_case(shape: Shape, value: dict[str, Json], place: Place, put: Put) -> Iterator[Edit]:
    """Some readers match names whatever their case, and take this field for the declared one."""
    declared = {member.name for member in shape.fields} | {shape.tag, shape.value_name} | value.keys()
    for member in shape.fields:
        name = member.name.swapcase()
        if member.name in value and name not in declared:
            words = "holds the name of a field in the other case beside it"
            more = {**value, name: value[member.name]}
            yield _too_much(place, place.named(name), "other-case", words, more, put)
            return


def _too_much(place: Place, at: Place, operator: str, words: str, value: Value, put: Put) -> Edit:
    return wrong(place, "additionalProperties", operator, words, value, put, at=at.pointer)


def new_name(taken: dict[str, Json] | tuple[str, ...]) -> str:
    """Return a name that is not among some."""
    name = "undeclared"
    while name in taken:
        name += "_"
    return name


def is_choice(name: str) -> str:
    """Return the name of the operator that takes one of several named things."""
    return f"is-{join(name)}"
