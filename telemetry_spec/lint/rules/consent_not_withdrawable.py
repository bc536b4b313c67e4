"""Consent cannot be taken back.

## What it does

Reports sources with `consent: opt-in` or `consent: ask` that no opt-out stops as a whole.

## Why

Who has agreed must be able to change their mind, as easily as they agreed (GDPR, article 7, paragraph 3).

## Example

```yaml
consent: ask
opt_outs: {}
```

## Instead

```yaml
consent: ask
opt_outs:
  settings:
    kind: setting
    where: Settings > Privacy
    value: Turn off "Share statistics"
    disables: [app]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.stops import left_over
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each source that, once agreed to, cannot be turned off as a whole."""
    for source in view.sources:
        gaps = left_over(view, source, view.opt_outs) if source.consent != "opt-out" else []
        if gaps:
            yield Hit(
                source.id,
                source.span,
                f"Who has agreed cannot take it back: no opt-out stops {', '.join(gaps)}.",
                f"Add the way to turn it off again under `opt_outs`, with `disables: [{source.id}]`.",
            )
