"""Whether two patterns let the same texts through, decided by their derivatives (Brzozowski 1964, Antimirov 1996)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Repeat, can_be_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.patterns.tree import Tree

State = frozenset[tuple["Tree", ...]]
"""What may follow: any one of some sequences of parts."""


def same_language(left: Tree, right: Tree, longest: int | None = None) -> bool:
    """Say whether two patterns match the same texts, of those with so many characters at most."""
    signs = _signs(left, right)
    pairs: set[tuple[State, State]] = {(frozenset({(left,)}), frozenset({(right,)}))}
    seen = set(pairs)
    length = 0
    while pairs and (longest is None or length <= longest):
        if any(_ends(one) != _ends(other) for one, other in pairs):
            return False
        pairs = {(_after(one, sign), _after(other, sign)) for one, other in pairs for sign in signs} - seen
        seen |= pairs
        length += 1
    return True


def _signs(*trees: Tree) -> list[int]:
    """Return one character of each kind that the classes in the patterns tell apart."""
    sets = [found for tree in trees for found in _classes(tree)]
    edges = {0, *(edge for ranges in sets for low, high in ranges for edge in (low, high + 1))}
    kinds = {tuple(any(low <= edge <= high for low, high in ranges) for ranges in sets): edge for edge in edges}
    return list(kinds.values())


def _classes(tree: Tree) -> Iterator[tuple[tuple[int, int], ...]]:
    if isinstance(tree, CharSet):
        yield tree.ranges
    elif isinstance(tree, Repeat):
        yield from _classes(tree.part)
    else:
        for part in tree.parts if isinstance(tree, Concat) else tree.options:
            yield from _classes(part)


def _ends(state: State) -> bool:
    return any(all(map(can_be_empty, sequence)) for sequence in state)


def _after(state: State, sign: int) -> State:
    return frozenset(following for sequence in state for following in _steps(sequence, sign))


@cache
def _steps(sequence: tuple[Tree, ...], sign: int) -> frozenset[tuple[Tree, ...]]:
    if not sequence:
        return frozenset()
    first, *rest = sequence
    found = {(*inner, *rest) for inner in _derived(first, sign)}
    if can_be_empty(first):
        found |= _steps(tuple(rest), sign)
    return frozenset(found)


def _derived(tree: Tree, sign: int) -> frozenset[tuple[Tree, ...]]:
    if isinstance(tree, CharSet):
        return frozenset({()} if any(low <= sign <= high for low, high in tree.ranges) else ())
    if isinstance(tree, Alternation):
        return frozenset(found for option in tree.options for found in _steps((option,), sign))
    if isinstance(tree, Concat):
        return _steps(tree.parts, sign)
    most = None if tree.maximum is None else tree.maximum - 1
    rest = () if most == 0 else (Repeat(tree.part, max(tree.minimum - 1, 0), most),)
    return frozenset((*found, *rest) for found in _steps((tree.part,), sign))
