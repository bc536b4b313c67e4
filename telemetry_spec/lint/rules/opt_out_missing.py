"""Nothing turns a source off.

## What it does

Reports sources that send unless users turn them off (`consent: opt-out`), where no opt-out stops all of their events.
Conditional opt-outs count together: one for `mode: server` and one for `mode: cli` stop everything if `mode` has no
third value. Opt-outs that are removed do not count, nor do those that stop single fields.

## Why

`consent: opt-out` promises that users can say no.

## Example

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app.start.version]
```

## Instead

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
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

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each source that cannot be turned off as a whole."""
    for source in view.sources:
        gaps = left_over(view, source, view.opt_outs) if source.consent == "opt-out" else []
        if gaps:
            yield Hit(
                source.id,
                source.span,
                f"No opt-out stops {', '.join(gaps)}.",
                f"Add an opt-out with `disables: [{source.id}]`, or write the `consent` that is really asked for.",
            )
