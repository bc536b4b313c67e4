"""Whether a value is always there.

## What it does

Reports fields that were always sent and no longer are, or the other way round, and values that may now be null, or no
longer.

## Why

A value that is always sent is sent by those, too, from whom it was not collected. Null is no more and no less than a
value.

## Before

```yaml
fields: {email: {type: boolean, optional: true}}
```

## After

```yaml
fields: {email: {type: boolean}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("presence-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        if pair.both is not None and pair.both[0].optional != pair.both[1].optional:
            old, new = pair.both
            yield pair.change(
                "presence-changed", "optional", before=old.optional, after=new.optional, widens=old.optional
            )
    for owner, prefix, was, now in view.shapes:
        if was.nullable != now.nullable:
            yield owner.change("presence-changed", f"{prefix}nullable", before=was.nullable, after=now.nullable)
