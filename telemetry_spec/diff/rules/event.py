"""What is sent.

## What it does

Compares the events of each source: those that came and those that went.

## Why

A new event tells of something that nobody told of before.

## Before

```yaml
events: {start: {destination: main}}
```

## After

```yaml
events: {start: {destination: main}, stop: {destination: main}}
discriminator: name
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("event-added", "event-removed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.events:
        if pair.old is None:
            yield pair.change("event-added", widens=True)
        elif pair.new is None:
            yield pair.change("event-removed", widens=False)
