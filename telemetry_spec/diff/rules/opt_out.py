"""Ways to stop collection.

## What it does

Compares the opt-outs that work: those that came and went, what each stops, for whom, how it is set, and what takes
precedence.

## Why

An opt-out that stops less, or that fewer people can use, widens collection without a change in any payload. One whose
variable has another name leaves those behind who set the old one.

## Before

```yaml
opt_outs: {variable: {kind: env, variable: NO_TELEMETRY, values: ["1", "true"], disables: [app]}}
```

## After

```yaml
opt_outs: {variable: {kind: env, variable: NO_TELEMETRY, values: ["1"], disables: [app]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.opt_outs import differing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("opt-out-added", "opt-out-removed", "opt-out-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.opt_outs:
        if pair.old is None:
            yield pair.change("opt-out-added", after=pair.now.kind, widens=False)
        elif pair.new is None:
            yield pair.change("opt-out-removed", before=pair.old.kind, widens=True)
        else:
            for part, before, after, widens in differing(pair.old, pair.new, view):
                yield pair.change("opt-out-changed", part, before=before, after=after, widens=widens)
