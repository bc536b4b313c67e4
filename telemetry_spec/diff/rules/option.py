"""Settings.

## What it does

Compares the settings that concern telemetry: those that came and went, and the default, the recommended value, the file
and the type of the others.

## Why

Another default is another behaviour for everyone who set nothing.

## Before

```yaml
options: {telemetry.enabled: {default: false}}
```

## After

```yaml
options: {telemetry.enabled: {default: true}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.fieldtypes.constraints import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change

KINDS = ("option-added", "option-removed", "option-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.options:
        if pair.old is None:
            yield pair.change("option-added", after=pair.now.default)
        elif pair.new is None:
            yield pair.change("option-removed", before=pair.old.default)
        else:
            for part in ("default", "recommended", "file", "type"):
                old, new = getattr(pair.old, part), getattr(pair.new, part)
                if not same(old, new):
                    yield pair.change("option-changed", part, before=old, after=new)
