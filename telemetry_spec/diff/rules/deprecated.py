"""What should no longer be used.

## What it does

Reports sources, events, fields, opt-outs and services that are now deprecated, or no longer.

## Why

It is the announcement that something will stop.

## Before

```yaml
fields: {old: {type: integer, optional: true}}
```

## After

```yaml
version: "2"
fields: {old: {type: integer, optional: true, deprecated: "2"}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.diff.pairs import Pair
    from telemetry_spec.model.change import Change

KINDS = ("deprecated", "reinstated")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    pairs: tuple[Pair[Any], ...] = (*view.sources, *view.events, *view.fields, *view.opt_outs, *view.third_parties)
    for pair in pairs:
        if pair.both is None:
            continue
        old, new = (part.deprecated for part in pair.both)
        if new and not old:
            yield pair.change("deprecated", after=new)
        elif old and not new:
            yield pair.change("reinstated", before=old)
