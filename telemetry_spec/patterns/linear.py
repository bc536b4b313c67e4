"""Hold a pattern to linear time: at each point of a text at most one part of the pattern can take the next character.

This is the one-unambiguity of Brüggemann-Klein and Wood ("One-Unambiguous Regular Languages", 1998), which XML Schema
calls Unique Particle Attribution, in its strong form: the way through the repeats must be clear as well, so `(a+)+` is
refused. A backtracking engine then has no second way to try, and its steps grow with the text and not faster.

The Glushkov automaton is not built. A part that is repeated is never empty (the parser sees to that), so the rounds of
a counted repeat meet only at their ends, and one round stands for all: each part is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, PatternError, Repeat, Tree, can_be_empty

if TYPE_CHECKING:
    from telemetry_spec.patterns.tree import Pattern

#: What a pattern may grow to when its counts are written out: characters and classes, and ranges of code points.
MAX_POSITIONS = 5000
MAX_RANGES = 20_000

_Claim: TypeAlias = tuple[int, int, CharSet]
"""Code points from..to, and the part of the pattern that takes them."""

_IN_ALTERNATIVES = "write what the alternatives share once, before the group: a(b|c) instead of (ab|ac)"
_IN_SEQUENCE = "let the two parts begin with different characters: [a-z][a-z0-9]* instead of [a-z]+[a-z0-9]*"
_IN_REPEAT = (
    "let each round begin with a character that the round before cannot go on with: a+(,a+)* instead of (a+,?)*"
)


@dataclass(frozen=True, slots=True)
class _Ends:
    """What a part can begin with, and what can go on inside it where it could also end."""

    first: list[_Claim]
    inner: list[_Claim]


def check_linear(pattern: Pattern) -> None:
    """Raise PatternError when a character of a text may belong to two parts of the pattern, or when it is too large."""
    positions, ranges = _size(pattern.root)
    if positions > MAX_POSITIONS or ranges > MAX_RANGES:
        message = f"with its repeats written out the pattern has {positions} characters and classes ({ranges} ranges)"
        help_text = (
            f"at most {MAX_POSITIONS} ({MAX_RANGES} ranges) are allowed: use smaller counts, or * or + and `max_length`"
        )
        raise PatternError(message, help_text, pattern.root.start)
    _Checker(pattern.text).ends(pattern.root)


class _Checker:
    def __init__(self, text: str) -> None:
        self.text = text

    def ends(self, tree: Tree) -> _Ends:
        if isinstance(tree, CharSet):
            return _Ends([(low, high, tree) for low, high in tree.ranges], [])
        if isinstance(tree, Repeat):
            return self.repeat(tree)
        if isinstance(tree, Concat):
            return self.concat(tree)
        return self.alternation(tree)

    def alternation(self, tree: Alternation) -> _Ends:
        first: list[_Claim] = []
        inner: list[_Claim] = []
        for option in tree.options:
            ends = self.ends(option)
            first = self.join(first, ends.first, _IN_ALTERNATIVES)
            inner = _cover(inner, ends.inner)
        return _Ends(first, inner)

    def concat(self, tree: Concat) -> _Ends:
        """From right to left: `rest` is what can come next after the part at hand."""
        rest: list[_Claim] = []
        inner: list[_Claim] = []
        rest_is_optional = True
        for part in reversed(tree.parts):
            ends = self.ends(part)
            following = self.join(ends.inner, rest, _IN_SEQUENCE)
            if rest_is_optional:
                inner = _cover(inner, following)
            optional = can_be_empty(part)
            rest = self.join(ends.first, rest, _IN_SEQUENCE) if optional else ends.first
            rest_is_optional = rest_is_optional and optional
        return _Ends(rest, inner)

    def repeat(self, tree: Repeat) -> _Ends:
        ends = self.ends(tree.part)
        if tree.maximum == 1:
            return ends
        another_round = self.join(ends.inner, ends.first, _IN_REPEAT)
        # After the last round of an exact count no other round begins.
        return ends if tree.minimum == tree.maximum else _Ends(ends.first, another_round)

    def join(self, left: list[_Claim], right: list[_Claim], help_text: str) -> list[_Claim]:
        """Merge two sets of claims; raise where both take the same character."""
        i = j = 0
        while i < len(left) and j < len(right):
            a, b = left[i], right[j]
            if a[0] <= b[1] and b[0] <= a[1]:
                raise self.conflict(a, b, help_text)
            if a[1] < b[1]:
                i += 1
            else:
                j += 1
        return sorted([*left, *right], key=_low)

    def conflict(self, a: _Claim, b: _Claim, help_text: str) -> PatternError:
        char = _show(max(a[0], b[0]), min(a[1], b[1]))
        if a[2] is b[2]:
            message = f"{char} may go on with {self.name(a[2])} or begin another round of a repeat around it"
            return PatternError(message, "let only one of the nested repeats count: (a)+ instead of (a+)+", a[2].start)
        one, two = sorted((a[2], b[2]), key=lambda part: part.start)
        message = f"{char} may belong to {self.name(one)} or to {self.name(two)}, and only what follows would tell"
        return PatternError(message, help_text, two.start)

    def name(self, part: CharSet) -> str:
        return f"`{self.text[part.start : part.end]}` at character {part.start + 1}"


def _low(claim: _Claim) -> int:
    return claim[0]


def _cover(left: list[_Claim], right: list[_Claim]) -> list[_Claim]:
    """Merge two sets of claims that belong to different points of the pattern and so may overlap."""
    if not left or not right:
        return left or right
    covered: list[_Claim] = []
    reach = -1
    for low, high, part in sorted([*left, *right], key=_low):
        if high > reach:
            covered.append((max(low, reach + 1), high, part))
            reach = high
    return covered


def _show(low: int, high: int) -> str:
    """Name a character out of a range, one that people can read where there is one."""
    readable = range(max(low, 0x21), min(high, 0x7E) + 1)
    letters = [code for code in readable if chr(code).isalnum()]
    code = (letters or list(readable) or [low])[0]
    return f"the character {chr(code)!r}" if chr(code).isprintable() else f"the character U+{code:04X}"


def _size(tree: Tree) -> tuple[int, int]:
    """Count characters and classes, and their ranges, with all counts written out."""
    if isinstance(tree, CharSet):
        return 1, len(tree.ranges)
    if isinstance(tree, Repeat):
        positions, ranges = _size(tree.part)
        times = tree.maximum or max(tree.minimum, 1)
        return positions * times, ranges * times
    sizes = [_size(part) for part in (tree.parts if isinstance(tree, Concat) else tree.options)]
    return sum(size[0] for size in sizes), sum(size[1] for size in sizes)
