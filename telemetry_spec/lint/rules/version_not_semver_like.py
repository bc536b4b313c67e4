"""The spec's version is no version.

## What it does

Reports a `version` of the spec that is not of the form `3`, `1.2`, `1.2.0` or `1.2.0-rc.1`.

## Why

Versions are compared: `since`, `deprecated` and `removed` are held against it, and a change of what is collected has
to raise it.

## Example

```yaml
version: spring-release
```

## Instead

```yaml
version: "1.2"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.versions import order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit when the version cannot be compared."""
    if order(view.spec.version) is None:
        yield Hit(
            "",
            view.spec.span,
            f"`{view.spec.version}` is not a version that can be compared.",
            'Write numbers, in quotes: "3", "1.2" or "1.2.0"; before a release "1.2.0-rc.1".',
        )
