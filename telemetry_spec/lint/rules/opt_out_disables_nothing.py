"""An opt-out stops nothing.

## What it does

Reports opt-outs whose `disables` is empty or names only what is removed. Opt-outs that are removed themselves are
left alone.

## Why

Users who follow it believe that nothing is sent any more.

## Example

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app]
  flag:
    kind: flag
    flag: --no-telemetry
    disables: []
```

## Instead

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app]
  flag:
    kind: flag
    flag: --no-telemetry
    disables: [app.start]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import covers, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each opt-out that has no effect on anything that is sent."""
    for opt_out in view.opt_outs:
        if not any(_still_sent(view, stop.selector) for stop in opt_out.disables):
            named = "names only what is no longer sent" if opt_out.disables else "is empty"
            yield Hit(
                join("opt_outs", opt_out.id),
                opt_out.span,
                f"The opt-out `{opt_out.id}` stops nothing: its `disables` {named}.",
                "List what it stops, such as a source; or take the opt-out out, or give the version that `removed` it.",
            )


def _still_sent(view: View, selector: str) -> bool:
    return (
        any(source.id == selector for source in view.sources)
        or any(covers(event, selector) for event, _ in view.events)
        or selector in view.by_selector
    )
