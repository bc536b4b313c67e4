"""Which texts match a pattern and have a length within bounds: whether there is one, and one after another."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from telemetry_spec.patterns.generate import _bounds as bounds
from telemetry_spec.patterns.generate import _readable, length_bounds, shortest
from telemetry_spec.patterns.lengths import _count, _lengths
from telemetry_spec.patterns.linear import MAX_POSITIONS
from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Pattern, Repeat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.patterns.tree import Tree

#: Characters of one class that are drawn from. Classes of thousands of characters are all alike.
_MOST_DRAWN = 1200
#: What a search for a length looks at first: mostly the next one will do.
_STEPS = (0, 16, 256, 2 * MAX_POSITIONS)


def fitting_length(pattern: Pattern, low: int, high: int | None) -> int | None:
    """Return the smallest length of a match between two lengths, both included, or None. `high` None is no bound."""
    least, most = length_bounds(pattern)
    low = max(low, least)
    bounds = [bound for bound in (high, most) if bound is not None]
    if any(bound < low for bound in bounds):
        return None
    if low == least:
        return least
    # Written out, a pattern has at most MAX_POSITIONS characters, and so has one round of a repeat without end: above
    # that, the lengths come back after at most so many.
    for step in _STEPS:
        cap = min(low + step, *bounds) if bounds else low + step
        found = _lengths(pattern.root, cap) >> low
        if found:
            return low + (found & -found).bit_length() - 1
        if cap in bounds:
            return None
    return None


def texts(pattern: Pattern, low: int, high: int | None) -> Iterator[str]:
    """Yield the texts that match and whose length is between two lengths, each once, shorter ones first.

    Of a class of more than a thousand characters only so many are drawn from.
    """
    length = fitting_length(pattern, low, high)
    while length is not None:
        yield from _texts(pattern.root, length)
        length = fitting_length(pattern, length + 1, high)


def _texts(tree: Tree, length: int) -> Iterator[str]:
    """Yield the matches of a part that have an exact length. No text matches in two ways, so none comes twice."""
    if not _up_to(tree, length) >> length & 1:
        return
    if isinstance(tree, CharSet):
        yield from _characters(tree)
    elif isinstance(tree, Alternation):
        for option in tree.options:
            yield from _texts(option, length)
    elif isinstance(tree, Concat):
        half = len(tree.parts) // 2
        yield from _pairs(_sequence(tree.parts[:half]), _sequence(tree.parts[half:]), length)
    elif isinstance(tree.part, CharSet):
        # Repeats of one character are by far the longest.
        yield from map("".join, product(list(_characters(tree.part)), repeat=length))
    else:
        least, most = bounds(tree.part)
        times = range(
            max(tree.minimum, 0 if most is None else -(-length // most)),
            min(length // least, length if tree.maximum is None else tree.maximum) + 1,
        )
        for number in times:
            yield from _rounds(tree.part, number, length)


def _rounds(part: Tree, times: int, length: int) -> Iterator[str]:
    if times == 0:
        yield from ("",) if length == 0 else ()
    elif times == 1:
        yield from _texts(part, length)
    elif _count(part, 1) == 1:
        only = shortest(Pattern("", part))
        yield from (only * times,) if len(only) * times == length else ()
    else:
        half = times // 2
        yield from _pairs(Repeat(part, half, half), Repeat(part, times - half, times - half), length)


def _sequence(parts: tuple[Tree, ...]) -> Tree:
    return parts[0] if len(parts) == 1 else Concat(parts)


def _pairs(left: Tree, right: Tree, length: int) -> Iterator[str]:
    first, second = _up_to(left, length), _up_to(right, length)
    low, high = bounds(left)
    for size in range(low, min(length, length if high is None else high) + 1):
        if first >> size & 1 and second >> (length - size) & 1:
            for start in _texts(left, size):
                for end in _texts(right, length - size):
                    yield start + end


def _characters(tree: CharSet) -> Iterator[str]:
    """Yield the characters of a set, letters and digits first."""
    every = (chr(code) for low, high in (*_readable(tree.ranges), *tree.ranges) for code in range(low, high + 1))
    return iter(dict.fromkeys(islice(every, _MOST_DRAWN)))


def _up_to(tree: Tree, length: int) -> int:
    """Return the lengths of matches up to a length and a bit beyond: one answer for many lengths."""
    return _lengths(tree, 1 << length.bit_length())
