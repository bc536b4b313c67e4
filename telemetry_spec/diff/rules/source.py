"""Parts of the product that send.

## What it does

Compares the sources: those that came and those that went.

## Why

Each is a place in the product where data leaves that was not one before.

## Before

```yaml
events: {start: {description: It starts., destination: main, trigger: [{on: startup}], fields: {n: {type: integer}}}}
```

## After

```yaml
sources:
  cli:
    events: {run: {description: It runs., destination: main, trigger: [{on: command}], fields: {n: {type: integer}}}}
opt_outs: {variable: {kind: env, variable: APP_NO_TELEMETRY, values: ["1"], disables: [cli]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("source-added", "source-removed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.sources:
        if pair.old is None:
            yield pair.change("source-added", widens=True)
        elif pair.new is None:
            yield pair.change("source-removed", widens=False)
