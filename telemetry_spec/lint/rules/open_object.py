"""An object lets undeclared fields through.

## What it does

Reports objects and events that are `open`.

## Why

Whatever comes in an undeclared field is collected without being on the page, and neither its type nor its sensitivity
is known. The spec cannot promise that something is never collected there.

## Example

```yaml
fields:
  properties:
    description: More about the start.
    open: Plugins add fields of their own.
    fields:
      theme: {type: string, max_length: 60, description: The theme that is chosen.}
```

## Instead

```yaml
fields:
  properties:
    description: More about the start.
    fields:
      theme: {type: string, max_length: 60, description: The theme that is chosen.}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.NOTE

_HELP = "Declare what is sent; where the names are not known, a `map` still says what the values are."


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each object that is not closed."""
    for selector, event in view.events:
        if event.payload.open:
            yield Hit(selector, event.span, f"The event `{selector}` lets undeclared fields through.", _HELP)
    for place, shape in view.shapes:
        if shape.open:
            message = f"The object `{place.selector}` lets undeclared fields through."
            yield Hit(place.selector, place.field.span, message, _HELP)
