"""Nothing says how long data is kept.

## What it does

Reports a notice without `retention`, unless every event states its own.

## Why

How long data is kept decides how much it tells: a year of requests with one identifier is a diary. Most privacy laws
ask for it (GDPR, article 13, paragraph 2 a).

## Example

```yaml
notice:
  summary: The application says which version of it is started.
  purpose: To see which versions are in use.
  operator: Example Ltd.
  privacy_policy: https://example.com/privacy
  access: The people who work on the application.
```

## Instead

```yaml
notice:
  summary: The application says which version of it is started.
  purpose: To see which versions are in use.
  operator: Example Ltd.
  privacy_policy: https://example.com/privacy
  access: The people who work on the application.
  retention: 13 months, then deleted.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.words import is_blank
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit when data is kept for an unknown time."""
    notice = view.spec.notice
    if is_blank(notice.retention) and not all(event.retention for _, event in view.events):
        yield Hit(
            "notice.retention",
            notice.span,
            "Nothing says how long the data is kept.",
            "Add `retention` to the notice, such as `13 months, then deleted`; where it is not known, say that.",
        )
