"""A suppression has no effect.

## What it does

Reports entries of `suppress` whose rule finds nothing in that part of the spec. This rule cannot be suppressed.

## Why

A suppression that is no longer needed hides the next finding of its rule.

## Example

```yaml
suppress:
  - {rule: retention-missing, reason: The page does not say how long data is kept.}
```

## Instead

```yaml
notice:
  summary: The application says which version of it is started.
  purpose: To see which versions are in use.
  operator: Example Ltd.
  privacy_policy: https://example.com/privacy
  access: The people who work on the application.
suppress:
  - {rule: retention-missing, reason: The page does not say how long data is kept.}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each suppression that no finding needed."""
    for suppression in view.idle:
        where = f" at `{suppression.at}`" if suppression.at else ""
        yield Hit(
            suppression.at,
            suppression.span,
            f"`{suppression.rule}` finds nothing{where}, so this suppression has no effect.",
            "Take it out, or correct `at`.",
        )
