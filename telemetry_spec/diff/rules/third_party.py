"""Services of others.

## What it does

Compares the services that the product can be set up to send to: those that came and went, what each needs, and whether
it is recommended.

## Why

They see what their users do, under rules of their own.

## Before

```yaml
third_parties: {}
```

## After

```yaml
third_parties: {posthog: {title: PostHog, requires: an API key}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json

KINDS = ("third-party-added", "third-party-removed", "third-party-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.third_parties:
        if pair.old is None:
            yield pair.change("third-party-added", widens=True)
        elif pair.new is None:
            yield pair.change("third-party-removed", widens=False)
        else:
            for part in ("requires", "recommended", "options"):
                old, new = (_data(getattr(side, part)) for side in (pair.old, pair.new))
                if old != new:
                    yield pair.change("third-party-changed", part, before=old, after=new)


def _data(value: bool | str | tuple[str, ...]) -> Json:  # noqa: FBT001  one of several types of value
    return list(value) if isinstance(value, tuple) else value
