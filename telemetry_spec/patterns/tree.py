"""The syntax tree of a pattern: sets of characters, sequences, alternatives and repeats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points from..to, both included: sorted, not touching one another."""

MAX_CODE_POINT = 0x10FFFF
SURROGATES = (0xD800, 0xDFFF)


class PatternError(ValueError):
    """A pattern that the language does not admit.

    `message` says what is wrong, `help` what to write instead, `position` where: an offset in code points from 0.
    """

    def __init__(self, message: str, help: str, position: int) -> None:  # noqa: A002 - the word used by findings
        super().__init__(message)
        self.message = message
        self.help = help
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a pattern and its place in the text, `end` not included. Places do not count in equality."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CharSet(Node):
    """One character out of a set: a literal character or a class."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Concat(Node):
    """Parts one after the other, at least two."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Alternation(Node):
    """One of several parts, at least two."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    """A part that occurs `minimum` to `maximum` times; None means without end."""

    part: Tree
    minimum: int
    maximum: int | None


Tree: TypeAlias = CharSet | Concat | Alternation | Repeat


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as written and what it means."""

    text: str
    root: Tree


def normalise(pairs: list[tuple[int, int]]) -> Ranges:
    """Sort ranges, join those that touch, and leave surrogates out: no JSON text in good order holds one."""
    low, high = SURROGATES
    split = [piece for a, b in pairs for piece in ((a, min(b, low - 1)), (max(a, high + 1), b)) if piece[0] <= piece[1]]
    merged: list[tuple[int, int]] = []
    for a, b in sorted(split):
        if merged and a <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], b))
        else:
            merged.append((a, b))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Return every code point that is not in the set."""
    edges = [-1, *(edge for a, b in ranges for edge in (a, b)), MAX_CODE_POINT + 1]
    return normalise([(a + 1, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=True) if a + 1 <= b - 1])


def can_be_empty(tree: Tree) -> bool:
    """Say whether the empty text matches."""
    if isinstance(tree, Repeat):
        return tree.minimum == 0 or can_be_empty(tree.part)
    if isinstance(tree, Concat):
        return all(can_be_empty(part) for part in tree.parts)
    if isinstance(tree, Alternation):
        return any(can_be_empty(option) for option in tree.options)
    return False


def admits(tree: Tree, character: str) -> bool:
    """Say whether a text that matches may hold a character."""
    match tree:
        case CharSet():
            return any(low <= ord(character) <= high for low, high in tree.ranges)
        case Concat():
            return any(admits(part, character) for part in tree.parts)
        case Alternation():
            return any(admits(option, character) for option in tree.options)
        case Repeat():
            return admits(tree.part, character)
