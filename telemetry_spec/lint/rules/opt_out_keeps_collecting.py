"""Every opt-out stops the sending only.

## What it does

Reports sources where all opt-outs have `stops: sending`: data is still gathered on the user's machine. An opt-out
without `stops` says neither, and is not reported.

## Why

What was gathered while the user had opted out may be sent later, when the variable is not set or the file is gone. To
most users opting out means that nothing is collected.

## Example

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app]
    stops: sending
```

## Instead

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app]
    stops: collecting
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
    """Yield a hit for each source that goes on collecting whatever its users do."""
    others = [opt_out for opt_out in view.opt_outs if opt_out.stops != "sending"]
    for source in view.sources:
        if left_over(view, source, view.opt_outs):
            continue
        gaps = left_over(view, source, others)
        if gaps:
            yield Hit(
                source.id,
                source.span,
                f"Opting out stops {', '.join(gaps)} from being sent, but not from being collected.",
                "Offer an opt-out with `stops: collecting`, and let it delete what is waiting to be sent.",
            )
