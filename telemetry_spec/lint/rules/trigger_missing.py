"""Nothing says when an event is sent.

## What it does

Reports events without `trigger`.

## Why

When something is sent tells users as much as what is sent: once per installation, or with every click.

## Example

```yaml
events:
  start:
    description: The application has started.
    destination: main
    fields:
      version: {type: version, description: The version of the application.}
```

## Instead

```yaml
events:
  start:
    description: The application has started.
    destination: main
    trigger: [{on: startup}]
    fields:
      version: {type: version, description: The version of the application.}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each event that may come at any time."""
    for selector, event in view.events:
        if not event.triggers:
            yield Hit(
                selector,
                event.span,
                f"Nothing says when the event `{selector}` is sent.",
                "Add `trigger`, such as `trigger: [{on: startup}]`.",
            )
