"""The notice leaves out what users ask first.

## What it does

Reports a notice without `summary`, `purpose`, `operator`, `privacy_policy` or `access`, or with a placeholder there.

## Why

What is collected, why, by whom, and who can see it: this is what privacy laws ask for (GDPR, article 13), and what
stands at the top of the public page.

## Example

```yaml
notice:
  summary: The application says which version of it is started.
  operator: Example Ltd.
  privacy_policy: https://example.com/privacy
  access: The people who work on the application.
  retention: 13 months, then deleted.
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

_ASKED = {
    "summary": "what is collected, in plain words",
    "purpose": "why it is collected",
    "operator": "who collects it",
    "privacy_policy": "where the privacy policy is",
    "access": "who can see the data and whom it is shared with",
}


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each part of the notice that says nothing."""
    notice = view.spec.notice
    for key, meaning in _ASKED.items():
        if is_blank(getattr(notice, key)):
            yield Hit(f"notice.{key}", notice.span, f"The notice does not say {meaning}.", f"Add `{key}` to it.")
