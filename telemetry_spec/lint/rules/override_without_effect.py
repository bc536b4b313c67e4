"""An opt-out overrides another that it has nothing in common with.

## What it does

Reports entries of `overrides` where the two opt-outs stop nothing in common, or where the other one is removed.

## Why

Precedence only means something where two mechanisms speak of the same data. An entry without effect is mostly a wrong
name, and the precedence that was meant is missing.

## Example

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app]
    overrides: [old-flag]
  old-flag:
    kind: flag
    flag: --no-telemetry
    disables: [app]
    since: "1"
    removed: "1"
```

## Instead

```yaml
opt_outs:
  variable:
    kind: env
    variable: APP_NO_TELEMETRY
    values: ["1"]
    disables: [app]
    overrides: [flag]
  flag:
    kind: flag
    flag: --no-telemetry
    disables: [app]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.stops import overlap
from telemetry_spec.model.finding import Related, Severity
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each override that decides nothing."""
    for opt_out in view.opt_outs:
        for name in opt_out.overrides:
            other = view.spec.opt_outs[name]
            if not other.removed and overlap(opt_out, other):
                continue
            why = "is removed" if other.removed else "stops nothing that it stops"
            yield Hit(
                join("opt_outs", opt_out.id),
                opt_out.span,
                f"The opt-out `{opt_out.id}` overrides `{name}`, which {why}.",
                "Name the opt-out that is really overridden, or take the entry out.",
                related=(Related(other.span, "the other one"),),
            )
