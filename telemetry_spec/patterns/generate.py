"""Texts that match a pattern, and how long they can be."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Ranges, Repeat, Tree

if TYPE_CHECKING:
    import random

    from telemetry_spec.patterns.tree import Pattern

#: Characters to draw from where a set holds some of them: texts stay readable.
_PREFERRED: Ranges = ((0x61, 0x7A), (0x30, 0x39), (0x41, 0x5A))
_VISIBLE: Ranges = ((0x21, 0x7E),)


def sample(pattern: Pattern, rng: random.Random, *, extra: int = 3) -> str:
    """Return a text that matches, the same for the same state of `rng` on every machine.

    A repeat occurs at most `extra` times more than it must, and never more than it may.
    """
    return _sample(pattern.root, rng, extra)


def shortest(pattern: Pattern) -> str:
    """Return one of the shortest texts that match."""
    return _shortest(pattern.root)


def length_bounds(pattern: Pattern) -> tuple[int, int | None]:
    """Return the smallest and the largest length of a match in code points; None means without end."""
    return _bounds(pattern.root)


def _below(rng: random.Random, count: int) -> int:
    # Of all methods of Random only `random` is promised to give the same values in every version of Python.
    return int(rng.random() * count)


def _sample(tree: Tree, rng: random.Random, extra: int) -> str:
    if isinstance(tree, CharSet):
        return _draw(_readable(tree.ranges), rng)
    if isinstance(tree, Concat):
        return "".join(_sample(part, rng, extra) for part in tree.parts)
    if isinstance(tree, Alternation):
        return _sample(tree.options[_below(rng, len(tree.options))], rng, extra)
    most = tree.minimum + extra if tree.maximum is None else min(tree.maximum, tree.minimum + extra)
    times = tree.minimum + _below(rng, most - tree.minimum + 1)
    return "".join(_sample(tree.part, rng, extra) for _ in range(times))


def _draw(ranges: Ranges, rng: random.Random) -> str:
    index = _below(rng, sum(high - low + 1 for low, high in ranges))
    for low, high in ranges:
        if index <= high - low:
            return chr(low + index)
        index -= high - low + 1
    raise AssertionError(ranges)  # pragma: no cover - the index lies within the ranges


@cache
def _readable(ranges: Ranges) -> Ranges:
    """Return the letters and digits of a set, else its visible ASCII characters, else all of it."""
    for wanted in (_PREFERRED, _VISIBLE):
        common = [(max(a, c), min(b, d)) for a, b in wanted for c, d in ranges if max(a, c) <= min(b, d)]
        if common:
            return tuple(common)
    return ranges


def _shortest(tree: Tree) -> str:
    if isinstance(tree, CharSet):
        return chr(_readable(tree.ranges)[0][0])
    if isinstance(tree, Concat):
        return "".join(map(_shortest, tree.parts))
    if isinstance(tree, Alternation):
        return min(map(_shortest, tree.options), key=len)
    return _shortest(tree.part) * tree.minimum


def _bounds(tree: Tree) -> tuple[int, int | None]:
    if isinstance(tree, CharSet):
        return 1, 1
    if isinstance(tree, Repeat):
        low, high = _bounds(tree.part)
        return low * tree.minimum, None if high is None or tree.maximum is None else high * tree.maximum
    bounds = [_bounds(part) for part in (tree.parts if isinstance(tree, Concat) else tree.options)]
    lows, highs = [low for low, _ in bounds], [high for _, high in bounds if high is not None]
    pick = sum if isinstance(tree, Concat) else None
    low = pick(lows) if pick else min(lows)
    if len(highs) < len(bounds):
        return low, None
    return low, pick(highs) if pick else max(highs)
