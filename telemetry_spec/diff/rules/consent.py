"""Whether it is on by default.

## What it does

Compares `consent` of the product, and that of a source where it changed in another way.

## Why

Turning collection on for people who did not ask for it is the greatest change that there is.

## Before

```yaml
consent: opt-in
```

## After

```yaml
consent: opt-out
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.widths import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.spec import Consent

KINDS = ("consent-changed",)


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    whole = (view.old.consent, view.new.consent)
    if whole[0] != whole[1]:
        yield view.whole.change("consent-changed", "consent", before=whole[0], after=whole[1], widens=_widens(*whole))
    for pair in view.sources:
        if pair.both is None:
            continue
        old, new = (source.consent for source in pair.both)
        if old != new and (old, new) != whole:
            yield pair.change("consent-changed", "consent", before=old, after=new, widens=_widens(old, new))


def _widens(old: Consent, new: Consent) -> bool | None:
    """With `opt-in` and with `ask` nothing is collected from those who say nothing."""
    return direction(new != "opt-out", old != "opt-out")
