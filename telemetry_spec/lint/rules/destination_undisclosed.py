"""Nothing says where the data goes.

## What it does

Reports events without a `destination`, and destinations where neither they nor the notice name an `operator`.

## Why

Who receives the data is the first thing that users ask, and the address is what an administrator needs for a
firewall.

## Example

```yaml
destinations: {}
events:
  start:
    description: The application has started.
    trigger: [{on: startup}]
    fields:
      version: {type: version, description: The version of the application.}
```

## Instead

```yaml
destinations:
  main: {url: "https://telemetry.example.com", description: Receives all events.}
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
from telemetry_spec.lint.words import is_blank
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each event and destination that keeps a receiver back."""
    for selector, event in view.events:
        if not event.destinations:
            yield Hit(
                selector,
                event.span,
                f"Nothing says where the event `{selector}` is sent.",
                "Declare the address under `destinations`, and name it here: `destination: NAME`.",
            )
    for name, destination in view.spec.destinations.items():
        if is_blank(destination.operator):
            yield Hit(
                join("destinations", name),
                destination.span,
                f"Nothing says who runs the destination `{name}`.",
                "Add `operator` to it, or to the notice where one operator runs them all.",
            )
