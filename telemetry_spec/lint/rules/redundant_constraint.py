"""A constraint says nothing new.

## What it does

Reports constraints that hold anyway: lower bounds of 0 on lengths and counts, lengths that the `pattern` sees to
already, an `enum` of one value, and a `minimum` equal to the `maximum`.

## Why

A reader takes each constraint for a decision. One without effect hides what was meant: mostly another number.

## Example

```yaml
fields:
  code:
    type: string
    pattern: "[A-Z]{2}"
    max_length: 10
    description: The country of the installation.
```

## Instead

```yaml
fields:
  code:
    type: string
    pattern: "[A-Z]{2}"
    description: The country of the installation.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import patterns
from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Shape

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each constraint that could be left out."""
    for place, shape in view.shapes:
        if shape.constraints:
            for _, message, help_text in redundant(shape):
                selector, span, _ = view.blamed(place, shape)
                yield Hit(selector, span, message, help_text)


def redundant(shape: Shape) -> Iterator[tuple[str, str, str]]:
    """Yield the constraints that could be left out: the name, what is wrong, and what to write instead."""
    limits = shape.constraints
    for key in ("min_length", "min_items", "min_entries"):
        if limits.get(key) == 0:
            yield key, f"`{key}: 0` holds for every value.", "Take it out, or write the number that is meant."
    values = limits.get("enum")
    if isinstance(values, tuple) and len(values) == 1:
        yield "enum", "An `enum` of one value allows no choice.", "Write `const`, or add the other values."
    if "minimum" in limits and limits["minimum"] == limits.get("maximum"):
        words = "`minimum` and `maximum` are the same: only one value fits."
        yield "minimum", words, "Write `const`, or correct one of them."
    if "pattern" in limits and not {"min_length", "max_length"}.isdisjoint(limits):
        yield from _told_by_pattern(shape)


def _told_by_pattern(shape: Shape) -> Iterator[tuple[str, str, str]]:
    limits = shape.constraints
    least, most = patterns.length_bounds(patterns.parse_linear(str(limits["pattern"])))
    low, high = limits.get("min_length"), limits.get("max_length")
    if isinstance(high, int) and most is not None and high >= most:
        yield (
            "max_length",
            f"The pattern allows at most {most} characters already, so `max_length: {high}` says nothing new.",
            "Take `max_length` out.",
        )
    if isinstance(low, int) and 0 < low <= least:
        yield (
            "min_length",
            f"The pattern asks for at least {least} characters already, so `min_length: {low}` says nothing new.",
            "Take `min_length` out.",
        )
