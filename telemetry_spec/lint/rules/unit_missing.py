"""A number is measured in an unknown unit.

## What it does

Reports numbers that measure a time or an amount of memory by their name (`duration`, `elapsed`, `latency`, `uptime`,
`memory` ...), where neither `unit` nor the name says in what.

## Why

`duration: 12` may be milliseconds or minutes. Readers of the page and readers of the data guess differently.

## Example

```yaml
fields:
  duration:
    type: number
    minimum: 0
    description: How long the start took.
```

## Instead

```yaml
fields:
  duration:
    type: number
    minimum: 0
    unit: ms
    description: How long the start took.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.words import words
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.NOTE

_MEASURES = {
    "duration", "elapsed", "latency", "uptime", "time", "timestamp", "delay", "timeout", "memory", "ram", "bandwidth",
}  # fmt: skip
_UNITS = {
    "ns", "us", "ms", "millis", "milliseconds", "s", "sec", "secs", "seconds", "min", "minutes", "h", "hours", "days",
    "weeks", "bytes", "kb", "kib", "mb", "mib", "gb", "gib", "percent", "ratio", "epoch", "unix",
}  # fmt: skip


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each measure without a unit."""
    for place in view.fields:
        field = place.field
        if field.unit or field.shape.kind not in ("integer", "number"):
            continue
        parts = words(field.name)
        if parts and parts[-1] in _MEASURES and not _UNITS.intersection(parts):
            yield Hit(
                place.selector,
                field.span,
                f"Nothing says in which unit `{field.name}` is measured.",
                "Add `unit`, such as `ms`, `s` or `bytes`.",
            )
