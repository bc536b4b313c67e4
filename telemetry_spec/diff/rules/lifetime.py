"""How long an identifier stays the same.

## What it does

Compares the lifetimes that fields declare.

## Why

An identifier that outlives a session ties together what was apart.

## Before

```yaml
fields: {id: {type: uuid, sensitivity: identifier, lifetime: session}}
```

## After

```yaml
fields: {id: {type: uuid, sensitivity: identifier, lifetime: installation}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from telemetry_spec.language.fields import LifetimeName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("lifetime-changed",)

#: From the shortest to the longest.
_LIFETIMES: Final[tuple[str, ...]] = get_args(LifetimeName)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        if pair.both is None:
            continue
        old, new = (member.lifetime for member in pair.both)
        if old != new:
            widens = _LIFETIMES.index(new) > _LIFETIMES.index(old) if old and new else None
            yield pair.change("lifetime-changed", "lifetime", before=old or None, after=new or None, widens=widens)
