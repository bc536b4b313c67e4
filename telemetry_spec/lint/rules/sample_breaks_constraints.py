"""An example or a sample is not what the spec declares.

## What it does

Checks `examples` against their field, and `samples` against the event: a `payload` against what is sent, a `row`
against what is stored. The examples of a received field are values as they arrive, before any transform.

## Why

Samples are the first thing that readers copy. Where sample and declaration differ, one of them is wrong, and the page
shows both.

## Example

```yaml
fields:
  users:
    type: integer
    minimum: 0
    description: How many accounts the installation has.
    examples: ["12"]
```

## Instead

```yaml
fields:
  users:
    type: integer
    minimum: 0
    description: How many accounts the installation has.
    examples: [12]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Json, Shape

SEVERITY = Severity.ERROR

_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each way in which an example or a sample is wrong."""
    seen: set[int] = set()
    for place in view.fields:
        field = place.field
        if not field.examples or id(field) in seen:
            continue
        seen.add(id(field))
        for number, example in enumerate(field.examples, 1):
            if not _surely_right(field.shape, example):
                which = "The example" if len(field.examples) == 1 else f"Example {number}"
                for _, words in _wrong(field.shape, example):
                    help_text = "Change the example, or widen the field if the example is right."
                    yield Hit(
                        place.selector, field.span, f"{which} of `{field.name}` is not right: {words}.", help_text
                    )
    for selector, event in view.events:
        for sample in event.samples:
            for pointer, words in _wrong(event.row if sample.stored else event.payload, sample.value):
                yield Hit(
                    selector,
                    sample.spans.get(pointer, sample.span),
                    f"The sample is not right: {words}.",
                    "Change the sample, or the declaration if the sample is right.",
                    pointer=pointer,
                )


def _wrong(shape: Shape, value: Json) -> Iterator[tuple[str, str]]:
    from telemetry_spec.check.explain import violations

    for violation in violations(shape, value):
        at = f" at `{violation.pointer}`" if violation.pointer else ""
        name = f" `{violation.field}`" if violation.keyword == "additionalProperties" else ""
        yield violation.pointer, f"expected {violation.expected}{name}{at}, found {violation.found}"


def _surely_right(shape: Shape, value: Json) -> bool:
    """Say quickly that a single value is right; false means that it has to be looked at in full."""
    if type(value) not in _SCALARS.get(shape.kind, ()):
        return False
    return all(CONSTRAINTS[key].holds(value, limit) for key, limit in shape.constraints.items())
