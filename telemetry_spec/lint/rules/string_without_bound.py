"""A text may be of any length.

## What it does

Reports texts without `max_length` whose form is not bounded by a `pattern` or an `enum` either: fields, items of
lists, keys and values of maps. What the receiver hashes, shortens or drops is left alone.

## Why

A free text is where what should not be sent ends up: paths, messages, names. A bound says what is expected, keeps
stack traces out, and keeps one bad client from filling the store.

## Example

```yaml
fields:
  browser:
    type: string
    description: The browser that the application runs in.
```

## Instead

```yaml
fields:
  browser:
    type: string
    max_length: 60
    description: The browser that the application runs in.
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
    from telemetry_spec.model.shape import Field, Shape

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each text without an end."""
    for place, shape in view.shapes:
        if shape.kind == "string" and _unbounded(shape) and not _shortened(place.field):
            selector, span, what = view.blamed(place, shape)
            form = "a pattern, but no bound" if "pattern" in shape.constraints else "no bound"
            message = f"The length of {what} has {form}."
            yield Hit(selector, span, message, "Add `max_length`, or `enum` where the values are known.")


def _unbounded(shape: Shape) -> bool:
    limits = shape.constraints
    if {"max_length", "enum", "const"} & set(limits):
        return False
    return "pattern" not in limits or patterns.length_bounds(patterns.parse_linear(str(limits["pattern"])))[1] is None


def _shortened(field: Field) -> bool:
    return any(step.at == "receiver" and step.kind in ("hash", "truncate", "drop") for step in field.transforms)
