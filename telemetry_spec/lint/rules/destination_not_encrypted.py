"""Data is sent in the clear.

## What it does

Reports destinations with an `http://` address and no `encryption`. Addresses of the same machine are left alone.

## Why

Everyone on the way can read and change what is sent: the operator of a wireless network, for example.

## Example

```yaml
destinations:
  main: {url: "http://telemetry.example.com", description: Receives all events.}
```

## Instead

```yaml
destinations:
  main: {url: "https://telemetry.example.com", description: Receives all events.}
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING

_IN_THE_CLEAR = re.compile(r"http://(?!(localhost|127\.[0-9.]+|\[::1\])([:/?#]|$))", re.IGNORECASE)


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each destination without encryption."""
    for name, destination in view.spec.destinations.items():
        if _IN_THE_CLEAR.match(destination.url) and not destination.encryption:
            yield Hit(
                join("destinations", name),
                destination.span,
                f"What is sent to `{name}` is not encrypted on its way.",
                "Use `https://`, or name the encryption of the body under `encryption`.",
            )
