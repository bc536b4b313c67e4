"""A field holds what the spec promises never to collect.

## What it does

Reports fields that hold a value class which a promise under `never_collected` forbids, judged by their type, their
origin and their name; and fields with `sensitivity: personal` where a promise says that nothing personal is
collected. Fields that are hashed, shortened or dropped in time are left alone: what is sent has to be changed at the
client. So are those that the promise lists under `exempt`.

## Why

A promise that the same page breaks is worse than none.

## Example

```yaml
never_collected:
  - description: Addresses of users.
    forbids: [ip_address]
received:
  ip:
    type: ip_address
    from: remote_address
    sensitivity: personal
    description: The address that the request came from.
```

## Instead

```yaml
never_collected:
  - description: Addresses of users.
    forbids: [ip_address]
received:
  ip:
    type: ip_address
    from: remote_address
    transform: drop
    sensitivity: personal
    description: The address that the request came from. It is not stored.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.holds import WORDS, guess, is_hidden
from telemetry_spec.model.finding import Related, Severity
from telemetry_spec.model.selector import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import Place, View
    from telemetry_spec.model.spec import Promise

SEVERITY = Severity.ERROR

_NOTHING_PERSONAL = re.compile(r"\bpersonal(?:ly)?\b", re.IGNORECASE)


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each field and each promise that it breaks."""
    promises = view.spec.never_collected
    if not promises:
        return
    for place in view.fields:
        if is_hidden(place.field, place.side):
            continue
        for promise in promises:
            because = _broken(place, promise)
            if because and not any(covers(selector, place.selector) for selector in promise.exempt):
                yield Hit(
                    place.selector,
                    place.field.span,
                    f"`{place.field.name}` breaks a promise of this spec: {because}.",
                    "Hash, shorten or drop the value, do not collect it, or list it under `exempt` of the promise.",
                    related=(Related(promise.span, "the promise"),),
                )


def _broken(place: Place, promise: Promise) -> str:
    """Return why a field breaks a promise, or "" when it does not."""
    found = guess(place.field)
    if found is not None and found.value_class in promise.forbids:
        return f"it holds {WORDS[found.value_class]} ({found.because}), which is never collected"
    if place.field.sensitivity == "personal" and _NOTHING_PERSONAL.search(promise.description):
        return "its sensitivity is `personal`, and personal data is never collected"
    return ""
