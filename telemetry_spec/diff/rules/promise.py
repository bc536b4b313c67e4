"""What is never collected.

## What it does

Compares the promises: those that came and went, the value classes that each forbids, and what each does not cover. A
promise in other words that forbids the same is the same promise.

## Why

A promise that is taken back is where collection starts.

## Before

```yaml
never_collected: [{description: Who you are., forbids: [email, phone]}]
```

## After

```yaml
never_collected: [{description: Who you are., forbids: [email]}]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.widths import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("promise-added", "promise-removed", "promise-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.promises:
        if pair.old is None:
            yield pair.change("promise-added", after=list(pair.now.forbids), widens=False)
        elif pair.new is None:
            yield pair.change("promise-removed", before=list(pair.old.forbids), widens=True)
        else:
            for part, more_is in (("forbids", False), ("exempt", True)):
                before, after = getattr(pair.old, part), getattr(pair.new, part)
                if set(before) != set(after):
                    more, less = set(after) > set(before), set(after) < set(before)
                    widens = direction(less, more) if more_is else direction(more, less)
                    yield pair.change("promise-changed", part, before=list(before), after=list(after), widens=widens)
