"""Something that is collected is not described.

## What it does

Reports fields, events, sources, options and third parties whose description is missing or is only a placeholder.

## Why

The description is what users read. A name such as `userCount` leaves them to guess whether users of the product or
users of the machine are counted.

## Example

```yaml
fields:
  userCount:
    type: integer
    minimum: 0
    description: "TBD"
```

## Instead

```yaml
fields:
  userCount:
    type: integer
    minimum: 0
    description: How many accounts the installation has.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.words import is_blank
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.finding import Span

SEVERITY = Severity.WARNING


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each description that says nothing."""
    for selector, span, name, text in _described(view):
        if is_blank(text):
            what = "is only a placeholder" if text else "is missing"
            yield Hit(selector, span, f"The description of `{name}` {what}.", "Say in one sentence what it means.")


def _described(view: View) -> Iterator[tuple[str, Span, str, str]]:
    for source in view.sources:
        yield source.id, source.span, source.id, source.description
    for selector, event in view.events:
        yield selector, event.span, event.id, event.description
    for place in view.fields:
        yield place.selector, place.field.span, place.field.name, place.field.description
    for option in view.spec.options.values():
        yield join("options", option.key), option.span, option.key, option.description
    for party in view.spec.third_parties.values():
        yield join("third_parties", party.id), party.span, party.id, party.description
