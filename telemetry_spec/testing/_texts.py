"""Texts that match a pattern, with as few choices as can be: each choice costs time, and one more step to shrink."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from hypothesis import strategies as st

from telemetry_spec import patterns
from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Pattern, Repeat, complement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from telemetry_spec.patterns.tree import Ranges, Tree

#: Parts of a pattern with no more words than this are drawn as one of the words: months, hours, file endings.
_WORDS: Final = 2000
#: Sets of no more characters than this are written out.
_LETTERS: Final = 2000
#: Rounds of a repeated group beyond those that must be there.
_ROUNDS: Final = 5
#: How long a text may become where neither pattern nor bounds say it.
_ENDLESS: Final = 200


class Text(NamedTuple):
    """A strategy, and a shortest and a longest text of it. Without a strategy there is only one text."""

    strategy: SearchStrategy[str] | None
    shortest: str
    longest: str


def texts(pattern: str, low: int = 0, high: int | None = None) -> Text:
    """Return the texts that match a pattern and have `low` to `high` characters."""
    tree = patterns.parse_linear(pattern).root
    found = _build(tree, _ENDLESS + _bounds(tree)[0] + low if high is None else high)
    if isinstance(tree, Repeat) and isinstance(tree.part, CharSet):
        found = _characters(tree.part.ranges, max(tree.minimum, low), max(len(found.longest), low))
    if len(found.shortest) >= low or found.strategy is None:
        return found
    return found._replace(strategy=found.strategy.filter(lambda text: len(text) >= low), shortest=found.longest)


def alphabet(ranges: Ranges) -> str | SearchStrategy[str]:
    """Return the characters of a set, in a form that `text` takes."""
    if _count(ranges) <= _LETTERS:
        return "".join(chr(code) for low, high in ranges for code in range(low, high + 1))
    rest = complement(ranges)
    if _count(rest) <= _LETTERS:
        others = "".join(chr(code) for low, high in rest for code in range(low, high + 1))
        return st.characters(exclude_categories=["Cs"], exclude_characters=others)
    return st.one_of(
        *(st.characters(min_codepoint=low, max_codepoint=high, exclude_categories=["Cs"]) for low, high in ranges)
    )


def _count(ranges: Ranges) -> int:
    return sum(high - low + 1 for low, high in ranges)


@lru_cache(maxsize=1024)
def _bounds(tree: Tree) -> tuple[int, int | None]:
    return patterns.length_bounds(Pattern("", tree))


def _build(tree: Tree, room: int) -> Text:
    """Return the texts of a part that are no longer than `room`, which leaves room for the shortest."""
    words = _words(tree)
    if words is not None:
        return _one_of_words([word for word in words if len(word) <= room])
    if isinstance(tree, CharSet):
        return _characters(tree.ranges, 1, 1)
    if isinstance(tree, Concat):
        return _sequence(tree.parts, room)
    if isinstance(tree, Alternation):
        options = sorted((one for one in tree.options if _bounds(one)[0] <= room), key=lambda one: _bounds(one)[0])
        return _choice([_build(option, room) for option in options])
    return _repeat(tree, room)


def _words(tree: Tree) -> list[str] | None:
    """Return every text of a part, shortest first, or None where there are too many."""
    if isinstance(tree, CharSet):
        if _count(tree.ranges) > _WORDS:
            return None
        return [chr(code) for low, high in tree.ranges for code in range(low, high + 1)]
    if isinstance(tree, Alternation):
        found = [_words(option) for option in tree.options]
        return _sorted([word for words in found if words is not None for word in words], complete=None not in found)
    if isinstance(tree, Concat):
        return _products([_words(part) for part in tree.parts])
    if tree.maximum is None:
        return None
    once = _words(tree.part)
    rounds = [_products([once] * times) for times in range(tree.minimum, min(tree.maximum, tree.minimum + 12) + 1)]
    complete = None not in rounds and tree.maximum <= tree.minimum + 12
    return _sorted([word for words in rounds if words is not None for word in words], complete=complete)


def _sorted(words: list[str], *, complete: bool) -> list[str] | None:
    if not complete or len(words) > _WORDS:
        return None
    return sorted(words, key=lambda word: (len(word), word))


def _products(parts: Sequence[list[str] | None]) -> list[str] | None:
    found = [""]
    for words in parts:
        if words is None or len(found) * len(words) > _WORDS:
            return None
        found = ["".join(pair) for pair in product(found, words)]
    return found


def _one_of_words(words: Sequence[str]) -> Text:
    if len(words) == 1:
        return Text(None, words[0], words[0])
    return Text(st.sampled_from(words), min(words, key=len), max(words, key=len))


def _characters(ranges: Ranges, low: int, high: int) -> Text:
    first, last = chr(ranges[0][0]), chr(ranges[-1][1])
    return Text(st.text(alphabet(ranges), min_size=low, max_size=high), first * low, last * high)


def _choice(options: Sequence[Text]) -> Text:
    longest = max((option.longest for option in options), key=len)
    return Text(st.one_of(*map(_strategy, options)), options[0].shortest, longest)


def _strategy(text: Text) -> SearchStrategy[str]:
    return st.just(text.shortest) if text.strategy is None else text.strategy


def _repeat(tree: Repeat, room: int) -> Text:
    if isinstance(tree.part, CharSet):
        return _characters(tree.part.ranges, tree.minimum, room if tree.maximum is None else min(tree.maximum, room))
    least = max(_bounds(tree.part)[0], 1)
    most = min(room // least, tree.minimum + _ROUNDS)
    most = most if tree.maximum is None else min(most, tree.maximum)
    if most == 0:
        return Text(None, "", "")
    once = _build(tree.part, room // most)
    if (tree.minimum, most) == (0, 1):
        return _choice([Text(None, "", ""), once])
    rounds = st.lists(_strategy(once), min_size=tree.minimum, max_size=most).map("".join)
    return Text(rounds, once.shortest * tree.minimum, once.longest * most)


_Piece: TypeAlias = str | tuple[int, slice]
"""A piece of a text: as it stands, or cut out of what was drawn for an index."""


@dataclass(slots=True)
class _Recipe:
    """How a text is put together. What has a fixed length and the same characters is drawn at once."""

    pieces: list[_Piece] = field(default_factory=list)
    draws: list[SearchStrategy[str] | None] = field(default_factory=list)
    fixed: dict[Ranges, tuple[int, int]] = field(default_factory=dict)

    def add(self, text: Text) -> None:
        """Go on with a text."""
        if text.strategy is None:
            self.pieces.append(text.shortest)
        else:
            self.pieces.append((len(self.draws), slice(None)))
            self.draws.append(text.strategy)

    def add_fixed(self, ranges: Ranges, count: int) -> None:
        """Go on with so many characters of a set."""
        index, start = self.fixed.get(ranges, (len(self.draws), 0))
        if not start:
            self.draws.append(None)
        self.fixed[ranges] = index, start + count
        self.pieces.append((index, slice(start, start + count)))

    def strategy(self) -> SearchStrategy[str]:
        """Return the whole."""
        draws = list(self.draws)
        for ranges, (index, count) in self.fixed.items():
            draws[index] = st.text(alphabet(ranges), min_size=count, max_size=count)
        chosen = [one for one in draws if one is not None]
        if len(chosen) == 1:
            return chosen[0].map(_joiner(self.pieces, alone=True))
        return st.tuples(*chosen).map(_joiner(self.pieces, alone=False))


def _joiner(pieces: Sequence[_Piece], *, alone: bool) -> Callable[[Any], str]:
    def join(drawn: Any) -> str:  # noqa: ANN401  one text, or a tuple of them
        values: tuple[str, ...] = (drawn,) if alone else drawn
        return "".join(piece if isinstance(piece, str) else values[piece[0]][piece[1]] for piece in pieces)

    return join


def _sequence(parts: Sequence[Tree], room: int) -> Text:
    recipe = _Recipe()
    shortest = longest = ""
    for one in _pieces(parts, room):
        if isinstance(one, Text):
            recipe.add(one)
            shortest, longest = shortest + one.shortest, longest + one.longest
        else:
            ranges, count = one
            recipe.add_fixed(ranges, count)
            shortest += chr(ranges[0][0]) * count
            longest += chr(ranges[-1][1]) * count
    return Text(recipe.strategy(), shortest, longest)


def _pieces(parts: Sequence[Tree], room: int) -> Iterator[Text | tuple[Ranges, int]]:
    """Yield the parts one after the other: words that stand side by side as one, and equal characters as a count."""
    lows, highs = zip(*map(_bounds, parts), strict=True)
    spare = room - sum(lows)
    growing = sum(low != high for low, high in zip(lows, highs, strict=True))
    pending = [""]
    for part, low, high in zip(parts, lows, highs, strict=True):
        share = spare // growing if low != high else 0
        words = _words(part)
        if words is not None:
            words = [word for word in words if len(word) <= low + share]
            joined = _products([pending, words])
            if joined is not None:
                pending = joined
                continue
        if pending != [""]:
            yield _one_of_words(pending)
        pending = [""]
        if words is not None:
            pending = words
        elif isinstance(part, Repeat) and isinstance(part.part, CharSet) and part.minimum == part.maximum:
            yield part.part.ranges, part.minimum
        else:
            yield _build(part, low + share)
    if pending != [""]:
        yield _one_of_words(pending)
