"""A field that should no longer be sent is required.

## What it does

Reports fields that are `deprecated` and not `optional`.

## Why

A client that follows the spec and no longer sends the field sends a wrong payload.

## Example

```yaml
fields:
  theme:
    type: string
    max_length: 60
    description: The theme that is chosen.
    deprecated: "1"
```

## Instead

```yaml
fields:
  theme:
    type: string
    max_length: 60
    optional: true
    description: The theme that is chosen.
    deprecated: "1"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each field that should go and must stay."""
    for place in view.fields:
        field = place.field
        if field.deprecated and not field.optional and place.side != "received":
            yield Hit(
                place.selector,
                field.span,
                f"`{field.name}` is deprecated, and yet a payload without it is wrong.",
                'Add `optional: true`; once no client sends it, write `removed: "VERSION"`.',
            )
