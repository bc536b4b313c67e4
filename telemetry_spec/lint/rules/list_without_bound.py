"""A list or a map may have any number of entries.

## What it does

Reports lists without `max_items` and maps without `max_entries`.

## Why

A bound says what is expected, and one bad client cannot send a million entries. A long list also tells installations
apart: the set of packages of a project is nearly a fingerprint.

## Example

```yaml
fields:
  plugins:
    type: string[]
    max_length: 60
    description: The plugins that are switched on.
```

## Instead

```yaml
fields:
  plugins:
    type: string[]
    max_length: 60
    max_items: 100
    description: The plugins that are switched on.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import patterns
from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Shape

SEVERITY = Severity.NOTE

_BOUNDS = {"array": "max_items", "map": "max_entries"}
#: So many keys of a known form are a bound in themselves.
_FEW_KEYS = 10_000


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each list or map without an end."""
    for place, shape in view.shapes:
        bound = _BOUNDS.get(shape.kind)
        holds_events = shape.items is not None and shape.items.type == "event"
        if bound and bound not in shape.constraints and not holds_events and not _has_few_keys(shape):
            selector, span, what = view.blamed(place, shape)
            yield Hit(selector, span, f"The number of entries of {what} has no bound.", f"Add `{bound}`.")


def _has_few_keys(shape: Shape) -> bool:
    """Say whether there are only so many keys that a map can have."""
    limits = shape.keys.constraints if shape.keys is not None else {}
    if "pattern" in limits:
        number = patterns.count(patterns.parse_linear(str(limits["pattern"])), _FEW_KEYS)
        return number is not None
    return not {"enum", "const"}.isdisjoint(limits)
