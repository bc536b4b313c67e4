"""Which values are collected.

## What it does

Compares the values that are sent or added by the receiver: fields of payloads, envelopes, headers, query values and
received fields. Of an object that came or went, what is in it is not listed by itself.

## Why

This is what most people mean when they ask what is collected.

## Before

```yaml
fields: {users: {type: integer, description: Users.}}
```

## After

```yaml
fields: {users: {type: integer, description: Users.}, devices: {type: integer, description: Devices.}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.shape import SENSITIVITIES, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Field, Json

KINDS = ("field-added", "field-removed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        if pair.old is None:
            yield pair.change("field-added", pair.side, after=_data(pair.now), widens=True)
        elif pair.new is None:
            yield pair.change("field-removed", pair.side, before=_data(pair.old), widens=False)


def _data(member: Field) -> Json:
    """Return what a reader wants to know first: the type, and the most revealing of what the field holds."""
    inside = (one.sensitivity for _, one in walk(member.shape))
    sensitivity = max((member.sensitivity, *inside), key=SENSITIVITIES.index)
    return {"type": member.shape.type, "sensitivity": sensitivity, "optional": member.optional}
