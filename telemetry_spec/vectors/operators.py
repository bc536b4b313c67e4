"""The operators on scalar values: for each row of the constraint table what breaks it, and what is at its edge.

Each makes named values from a shape: the name becomes a part of the vector's id, so it depends on what is written in
the constraint and on nothing else. What an operator makes is held against all constraints of the shape, and kept only
where it breaks the one that it is for.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telemetry_spec import fieldtypes
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.selector import join
from telemetry_spec.vectors.texts import named, of_form, right_texts, wrong_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.model.result import Level
    from telemetry_spec.model.shape import Json, Shape

Limit = Any
"""The limit of a constraint, whose type its name decides."""

ASTRAL = "\U0001f600"
"""One character, two UTF-16 code units, four bytes: lengths count characters (JSON Schema validation, section 6.3)."""


@dataclass(frozen=True, slots=True)
class Made:
    """A value that an operator made. `words` say in a clause what it is: `is one character too long`."""

    operator: str
    value: Json
    words: str
    level: Level = "required"


def wrong(shape: Shape, name: str, usual: Json) -> Iterator[Made]:
    """Yield values that violate one constraint of a scalar shape and nothing else. `usual` is a right value."""
    for made in _once(_WRONG[name](shape, shape.constraints[name], usual)):
        if _is_kind(shape, made.value) and faults(shape, made.value) == [name]:
            yield made


def right(shape: Shape) -> Iterator[Made]:
    """Yield right values of a scalar shape that an implementation must not refuse: each choice, and each bound."""
    if "const" in shape.constraints:
        return
    makers = [_RIGHT[name] for name in shape.constraints if name in _RIGHT]
    for make in makers or [_PLAIN[shape.kind]]:
        yield from (made for made in _once(make(shape)) if not faults(shape, made.value))


def edges(shape: Shape, name: str) -> Iterator[Made]:
    """Yield right values at the bound that a constraint sets."""
    found = _EDGES[name](shape, shape.constraints[name]) if name in _EDGES else iter(())
    yield from (made for made in _once(found) if not faults(shape, made.value))


def near_misses(shape: Shape) -> Iterator[tuple[str, Made]]:
    """Yield what looks right for the field type and violates one constraint, with that constraint."""
    known = fieldtypes.get(shape.type) if shape.type in fieldtypes.names() else None
    for value in known.near_misses if known else ():
        if _is_kind(shape, value) and len(found := faults(shape, value)) == 1:
            yield found[0], Made(named("near-miss", json.dumps(value)), value, f"looks like a {shape.type} and is none")


def faults(shape: Shape, value: Json) -> list[str]:
    """Return the constraints that a value of the right JSON type violates."""
    return [name for name, limit in shape.constraints.items() if not CONSTRAINTS[name].holds(value, limit)]


def _is_kind(shape: Shape, value: Json) -> bool:
    if isinstance(value, bool | str):
        return shape.kind == ("boolean" if isinstance(value, bool) else "string")
    if not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return shape.kind == "number" or (shape.kind == "integer" and float(value).is_integer())


def _once(found: Iterator[Made]) -> Iterator[Made]:
    """Leave out values that were there before. `true` is not 1."""
    seen = set()
    for made in found:
        key = (type(made.value), made.value) if isinstance(made.value, str | int | float) else repr(made.value)
        if key not in seen:
            seen.add(key)
            yield made


# ---------------------------------------------------------------- values that break a constraint


def _other_values(shape: Shape, limit: Limit, usual: Json) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    values = limit if isinstance(limit, tuple) else (limit,)
    if isinstance(values[0], bool):
        yield Made("other", not values[0], "is the other truth value")
    elif isinstance(values[0], int):
        yield Made("above", max(values) + 1, "is one more than the largest value listed")
        yield Made("below", min(values) - 1, "is one less than the smallest value listed")
    else:
        text = str(usual) if usual in values else values[0]
        yield Made("other", _not_in("other", values), "is not among the values listed")
        yield Made("space-after", f"{text} ", "is a value listed and then a space")
        yield Made("case", text.swapcase(), "is a value listed in the other case")
        yield Made("newline-after", f"{text}\n", "is a value listed and then a line end")
        yield Made("empty", "", "is an empty text")
        yield Made("cut", text[:-1], "is a value listed without its last character")


def _not_in(word: str, values: tuple[str, ...]) -> str:
    while word in values:
        word += "_"
    return word


def _other_forms(shape: Shape, limit: Limit, usual: Json) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    for name, text, words in wrong_texts(limit, str(usual)):
        yield Made(name, text, words)


def _below(shape: Shape, limit: Limit, usual: Json) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    yield Made("below", _beside(limit, -1), "is one less than the least allowed")
    if shape.kind == "number":
        yield Made("just-below", limit - 0.5, "is half less than the least allowed")


def _above(shape: Shape, limit: Limit, usual: Json) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    yield Made("above", _beside(limit, 1), "is one more than the most allowed")
    if shape.kind == "number":
        yield Made("just-above", limit + 0.5, "is half more than the most allowed")


def _beside(limit: float, step: int) -> float:
    """Return the number one further; where numbers are too far apart for that, the next that a double holds."""
    beside = limit + step
    return beside if float(beside) != float(limit) else math.nextafter(float(limit), math.inf * step)


def _shorter(shape: Shape, limit: Limit, usual: Json) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    pattern = _pattern(shape)
    text = of_form(pattern, limit - 1) if limit else None
    if text is not None:
        yield Made("below", text, f"is {limit - 1} characters long, one less than the least allowed")
    if pattern is None and limit > 1:
        yield Made("below-astral", ASTRAL * (limit - 1), f"is {limit - 1} characters long, each two UTF-16 code units")
    elif pattern is not None:
        lengths = (length for length in range(limit - 2, -1, -1) if of_form(pattern, length) is not None)
        yield from (Made("below", of_form(pattern, length), "is shorter than allowed") for length in lengths)


def _longer(shape: Shape, limit: Limit, usual: Json) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    pattern = _pattern(shape)
    for length in range(limit + 1, limit + 40):
        text = of_form(pattern, length)
        if text is not None:
            yield Made("above", text, f"is {length} characters long, more than allowed")
            break
    if pattern is None:
        yield Made("above-astral", ASTRAL * (limit + 1), f"is {limit + 1} characters long, each two UTF-16 code units")


_WRONG: dict[str, Callable[[Shape, Limit, Json], Iterator[Made]]] = {
    "const": _other_values,
    "enum": _other_values,
    "pattern": _other_forms,
    "minimum": _below,
    "maximum": _above,
    "min_length": _shorter,
    "max_length": _longer,
}

# ---------------------------------------------------------------- right values


def _each(shape: Shape) -> Iterator[Made]:
    values: tuple[Json, ...] = shape.constraints["enum"]  # type: ignore[assignment]  # the compiler's promise
    for value in values:
        yield Made(f"is-{join(str(value))}", value, "is one of the values listed")


def _forms(shape: Shape) -> Iterator[Made]:
    level = formed_level(shape)
    if level == "dialect":
        for example in fieldtypes.get(shape.type).examples:
            yield Made(named("example", str(example)), example, f"is a {shape.type}")
    for name, text, words in right_texts(str(shape.constraints["pattern"])):
        yield Made(name, text, words, level)


def formed_level(shape: Shape) -> Level:
    """Return the level of right texts made from a pattern.

    What a built-in type admits is wider than what libraries for it read: no month has all of its 31 days.
    """
    return "required" if shape.type == "string" or "pattern" not in shape.constraints else "dialect"


def _wholes(shape: Shape) -> Iterator[Made]:
    low, high = shape.constraints["minimum"], shape.constraints["maximum"]
    for value in (0, 1, -1):
        if low <= value <= high:  # type: ignore[operator]  # the bounds of a number are numbers
            yield Made(f"is-{value}", value, f"is {value}")


def _numbers(shape: Shape) -> Iterator[Made]:
    low = shape.constraints.get("minimum", -1.0)
    high = shape.constraints.get("maximum", math.inf)
    start = max(float(low), min(0.0, float(high)))  # type: ignore[arg-type]  # the bounds of a number are numbers
    yield Made("whole", math.ceil(start), "is a whole number")
    yield Made("fraction", math.floor(start) + 0.5, "is a number with a fraction")
    yield Made("fraction", (start + float(high)) / 2, "is a number with a fraction")  # type: ignore[arg-type]  # as above


def _booleans(_: Shape) -> Iterator[Made]:
    yield Made("is-true", value=True, words="is true")
    yield Made("is-false", value=False, words="is false")


def _texts(shape: Shape) -> Iterator[Made]:
    yield Made("empty", "", "is an empty text")
    length = max(int(shape.constraints.get("min_length", 1)), 1)  # type: ignore[arg-type]  # the length of a text is a number
    text = "\u00e9\u0660\u4e2d" + ASTRAL + "\"'\\/<>&{}$%`"
    yield Made("signs", (text * length)[: max(length, min(_most(shape), len(text)))], "has signs of several scripts")


def _most(shape: Shape) -> int:
    return int(shape.constraints.get("max_length", 20))  # type: ignore[arg-type]  # the length of a text is a number


_RIGHT: dict[str, Callable[[Shape], Iterator[Made]]] = {"enum": _each, "pattern": _forms}
_PLAIN: dict[str, Callable[[Shape], Iterator[Made]]] = {
    "string": _texts,
    "integer": _wholes,
    "number": _numbers,
    "boolean": _booleans,
}

# ---------------------------------------------------------------- values at a bound


def _at(shape: Shape, limit: Limit) -> Iterator[Made]:  # noqa: ARG001  one signature for all
    yield Made("at", limit, "is at the bound")


def _as_long(shape: Shape, limit: Limit) -> Iterator[Made]:
    pattern = _pattern(shape)
    text = of_form(pattern, limit)
    if text is not None:
        yield Made("at", text, f"is {limit} characters long, as allowed", formed_level(shape))
    if pattern is None:
        yield Made("at-astral", ASTRAL * limit, f"is {limit} characters long, each two UTF-16 code units")


_EDGES: dict[str, Callable[[Shape, Limit], Iterator[Made]]] = {
    "minimum": _at,
    "maximum": _at,
    "min_length": _as_long,
    "max_length": _as_long,
}


def _pattern(shape: Shape) -> str | None:
    return str(shape.constraints["pattern"]) if "pattern" in shape.constraints else None
