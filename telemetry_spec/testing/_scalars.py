"""Texts, numbers and truth values, with pools of those at the bounds and of those that careless readers trip over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, cast

from hypothesis import strategies as st

from telemetry_spec.check.fast import UNIQUE
from telemetry_spec.emit._values import fits
from telemetry_spec.testing._texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from telemetry_spec.model.shape import ConstraintValue, Json, Shape
    from telemetry_spec.testing._texts import Text
    from telemetry_spec.valueclasses.base import ValueClass

    Limits = Mapping[str, ConstraintValue]
    Classes = tuple[ValueClass, ...]

#: What real payloads hold and careless readers trip over.
_TEXTS: Final = (
    "a",
    " ",
    "0",
    "null",
    "true",
    "None",
    "\u00e9",
    "e\u0301",
    "\U0001f468\u200d\U0001f469",
    "\u202eabc",
    '"',
    "\\",
    "'; --",
    "<b>&amp;",
    "a\nb",
    "\t\r\x00\x7f",
    "\u2028",
    "\ufeff",
    "\u0663",
)
#: A text at its bound is drawn up to this length.
_LONG: Final = 5000
#: In a range wider than this hypothesis favours the bounds by itself.
_WIDE: Final = 127


#: What an open object may hold besides what it declares: names and values that careless readers trip over.
_UNDECLARED: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"undeclared": None},
    {"undeclared": 1},
    {"undeclared": "a"},
    {"undeclared": [True, None, 0.5]},
    {"undeclared": {"undeclared": {}}},
    {"": ""},
    {"a.b": 1, "a/b": 2, "a~b": 3},
    {"$set": {"a": 1}},
    {"__proto__": {"a": 1}},
    {"constructor": "a", "toString": False},
    {"\u00e9": "\u00e9", "\U0001f600": "\U0001f600"},
    {"a" * 300: "a" * 300},
    {"undeclared": 2**53 - 1, "Undeclared": -(2**53) + 1},
)


def scalar(shape: Shape, examples: Sequence[Json], forbidden: Classes) -> tuple[SearchStrategy[Any], ...]:
    """Return the ways to come by a value of a shape of one value, the simplest first; `examples` are among them."""
    limits = shape.constraints
    if "const" in limits:
        return (st.just(limits["const"]),)
    if "enum" in limits:
        return (st.sampled_from(cast("tuple[str, ...]", limits["enum"])),)
    if shape.kind != "string":
        return _NUMBERS[shape.kind](limits, examples)
    # Identifiers, hashes and times are of a form that no forbidden class has; a type of that name is declared.
    known = () if shape.type in UNIQUE else forbidden
    clean = _clean(tuple(one for one in known if one.name != shape.type))
    low, high = _whole(limits, "min_length") or 0, _whole(limits, "max_length")
    if "pattern" in limits:
        return _formed(texts(str(limits["pattern"]), low, high), limits, clean, examples)
    ends = [end for end in (low, high) if end is not None and end <= _LONG]
    extremes = [*_TEXTS, *("a" * end for end in ends), *("\U0001f600" * end for end in ends)]
    found = st.text(min_size=low, max_size=high)
    pool = _sampled([*extremes, *examples], limits, clean)
    return (found.filter(clean) if known else found, *pool)


def undeclared(taken: Collection[str], forbidden: Classes) -> SearchStrategy[dict[str, Any]]:
    """Return what an open object may hold besides what it declares, none of it named as something in `taken`."""
    clean = _clean(forbidden)
    found = [one for one in _UNDECLARED if not set(one) & set(taken) and all(map(clean, one))]
    return st.sampled_from(found)


def _formed(
    text: Text, limits: Limits, clean: Callable[[str], bool], examples: Sequence[Json]
) -> tuple[SearchStrategy[str], ...]:
    """Return texts of a form.

    Fewer choices count as simpler, and a pool needs fewer than what is put together: so the shortest text comes first.
    """
    if text.strategy is None:
        return (st.just(text.shortest),)
    found = text.strategy.filter(clean)
    if len(text.shortest) == len(text.longest):
        return (found,)
    shortest = _sampled([text.shortest], limits, clean)
    return *shortest, found, *_sampled([*examples, text.longest], limits, clean)


def _sampled(found: Iterable[Any], limits: Limits, clean: Callable[[str], bool]) -> Iterator[SearchStrategy[str]]:
    """Yield one pool of the texts that are right, if there are any."""
    pool = [text for text in _distinct(found) if fits(text, limits) and clean(text)]
    if pool:
        yield st.sampled_from(pool) if len(pool) > 1 else st.just(pool[0])


def _clean(forbidden: Classes) -> Callable[[str], bool]:
    finds = tuple(one.finds for one in forbidden)
    return lambda text: not any(found(text) for found in finds)


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Drop what comes again: true is not 1, and 1 is not 1.0."""
    return list({(type(value), value): value for value in values}.values())


def _integers(limits: Limits, examples: Sequence[Json]) -> tuple[SearchStrategy[int], ...]:
    low, high = _whole(limits, "minimum"), _whole(limits, "maximum")
    found = st.integers(low, high)
    if low is None or high is None or high - low > _WIDE:
        return (found,)
    return found, st.sampled_from(_distinct([low, high, *examples]))


def _numbers(limits: Limits, examples: Sequence[Json]) -> tuple[SearchStrategy[int | float], ...]:
    low, high = limits.get("minimum"), limits.get("maximum")
    found = st.floats(_inward(low, math.inf), _inward(high, -math.inf), allow_nan=False, allow_infinity=False)
    near = [step for end in (low, high) if isinstance(end, int | float) for step in (end, end - 1, end + 1)]
    pool = [value for value in _distinct([0, 1, -1, 0.5, 0.1, *near, *examples]) if fits(value, limits)]
    return (found, st.sampled_from(pool)) if pool else (found,)


def _inward(limit: ConstraintValue | None, towards: float) -> float | None:
    """Return the double at a limit, or the next one inside."""
    if not isinstance(limit, int | float):
        return None
    near = float(limit)
    outside = near < limit if towards > 0 else near > limit
    return math.nextafter(near, towards) if outside else near


def _booleans(limits: Limits, examples: Sequence[Json]) -> tuple[SearchStrategy[bool], ...]:
    del limits, examples
    return (st.booleans(),)


def _whole(limits: Limits, name: str) -> int | None:
    limit = limits.get(name)
    return (
        None if limit is None else math.ceil(cast("float", limit)) if name[:3] == "min" else int(cast("float", limit))
    )


_NUMBERS: dict[str, Callable[[Limits, Sequence[Json]], tuple[SearchStrategy[Any], ...]]] = {
    "integer": _integers,
    "number": _numbers,
    "boolean": _booleans,
}
