"""Some users cannot opt out.

## What it does

Reports sources that send unless users turn them off (`consent: opt-out`), where every opt-out is `unavailable_to`
somebody.

## Why

A page that lists opt-outs reads as if they were for everyone. Where some users have no choice, that belongs in the
notice and in the contract with them, and it should be a decision and not an oversight.

## Example

```yaml
opt_outs:
  settings:
    kind: setting
    where: Settings > Privacy
    disables: [app]
    unavailable_to: licensed installations
```

## Instead

```yaml
opt_outs:
  settings:
    kind: setting
    where: Settings > Privacy
    disables: [app]
    unavailable_to: licensed installations
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

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each source that not everyone can turn off."""
    for_all = [opt_out for opt_out in view.opt_outs if not opt_out.unavailable_to]
    for source in view.sources:
        if source.consent != "opt-out" or left_over(view, source, view.opt_outs):
            continue
        gaps = left_over(view, source, for_all)
        if gaps:
            yield Hit(
                source.id,
                source.span,
                f"Not everyone can opt out of {', '.join(gaps)}: all that stops it is unavailable to somebody.",
                "Add an opt-out that everyone can use, or say in the notice who has none.",
            )
