"""No event is sent to this destination.

## What it does

Reports entries of `destinations` that no event names, or only events that are removed.

## Why

The page lists an address that nothing goes to. Mostly an event that goes there is missing, or names another one.

## Example

```yaml
destinations:
  main: {url: "https://telemetry.example.com", description: Receives all events.}
  old: {url: "https://stats.example.com", description: Received events before.}
```

## Instead

```yaml
destinations:
  main: {url: "https://telemetry.example.com", description: Receives all events.}
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
    """Yield a hit for each destination that nothing is sent to."""
    used = {name for _, event in view.events for name in event.destinations}
    for name, destination in view.spec.destinations.items():
        if name not in used:
            yield Hit(
                join("destinations", name),
                destination.span,
                f"No event is sent to the destination `{name}`.",
                f"Name it in an event (`destination: {name}`), or take it out.",
            )
