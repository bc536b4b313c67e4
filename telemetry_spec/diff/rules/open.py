"""Undeclared fields.

## What it does

Reports objects that now let undeclared fields through, or no longer.

## Why

What nobody declares, nobody can check or publish.

## Before

```yaml
fields: {flags: {fields: {a: {type: boolean}}}}
```

## After

```yaml
fields: {flags: {open: Plug-ins add their own., fields: {a: {type: boolean}}}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("open-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for owner, prefix, old, new in view.shapes:
        if bool(old.open) != bool(new.open):
            part, widens = f"{prefix}open", bool(new.open)
            yield owner.change("open-changed", part, before=old.open or None, after=new.open or None, widens=widens)
