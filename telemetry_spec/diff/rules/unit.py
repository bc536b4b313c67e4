"""Units of numbers.

## What it does

Compares the units of fields.

## Why

The same number means something else.

## Before

```yaml
fields: {time: {type: integer, unit: s}}
```

## After

```yaml
fields: {time: {type: integer, unit: ms}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("unit-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        if pair.both is not None and pair.both[0].unit != pair.both[1].unit:
            old, new = pair.both
            yield pair.change("unit-changed", "unit", before=old.unit or None, after=new.unit or None)
