"""Who holds the data, who sees it, and for how long.

## What it does

Compares the operator, the access, the retention and the privacy policy in `notice`. Of a retention it says whether it
is longer, where it is the same sentence with another duration.

## Why

Data that is kept longer or seen by more people is another promise, although the payloads are the same.

## Before

```yaml
notice: {summary: Versions., operator: Example Ltd., retention: 13 months}
```

## After

```yaml
notice: {summary: Versions., operator: Example Ltd., retention: 25 months}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.durations import longer
from telemetry_spec.diff.pairs import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("notice-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    old, new = view.old.notice, view.new.notice
    pair = Pair("notice", old, new)
    for part in ("operator", "privacy_policy", "access", "retention"):
        before, after = getattr(old, part), getattr(new, part)
        if before != after:
            widens = longer(before, after) if part == "retention" else None
            yield pair.change("notice-changed", part, before=before or None, after=after or None, widens=widens)
