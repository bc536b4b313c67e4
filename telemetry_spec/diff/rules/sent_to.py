"""Which destinations an event goes to.

## What it does

Compares the destinations of each event: those that came and those that went.

## Why

The same payload at a second place is seen by more people.

## Before

```yaml
destinations: {main: {url: "https://a.example.com"}, other: {url: "https://b.example.com"}}
destination: main
```

## After

```yaml
destinations: {main: {url: "https://a.example.com"}, other: {url: "https://b.example.com"}}
destination: [main, other]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("sent-to-added", "sent-to-removed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.events:
        if pair.both is None:
            continue
        was, now = (event.destinations for event in pair.both)
        for name in now:
            if name not in was:
                yield pair.change("sent-to-added", after=name, widens=True)
        for name in was:
            if name not in now:
                yield pair.change("sent-to-removed", before=name, widens=False)
