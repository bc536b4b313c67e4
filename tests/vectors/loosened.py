"""Patterns that let other texts through than the one that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import patterns
from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Repeat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.patterns.tree import Node, Tree


def pattern_mutants(ecma: str) -> Iterator[tuple[str, str]]:
    """Yield changes of a pattern as it is emitted: in words, and the changed pattern."""
    text = ecma.removeprefix("^(?:").removesuffix(")$")
    yield "pattern without start", f"(?:{text})$"
    yield "pattern without end", f"^(?:{text})"
    yield "pattern may end in a line end", rf"^(?:{text})\n?$"
    for what, node, new in _changes(patterns.parse_linear(text).root, text):
        yield what, f"^(?:{text[: node.start]}{new}{text[node.end :]})$"


def _changes(tree: Tree, text: str) -> Iterator[tuple[str, Node, str]]:
    written = text[tree.start : tree.end]
    if isinstance(tree, CharSet):
        yield f"any character for {written}", tree, r"[\s\S]"
        if len(tree.ranges) > 1:
            for index in range(len(tree.ranges)):
                rest = [*tree.ranges[:index], *tree.ranges[index + 1 :]]
                spelt = "".join(f"\\u{{{low:X}}}-\\u{{{high:X}}}" for low, high in rest)
                yield f"a range less in {written}", tree, f"[{spelt}]"
    elif isinstance(tree, Concat):
        for part in tree.parts:
            yield from _changes(part, text)
    elif isinstance(tree, Alternation):
        for option in tree.options:
            others = "|".join(text[other.start : other.end] for other in tree.options if other is not option)
            yield f"an alternative less in {written}", tree, others
            yield from _changes(option, text)
    else:
        yield from _recounted(tree, text)


def _recounted(tree: Repeat, text: str) -> Iterator[tuple[str, Node, str]]:
    part = _atom(tree, text)
    least, most = tree.minimum, tree.maximum
    counts = [
        (least - 1, most),
        (least + 1, most),
        (least, None if most is None else most - 1),
        (least, None if most is None else most + 1),
    ]
    for low, high in counts:
        if low >= 0 and (high is None or high >= max(low, 1)) and (low, high) != (least, most):
            yield f"{{{low},{high}}} for {{{least},{most}}}", tree, f"{part}{{{low},{'' if high is None else high}}}"
    yield from _changes(tree.part, text)


def _atom(tree: Repeat, text: str) -> str:
    """Return what is repeated, with its brackets: places of a group's inside do not hold them."""
    written = text[tree.start : tree.end]
    for ending in ("?", "*", "+"):
        if written.endswith(ending):
            return written[:-1]
    return written[: written.rindex("{")]
