"""Two fields of an object have nearly the same name.

## What it does

Reports fields of one object whose names differ only in case, underscores, hyphens or dots (`userId`, `user_id`), or
by what looks like a slip in a word of six letters or more: two neighbouring letters exchanged, a letter missing, or,
from eight letters on, a letter replaced. The first letter is not compared in this way, nor is a letter more at the
end, as in a plural.

## Why

One of the two is mostly a mistake that some version of the client makes. Once both are declared, the data is split
between them for good.

## Example

```yaml
fields:
  pageCount: {type: integer, minimum: 0, description: How many pages there are.}
  page_count: {type: integer, minimum: 0, description: How many pages were built.}
```

## Instead

```yaml
fields:
  pageCount: {type: integer, minimum: 0, description: How many pages there are.}
  builtPages: {type: integer, minimum: 0, description: How many pages were built.}
```
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.words import squashed, words
from telemetry_spec.model.finding import Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from telemetry_spec.lint.base import Place, View

SEVERITY = Severity.WARNING

_LONG = 6
_TOO_LONG = 30
_LONG_ENOUGH_TO_REPLACE = 8


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each field whose name is nearly that of an earlier one."""
    slips = _slips({word for place in view.fields for word in words(place.field.name)})
    for members in view.objects:
        by_letters: dict[str, Place] = {}
        by_words: dict[tuple[str, ...], Place] = {}
        for place in members:
            name = place.field.name
            parts = words(name)
            slipped = (by_words.get(form) for form in _forms(parts, slips))
            other = by_letters.setdefault(squashed(name), place)
            if other is place:
                other = next((one for one in slipped if one is not None), place)
            by_words.setdefault(parts, place)
            if other is not place:
                yield _hit(place, other)


def _hit(place: Place, other: Place) -> Hit:
    return Hit(
        place.selector,
        place.field.span,
        f"`{place.field.name}` is nearly the same name as `{other.field.name}`.",
        "Keep one of them; give the other a name that tells them apart, or mark it as `deprecated`.",
        related=(Related(other.field.span, "the other one"),),
    )


def _forms(parts: tuple[str, ...], slips: Mapping[str, AbstractSet[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the words of a name with one of them replaced by what it may be a slip of."""
    for index, word in enumerate(parts):
        for near in sorted(slips.get(word, ())):
            yield (*parts[:index], near, *parts[index + 1 :])


def _slips(vocabulary: AbstractSet[str]) -> dict[str, set[str]]:
    """Return the words that may be slips of each other.

    Words are not compared each with each: two that differ by a slip share a form with one letter left out.
    """
    buckets: dict[str, list[str]] = {}
    for word in vocabulary:
        if _LONG - 1 <= len(word) < _TOO_LONG and word.isalpha():
            for form in {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}:
                buckets.setdefault(form, []).append(word)
    found: dict[str, set[str]] = {}
    for alike in buckets.values():
        for one, other in combinations(alike, 2):
            if _is_slip(one, other):
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
    return found


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) < _LONG or start == 0 or start == len(short):
        return False
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    exchanged = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    replaced = short[start + 1 :] == long[start + 1 :] and len(long) >= _LONG_ENOUGH_TO_REPLACE
    return exchanged or replaced
