"""A suppression names no rule.

## What it does

Reports entries of `suppress` whose `rule` does not exist. This rule cannot be suppressed.

## Why

A misspelt suppression switches nothing off; one of a rule that was renamed may hide that the new one fires.

## Example

```yaml
suppress:
  - {rule: retention-mising, reason: The page does not say how long data is kept.}
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

from telemetry_spec.lint.base import Hit, codes
from telemetry_spec.model.finding import Severity
from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each suppression of a rule that does not exist."""
    for suppression in view.spec.suppressions:
        if suppression.rule not in codes():
            near = nearest(suppression.rule, codes())
            yield Hit(
                suppression.at,
                suppression.span,
                f"There is no rule `{suppression.rule}`.",
                f"Did you mean `{near}`?" if near else "Write the code of a rule, as findings show it.",
            )
