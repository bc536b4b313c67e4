"""Nothing says how long an identifier stays the same.

## What it does

Reports fields with `sensitivity: identifier`, UUIDs and hashes that have no `lifetime`.

## Why

An identifier for one request says little; one that never changes ties everything together that was ever sent. Users
cannot tell the two apart by their type.

## Example

```yaml
fields:
  installationId:
    type: uuid
    sensitivity: identifier
    description: A random identifier of this installation.
```

## Instead

```yaml
fields:
  installationId:
    type: uuid
    sensitivity: identifier
    lifetime: installation
    description: A random identifier of this installation.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from telemetry_spec.language.fields import LifetimeName
from telemetry_spec.lint.base import Hit, shapes_of
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Field

SEVERITY = Severity.WARNING

_IDENTIFYING = frozenset({"uuid", "md5", "sha1", "sha256", "sha384", "sha512"})


#: As the language has them, from the shortest to the longest.
_LIFETIMES = ", ".join(f"`{name}`" for name in get_args(LifetimeName)[:-1]) + f" or `{get_args(LifetimeName)[-1]}`"


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each identifier of unknown life."""
    for place in view.fields:
        field = place.field
        if field.lifetime or not (field.sensitivity == "identifier" or _identifies(field)):
            continue
        stated = field.sensitivity in ("identifier", "personal", "content")
        also = "" if stated else " `sensitivity: identifier` and"
        yield Hit(
            place.selector,
            field.span,
            f"`{field.name}` tells one sender from another, and nothing says how long it stays the same.",
            f"Add{also} `lifetime`: {_LIFETIMES}.",
        )


def _identifies(field: Field) -> bool:
    return any(shape.type in _IDENTIFYING for shape in shapes_of(field.shape))
