"""Where a received value comes from.

## What it does

Compares the origin of what the receiving side adds, and the header that it is taken from.

## Why

The same name in a row, taken from elsewhere, is another value.

## Before

```yaml
received: {place: {type: string, max_length: 80, from: header, header: X-Place}}
```

## After

```yaml
received: {place: {type: string, max_length: 80, from: geo_ip}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("origin-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        for part in ("origin", "header"):
            if pair.both is not None and getattr(pair.both[0], part) != getattr(pair.both[1], part):
                old, new = (getattr(member, part) or None for member in pair.both)
                yield pair.change("origin-changed", part, before=old, after=new)
