"""A description only repeats the name.

## What it does

Reports fields whose description has no word that is not in the name.

## Why

The name stands beside the description on the page. `userCount: User count.` leaves readers to guess whether users of
the product or users of the machine are counted.

## Example

```yaml
fields:
  userCount:
    type: integer
    minimum: 0
    description: The user count.
```

## Instead

```yaml
fields:
  userCount:
    type: integer
    minimum: 0
    description: How many accounts the installation has.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.words import repeats
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.NOTE


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each description without a word of its own."""
    for place in view.fields:
        if repeats(place.field.description, place.field.name):
            yield Hit(
                place.selector,
                place.field.span,
                f"The description of `{place.field.name}` only repeats its name.",
                "Say what the name does not: what is counted, named or measured, and of what.",
            )
