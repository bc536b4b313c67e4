"""Limits of values.

## What it does

Compares the constraints of values of the same type. A limit that the type itself implies counts as none.

## Why

A longer text or another value of a list lets more through.

## Before

```yaml
fields: {name: {type: string, max_length: 20}}
```

## After

```yaml
fields: {name: {type: string, max_length: 200}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import fieldtypes
from telemetry_spec.diff.widths import limit_widens
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import ConstraintValue, Json

KINDS = ("limit-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for owner, prefix, old, new in view.shapes:
        if old.type != new.type or old.type == "event":
            continue
        implied = fieldtypes.get(new.type).implied
        for name in CONSTRAINTS:
            was, now = old.constraints.get(name), new.constraints.get(name)
            if _data(was) == _data(now):
                continue
            before, after = (None if limit == implied.get(name) else _data(limit) for limit in (was, now))
            widens = limit_widens(name, was, now)
            yield owner.change("limit-changed", f"{prefix}{name}", before=before, after=after, widens=widens)


def _data(limit: ConstraintValue | None) -> Json:
    return list(limit) if isinstance(limit, tuple) else limit
