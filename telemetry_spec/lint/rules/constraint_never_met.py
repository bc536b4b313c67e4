"""No value fits.

## What it does

Reports texts whose `pattern` needs more characters than `max_length` allows, or allows fewer than `min_length` needs.

## Why

Every payload is wrong, or the field is never sent and the page speaks of something that does not exist.

## Example

```yaml
fields:
  build:
    type: string
    pattern: "[0-9a-f]{40}"
    max_length: 12
    description: The commit that the application was built from.
```

## Instead

```yaml
fields:
  build:
    type: string
    pattern: "[0-9a-f]{12}"
    description: The commit that the application was built from, shortened.
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

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each text that cannot be."""
    for place, shape in view.shapes:
        if "pattern" in shape.constraints:
            message = _contradiction(shape)
            if message:
                selector, span, _ = view.blamed(place, shape)
                yield Hit(selector, span, message, "Correct the length or the pattern.")


def _contradiction(shape: Shape) -> str:
    limits = shape.constraints
    low, high = limits.get("min_length"), limits.get("max_length")
    if low is None and high is None:
        return ""
    least, most = patterns.length_bounds(patterns.parse_linear(str(limits["pattern"])))
    if isinstance(high, int) and high < least:
        return f"No text fits: the pattern needs {least} characters, and `max_length` allows {high}."
    if isinstance(low, int) and most is not None and low > most:
        return f"No text fits: the pattern allows {most} characters, and `min_length` needs {low}."
    return ""
