"""How events lie in a request.

## What it does

Compares whether a request holds one event or a list of them, and what tells events apart.

## Why

A server that expects the one does not understand the other.

## Before

```yaml
request: {body: {type: event}}
```

## After

```yaml
request: {body: {type: "event[]"}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("request-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.sources:
        if pair.both is None:
            continue
        old, new = pair.both
        if old.request.batch != new.request.batch:
            yield pair.change("request-changed", "batch", before=old.request.batch, after=new.request.batch)
        before, after = ("key" if one.by_key else one.discriminator or None for one in pair.both)
        if (before, old.by_key) != (after, new.by_key):
            yield pair.change("request-changed", "discriminator", before=before, after=after)
