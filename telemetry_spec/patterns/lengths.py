"""Texts that match a pattern and have an exact length, and how many texts match.

Sets of lengths are kept as the bits of an integer: bit `n` says that a match of `n` code points exists.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from telemetry_spec.patterns.generate import shortest
from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Pattern, Repeat, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator


def of_length(pattern: Pattern, length: int) -> str | None:
    """Return a text of so many code points that matches, None when there is none."""
    if length < 0 or not _has(_lengths(pattern.root, length), length):
        return None
    return _Builder(length).build(pattern.root, length)


def count(pattern: Pattern, most: int) -> int | None:
    """Return how many texts match, None when there are more than `most`. No text matches in two ways."""
    number = _count(pattern.root, most)
    return number if number <= most else None


def _count(tree: Tree, most: int) -> int:
    """Return the number of matches of a part; a number above `most` only says that there are more."""
    if isinstance(tree, CharSet):
        return sum(high - low + 1 for low, high in tree.ranges)
    if isinstance(tree, Concat):
        return prod(min(_count(part, most), most + 1) for part in tree.parts)
    if isinstance(tree, Alternation):
        return sum(_count(option, most) for option in tree.options)
    if tree.maximum is None:
        return most + 1
    part = min(_count(tree.part, most), most + 1)
    return sum(part**times for times in range(tree.minimum, tree.maximum + 1))


def _has(lengths: int, length: int) -> bool:
    return length >= 0 and bool(lengths >> length & 1)


@lru_cache(maxsize=4096)
def _lengths(tree: Tree, cap: int) -> int:
    """Return the lengths of matches up to `cap`."""
    if isinstance(tree, CharSet):
        return 2 & _mask(cap)
    if isinstance(tree, Concat):
        found = 1
        for part in tree.parts:
            found = _sums(found, _lengths(part, cap), cap)
        return found
    if isinstance(tree, Alternation):
        found = 0
        for option in tree.options:
            found |= _lengths(option, cap)
        return found
    round_of = _lengths(tree.part, cap)
    least = _times(round_of, tree.minimum, cap)
    # No part is empty, so that `cap` rounds are as good as rounds without end.
    more = cap if tree.maximum is None else tree.maximum - tree.minimum
    return _sums(least, _times(round_of | 1, more, cap), cap)


def _mask(cap: int) -> int:
    return (1 << (cap + 1)) - 1


def _sums(left: int, right: int, cap: int) -> int:
    few, many = sorted((left, right), key=int.bit_count)
    found = 0
    for length in _bits(few):
        found |= many << length
    return found & _mask(cap)


def _times(lengths: int, times: int, cap: int) -> int:
    found = 1
    while times:
        if times & 1:
            found = _sums(found, lengths, cap)
        times >>= 1
        if times:
            lengths = _sums(lengths, lengths, cap)
    return found


def _bits(lengths: int) -> Iterator[int]:
    while lengths:
        lowest = lengths & -lengths
        yield lowest.bit_length() - 1
        lengths ^= lowest


class _Builder:
    """Builds a match of a length that there is. With one cap for all lengths, what is known once is looked up later."""

    def __init__(self, cap: int) -> None:
        self.cap = cap

    def build(self, tree: Tree, length: int) -> str:
        if isinstance(tree, CharSet):
            return shortest(Pattern("", tree))
        if isinstance(tree, Alternation):
            return self.build(next(option for option in tree.options if self.has(option, length)), length)
        if isinstance(tree, Concat):
            return self.sequence(tree.parts, length)
        return self.rounds(tree, length)

    def has(self, tree: Tree, length: int) -> bool:
        return _has(_lengths(tree, self.cap), length)

    def taken(self, part: Tree, rest: Tree, length: int) -> int:
        return next(size for size in _bits(_lengths(part, self.cap)) if self.has(rest, length - size))

    def sequence(self, parts: tuple[Tree, ...], length: int) -> str:
        found = []
        for index, part in enumerate(parts):
            size = self.taken(part, Concat(parts[index + 1 :]), length)
            found.append(self.build(part, size))
            length -= size
        return "".join(found)

    def rounds(self, tree: Repeat, length: int) -> str:
        found = []
        least, most = tree.minimum, tree.maximum
        while length or least:
            least, most = max(least - 1, 0), None if most is None else most - 1
            size = self.taken(tree.part, Repeat(tree.part, least, most), length)
            found.append(self.build(tree.part, size))
            length -= size
        return "".join(found)
