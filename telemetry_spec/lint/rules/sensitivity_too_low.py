"""A field reveals more than its sensitivity says.

## What it does

Reports fields that hold addresses, names of people or machines, paths, secrets or identifiers, judged by type, origin
and name, but are declared `technical` or `interaction`; and fields with a `lifetime`, which only identifiers have.

## Why

The sensitivity decides how the field is shown to users, what a change of it means, and what other rules ask of it.

## Example

```yaml
fields:
  email:
    type: email
    description: The address that the user signed up with.
```

## Instead

```yaml
fields:
  email:
    type: email
    sensitivity: personal
    description: The address that the user signed up with.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.holds import WORDS, guess
from telemetry_spec.lint.words import words
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Field

SEVERITY = Severity.WARNING

_LOW = ("technical", "interaction")
#: An address may be a page of the product, so its name alone says nothing.
_TELLING = frozenset(WORDS) - {"url"}
#: What an `id` at the end of a name belongs to, where it tells senders apart: `featureId` does not.
_OWNERS = {
    "user", "machine", "device", "session", "installation", "install", "instance", "anonymous", "distinct", "client",
    "account", "customer", "visitor",
}  # fmt: skip


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each field that is played down."""
    for place in view.fields:
        field = place.field
        if field.sensitivity not in _LOW or any(step.kind in ("truncate", "drop") for step in field.transforms):
            continue
        why = _revealing(field)
        if why:
            yield Hit(
                place.selector,
                field.span,
                f"`{field.name}` is declared `{field.sensitivity}`, but {why}.",
                "Write `sensitivity: identifier`, or `personal` or `content` where that is what it is.",
            )


def _revealing(field: Field) -> str:
    if field.lifetime:
        return f"it has the lifetime `{field.lifetime}`, as identifiers have"
    found = guess(field)
    if found is not None and found.value_class in _TELLING:
        return f"it holds {WORDS[found.value_class]}: {found.because}"
    if field.shape.type in ("string", "integer") and _names_an_owner(field.name):
        return "its name says that it tells senders apart"
    return ""


def _names_an_owner(name: str) -> bool:
    parts = words(name)
    return len(parts) > 1 and parts[-1] in ("id", "uid", "uuid") and parts[-2] in _OWNERS
