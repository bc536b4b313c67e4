"""An example or a sample holds what the spec promises never to collect.

## What it does

Looks for the value classes that promises under `never_collected` forbid in `examples` and `samples`. Fields that the
promise lists under `exempt` are left alone, and so are examples of values that are hashed, shortened or dropped.

## Why

Either the promise is not kept, or the example shows a value that is never sent. Both mislead. Examples are often
copied from real data, so that the page itself may give away what it promises to keep out.

## Example

```yaml
never_collected:
  - description: Addresses of users.
    forbids: [email]
fields:
  contact:
    type: string
    max_length: 100
    description: Who supports the installation.
    examples: ["Ada, ada@example.com"]
```

## Instead

```yaml
never_collected:
  - description: Addresses of users.
    forbids: [email]
fields:
  contact:
    type: string
    max_length: 100
    description: Which team supports the installation.
    examples: [support]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.holds import WORDS, is_hidden
from telemetry_spec.lint.texts import texts
from telemetry_spec.model.finding import Related, Severity
from telemetry_spec.model.selector import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.lint.texts import Text
    from telemetry_spec.model.finding import Span

SEVERITY = Severity.ERROR


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each text of a forbidden class."""
    if not any(promise.forbids for promise in view.spec.never_collected):
        return
    for noun, text, span in _texts(view):
        for promise in view.spec.never_collected:
            if any(covers(selector, text.selector) for selector in promise.exempt):
                continue
            for name in promise.forbids:
                if valueclasses.get(name).finds(text.text):
                    yield Hit(
                        text.selector,
                        span,
                        f"This {noun} holds {WORDS.get(name, name)}, which the spec promises never to collect.",
                        "Show a value that is really sent. If this one is, list it under the promise's `exempt`.",
                        pointer=text.pointer if noun == "sample" else None,
                        related=(Related(promise.span, "the promise"),),
                    )


def _texts(view: View) -> Iterator[tuple[str, Text, Span]]:
    for place in view.fields:
        if place.field.examples and not is_hidden(place.field, place.side):
            for example in place.field.examples:
                for text in texts(place.field.shape, example, place.selector):
                    yield "example", text, place.field.span
    for selector, event in view.events:
        for sample in event.samples:
            for text in texts(event.row if sample.stored else event.payload, sample.value, selector):
                yield "sample", text, sample.spans.get(text.pointer, sample.span)
