"""No field has this named type.

## What it does

Reports entries of `types` that nothing uses.

## Why

An unused type is mostly a field that is missing, or one that was meant to have it.

## Example

```yaml
types:
  count: {type: integer, minimum: 0}
```

## Instead

```yaml
types:
  count: {type: integer, minimum: 0}
fields:
  users:
    type: count
    description: How many accounts the installation has.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each type without use."""
    for name, definition in view.spec.types.items():
        if not definition.uses:
            yield Hit(
                join("types", name),
                definition.span,
                f"Nothing has the type `{name}`.",
                f"Use it (`type: {name}`), or take it out.",
            )
