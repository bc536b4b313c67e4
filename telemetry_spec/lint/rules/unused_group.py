"""Nothing includes this field group.

## What it does

Reports entries of `groups` that no event, object or group includes.

## Why

The fields of a group that nothing includes are not on the page, and a payload that has them is wrong.

## Example

```yaml
groups:
  machine:
    fields:
      cores:
        type: integer
        minimum: 1
        description: How many cores the processor has.
```

## Instead

```yaml
groups:
  machine:
    fields:
      cores:
        type: integer
        minimum: 1
        description: How many cores the processor has.
include: [machine]
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
    """Yield a hit for each group without use."""
    for name, definition in view.spec.groups.items():
        if not definition.uses:
            yield Hit(
                join("groups", name),
                definition.span,
                f"Nothing includes the group `{name}`.",
                f"Include it (`include: [{name}]`), or take it out.",
            )
