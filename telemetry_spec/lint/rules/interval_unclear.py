"""Nothing says how often an event is sent, or it is said of the wrong trigger.

## What it does

Reports triggers `on: interval` without `every`, and triggers of another kind with `every` or `jitter`.

## Why

Once a day and once a second are different kinds of telemetry.

## Example

```yaml
trigger:
  - {on: interval}
```

## Instead

```yaml
trigger:
  - {on: interval, every: 24h}
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
    """Yield a hit for each trigger whose interval is unknown or out of place."""
    for selector, event in view.events:
        for trigger in event.triggers:
            if trigger.on == "interval" and not trigger.every:
                yield Hit(
                    selector,
                    event.span,
                    f"The event `{selector}` is sent at intervals, and nothing says how long they are.",
                    "Add `every`, such as `every: 24h`.",
                )
            elif trigger.on != "interval" and (trigger.every or trigger.jitter):
                key = "every" if trigger.every else "jitter"
                yield Hit(
                    selector,
                    event.span,
                    f"`{key}` is for `on: interval`, and this trigger of `{selector}` is `on: {trigger.on}`.",
                    "Write `on: interval`, as a trigger of its own if there are two; a time waited first is a `delay`.",
                )
