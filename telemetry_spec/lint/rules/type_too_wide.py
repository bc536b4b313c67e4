"""A text always has a form that the language knows.

## What it does

Reports fields of type `string` without a pattern whose examples all are UUIDs, hashes, timestamps, e-mail addresses
or web addresses.

## Why

The narrower type is checked, is shown on the page, and lets other rules see what the field holds: an identifier
written as `string` looks harmless.

## Example

```yaml
fields:
  build:
    type: string
    max_length: 60
    description: Which build of the application it is.
    examples: [5db51f99-c6fb-4340-9c19-78adce58cc1b]
```

## Instead

```yaml
fields:
  build:
    type: uuid
    sensitivity: identifier
    lifetime: permanent
    description: Which build of the application it is.
    examples: [5db51f99-c6fb-4340-9c19-78adce58cc1b]
```
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Json

SEVERITY = Severity.NOTE

_NARROWER = ("uuid", "timestamp", "email", "url", "md5", "sha1", "sha256", "sha384", "sha512")


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each text whose examples all have one form."""
    for place in view.fields:
        field = place.field
        if not field.examples or field.shape.type != "string" or "pattern" in field.shape.constraints:
            continue
        found = next((name for name in _NARROWER if all(_is(name, example) for example in field.examples)), None)
        if found:
            yield Hit(
                place.selector,
                field.span,
                f"All examples of `{field.name}` are of the type `{found}`, but it is declared as any text.",
                f"Write `type: {found}`; if other texts occur as well, show one among the examples.",
            )


def _is(name: str, example: Json) -> bool:
    return isinstance(example, str) and _form(name).match(example) is not None


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(patterns.to_python(str(fieldtypes.get(name).implied["pattern"])))
