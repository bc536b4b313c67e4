"""Names on the wire.

## What it does

Reports fields and events that have another name on the wire. A field is known by its name in the spec; where that is
another one too, by a description and a type that no other field of the object has.

## Why

Nothing more is collected, but a server that knows the old name only throws the value away.

## Before

```yaml
fields: {id: {type: uuid, description: A random id.}}
```

## After

```yaml
fields: {id: {type: uuid, name: instance_id, description: A random id.}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.diff.pairs import Pair
    from telemetry_spec.model.change import Change

KINDS = ("renamed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    pairs: tuple[Pair[Any], ...] = (*view.events, *view.fields)
    for pair in pairs:
        if pair.both is not None and pair.both[0].name != pair.both[1].name:
            yield pair.change("renamed", "name", before=pair.both[0].name, after=pair.both[1].name)
