"""How long an event or a value is kept.

## What it does

Compares the retention that events and fields declare for themselves. It says whether it is longer, where it is the same
sentence with another duration.

## Why

What is kept longer can be asked for, sold or lost for longer.

## Before

```yaml
fields: {id: {type: uuid, retention: 30 days}}
```

## After

```yaml
fields: {id: {type: uuid, retention: 90 days}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.diff.durations import longer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.diff.pairs import Pair
    from telemetry_spec.model.change import Change

KINDS = ("retention-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    pairs: tuple[Pair[Any], ...] = (*view.events, *view.fields)
    for pair in pairs:
        if pair.both is None:
            continue
        old, new = (part.retention for part in pair.both)
        if old != new:
            widens = longer(old, new)
            yield pair.change("retention-changed", "retention", before=old or None, after=new or None, widens=widens)
