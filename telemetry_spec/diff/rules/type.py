"""Types of values.

## What it does

Reports values of another type, also of items, keys, values and members within them. It is wider when the new type
accepts all that the old one did, or else when a value can tell more: any text more than a number, and that more than
one of a few values.

## Why

What was a number and is a text can hold anything.

## Before

```yaml
fields: {mode: {enum: [dev, production]}}
```

## After

```yaml
fields: {mode: {type: string, max_length: 20}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.widths import type_widens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json, Shape

KINDS = ("type-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for owner, prefix, old, new in view.shapes:
        before, after = _name(old), _name(new)
        if before != after:
            yield owner.change(
                "type-changed", f"{prefix}type", before=before, after=after, widens=type_widens(old, new)
            )


def _name(shape: Shape) -> Json:
    return [member.type for member in shape.members] if shape.type == "union" else shape.type
