"""An identifier is sent in an address.

## What it does

Reports query values with the sensitivity `identifier`, `personal` or `content`, and destinations that carry payloads
with such fields in the query.

## Why

Addresses are written to logs of proxies and servers, where they outlive what the notice promises (CWE-598). Encoding
does not help: base64 is read by anyone.

## Example

```yaml
request:
  query:
    id:
      type: uuid
      sensitivity: identifier
      lifetime: installation
      description: A random identifier of this installation.
```

## Instead

```yaml
fields:
  id:
    type: uuid
    sensitivity: identifier
    lifetime: installation
    description: A random identifier of this installation.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import join
from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING

_REVEALING = ("identifier", "personal", "content")


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each value that belongs in a body."""
    for source in view.sources:
        for field in source.request.query:
            if field.sensitivity in _REVEALING and not field.removed:
                yield Hit(
                    join(source.id, "request", "query", field.id),
                    field.span,
                    f"`{field.name}` is in the query of the address, which servers log.",
                    "Send it in the body or in a header.",
                )
    carried = {name: one for name, one in view.spec.destinations.items() if one.carrier == "query"}
    for selector, event in view.events:
        revealing = [field for _, field in walk(event.payload) if field.sensitivity in _REVEALING] if carried else []
        for name in event.destinations:
            if name in carried and revealing:
                yield Hit(
                    join("destinations", name),
                    carried[name].span,
                    f"`{selector}` holds `{revealing[0].name}` and is in the query of the address, which servers log.",
                    "Send the payload in the body: `method: POST` without `carried_in`.",
                )
