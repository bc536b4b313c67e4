"""Outlines of texts: characters that a pattern cannot tell apart written as one of them.

A text matches exactly if its outline does, and where texts are as alike as identifiers and hashes are, all of them have
one and the same outline. So it takes one match to judge very many texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.patterns.tree import Alternation, CharSet, Concat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.patterns.tree import Pattern, Ranges, Tree

_ASCII = 128
_LINE_FEED = 10


def outline_table(pattern: Pattern) -> bytes:
    """Return the table with which `bytes.translate` makes outlines of ASCII texts.

    Line feeds stay, and nothing becomes one: lines stay lines. What is not ASCII stays as well.
    """
    sets = tuple(dict.fromkeys(_sets(pattern.root)))
    table = bytearray(range(256))
    first: dict[tuple[bool, ...], int] = {}
    for code in range(_ASCII):
        if code != _LINE_FEED:
            kind = tuple(any(low <= code <= high for low, high in ranges) for ranges in sets)
            table[code] = first.setdefault(kind, code)
    return bytes(table)


def _sets(tree: Tree) -> Iterator[Ranges]:
    if isinstance(tree, CharSet):
        yield tree.ranges
    elif isinstance(tree, Concat):
        for part in tree.parts:
            yield from _sets(part)
    elif isinstance(tree, Alternation):
        for option in tree.options:
            yield from _sets(option)
    else:
        yield from _sets(tree.part)
