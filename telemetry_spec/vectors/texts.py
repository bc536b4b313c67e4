"""Texts that show whether a pattern is kept to: right ones use each of its parts, wrong ones break one part each."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from telemetry_spec import patterns
from telemetry_spec.patterns.tree import MAX_CODE_POINT, Alternation, CharSet, Concat, Pattern, Repeat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.patterns.tree import Tree

Named = tuple[str, str, str]
"""The operator's name, the text, and in words what was done."""
Tried = tuple[str, list[str], str]
"""A kind of operator, texts of which the first that does not match is meant, and in words what was done."""

#: Longer texts of a form are not looked for: working out the lengths that a pattern allows takes its time.
LONGEST_FORMED = 10_000
#: Characters that stand in for one that a class does not hold: letters and signs that readers mix up come first.
_STRANGERS = "gGzZaA0x_-. /:é\u0663!~"
_ARABIC_DIGIT = "\u0663"


def named(kind: str, text: str) -> str:
    """Name what an operator made by its kind and a digest of the text: the same text, the same name, on any machine."""
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def matches(pattern: str, text: str) -> bool:
    """Say whether a whole text matches."""
    return re.match(patterns.to_python(pattern), text) is not None


def of_form(pattern: str | None, length: int) -> str | None:
    """Return a text of so many characters, of a form where one is asked for; None when there is none."""
    if pattern is None:
        return "a" * length
    return patterns.of_length(patterns.parse_linear(pattern), length) if length <= LONGEST_FORMED else None


@lru_cache(maxsize=512)
def right_texts(pattern: str) -> tuple[Named, ...]:
    """Return texts that match, and together use every alternative, every range of a class and the ends of counts."""
    found = dict.fromkeys(_uses(patterns.parse_linear(pattern).root))
    return tuple((named("form", text), text, "has a form that the pattern allows") for text in found)


@lru_cache(maxsize=512)
def wrong_texts(pattern: str, usual: str) -> tuple[Named, ...]:
    """Return texts that do not match, each for one reason: what engines and readers of patterns get wrong first.

    `usual` is a text that does match, and that most of them are made from.
    """
    found: dict[str, tuple[str, str]] = {}
    for kind, texts, words in (*_around(usual), *_within(patterns.parse_linear(pattern).root)):
        text = next((text for text in texts if not matches(pattern, text)), None)
        if text is not None and text not in found:
            found[text] = (kind if kind in _ALONE else named(kind, text), words)
    return tuple((name, text, words) for text, (name, words) in found.items())


#: There is one text of each of these kinds for a pattern.
_ALONE = frozenset(
    {"newline-after", "newline-before", "space-after", "space-before", "empty", "more-before", "more-after"}
    | {"arabic-digit", "accent-after", "cut"}
)


def _around(text: str) -> Iterator[Tried]:
    yield "newline-after", [f"{text}\n"], "has the right form and then a line end"
    yield "newline-before", [f"\n{text}"], "begins with a line end"
    yield "space-after", [f"{text} "], "has the right form and then a space"
    yield "space-before", [f" {text}"], "begins with a space"
    yield "more-before", [f"x{text}"], "has a letter too many before the right form"
    yield "more-after", [f"{text}x"], "has a letter too many after the right form"
    yield "accent-after", [f"{text}\u00e9"], "has the right form and then an accented letter"
    yield "empty", [""], "is empty"
    yield "cut", [text[:-1]], "lacks its last character"
    other_digit = re.sub("[0-9]", _ARABIC_DIGIT, text, count=1)
    yield "arabic-digit", [other_digit], "has a digit of another script"


def _uses(tree: Tree) -> list[str]:
    """Return matches of a part that together use all of it."""
    if isinstance(tree, CharSet):
        edges = dict.fromkeys(chr(code) for pair in tree.ranges for code in pair)
        return [edge for edge in edges if edge.isprintable()] or [patterns.shortest(Pattern("", tree))]
    if isinstance(tree, Concat):
        lists = [_uses(part) for part in tree.parts]
        longest = max(map(len, lists))
        return ["".join(texts[index % len(texts)] for texts in lists) for index in range(longest)]
    if isinstance(tree, Alternation):
        return [text for option in tree.options for text in _uses(option)]
    return _rounds(tree)


def _rounds(tree: Repeat) -> list[str]:
    texts = _uses(tree.part)
    found = [text * max(tree.minimum, 1) for text in texts]
    most = tree.minimum + 2 if tree.maximum is None else tree.maximum
    if most > max(tree.minimum, 1):
        found.append(min(texts, key=len) * most)
    return [*found, ""] if not tree.minimum else found


def _within(tree: Tree, before: str = "", after: str = "") -> Iterator[Tried]:
    """Yield texts with one part wrong and the rest right."""
    if isinstance(tree, CharSet):
        texts = [before + stranger + after for stranger in _strangers(tree)]
        yield "character", texts, "has a character that does not belong there"
    elif isinstance(tree, Concat):
        usual = [_usual(part) for part in tree.parts]
        for index, part in enumerate(tree.parts):
            yield from _within(part, before + "".join(usual[:index]), "".join(usual[index + 1 :]) + after)
    elif isinstance(tree, Alternation):
        for option in tree.options:
            yield from _within(option, before, after)
    else:
        yield from _miscounted(tree, before, after)


def _miscounted(tree: Repeat, before: str, after: str) -> Iterator[Tried]:
    usual = _usual(tree.part)
    if tree.minimum:
        yield "fewer", [before + usual * (tree.minimum - 1) + after], "repeats a part too few times"
    if tree.maximum is not None:
        yield "more", [before + usual * (tree.maximum + 1) + after], "repeats a part too many times"
    yield from _within(tree.part, before + usual * (max(tree.minimum, 1) - 1), after)


def _usual(tree: Tree) -> str:
    return next((text for text in _uses(tree) if text), "")


def _strangers(tree: CharSet) -> Iterator[str]:
    """Yield characters that are not in a set, those right outside of its ranges first."""
    codes = [code for low, high in tree.ranges for code in (high + 1, low - 1)]
    signs = [chr(code) for code in codes if 0 <= code <= MAX_CODE_POINT]
    for sign in (*(sign for sign in signs if sign.isascii() and sign.isprintable()), *_STRANGERS):
        if not any(low <= ord(sign) <= high for low, high in tree.ranges):
            yield sign
