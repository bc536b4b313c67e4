"""How revealing a value is.

## What it does

Compares the sensitivity that fields declare.

## Why

Either the value is another one, or what was said of it was wrong: readers want to know of both.

## Before

```yaml
fields: {name: {type: string, max_length: 20}}
```

## After

```yaml
fields: {name: {type: string, max_length: 20, sensitivity: personal}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.shape import SENSITIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("sensitivity-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        if pair.both is None:
            continue
        old, new = (member.sensitivity for member in pair.both)
        if old != new:
            widens = SENSITIVITIES.index(new) > SENSITIVITIES.index(old)
            yield pair.change("sensitivity-changed", "sensitivity", before=old, after=new, widens=widens)
