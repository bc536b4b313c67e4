"""Two fields of an object have nearly the same name.

## What it does

Reports fields of one object whose names differ only in case, underscores, hyphens or dots (`userId`, `user_id`), and
those that look like a slip: in one word of six letters or more, two neighbouring letters exchanged, one letter missing
or too many before the last one, or, from eight letters on, one letter replaced. First letters and digits are not compared in this way, nor are
single words and their plurals.

## Why

One of the two is mostly a mistake that some version of the client makes. Once both are declared, the data is split
between them for good.

## Example

```yaml
fields:
  userId: {type: integer, minimum: 1, sensitivity: identifier, lifetime: account, description: The number of the account.}
  user_id: {type: integer, minimum: 1, sensitivity: identifier, lifetime: account, description: The account by its number.}
```

## Instead

```yaml
fields:
  userId: {type: integer, minimum: 1, sensitivity: identifier, lifetime: account, description: The number of the account.}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.words import squashed, words
from telemetry_spec.model.finding import Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import Place, View

SEVERITY = Severity.WARNING

_LONG = 6
_LONG_ENOUGH_TO_REPLACE = 8


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each field whose name is nearly that of an earlier one."""
    for members in view.objects:
        if len(members) > 1:
            yield from _alike(members)


def _alike(members: tuple[Place, ...]) -> Iterator[Hit]:
    """Compare names by way of buckets: two that differ in one letter share a form with one letter left out."""
    buckets: dict[tuple[str, ...], list[Place]] = {}
    for place in members:
        other = None
        for form in _forms(place.field.name):
            bucket = buckets.setdefault(form, [])
            other = other or next((one for one in bucket if _nearly_same(one.field.name, place.field.name)), None)
            bucket.append(place)
        if other is not None:
            yield Hit(
                place.selector,
                place.field.span,
                f"`{place.field.name}` is nearly the same name as `{other.field.name}`.",
                "Keep one of them; give the other a name that tells them apart, or mark it as `deprecated`.",
                related=(Related(other.field.span, "the other one"),),
            )


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the keys under which a name is looked up. Of words too short for a slip there is one key only."""
    yield (squashed(name),)
    parts = words(name)
    for index, word in enumerate(parts):
        if len(word) >= _LONG - 1:
            for left_out in {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}:
                yield (*parts[:index], "", left_out, *parts[index + 1 :])


def _nearly_same(one: str, other: str) -> bool:
    if squashed(one) == squashed(other):
        return True
    left, right = words(one), words(other)
    differing = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]]
    return len(left) == len(right) and len(differing) == 1 and _is_slip(*differing[0])


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) < _LONG or start == 0 or not long.isalpha():
        return False
    if len(short) < len(long):
        # A letter more at the end is another form of the word: `plugins`, `created`, `manager`.
        return short[start:] == long[start + 1 :] and start < len(short)
    exchanged = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    replaced = short[start + 1 :] == long[start + 1 :] and len(long) >= _LONG_ENOUGH_TO_REPLACE
    return exchanged or replaced
