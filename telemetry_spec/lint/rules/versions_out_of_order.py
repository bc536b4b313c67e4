"""Something ends before it begins, or in a version that is not there yet.

## What it does

Compares `since`, `deprecated` and `removed` of fields, events, sources and opt-outs with each other and with the
`version` of the spec. They come in this order, and none is later than the spec.

## Why

The page shows these versions as its history. One that cannot be is mostly a forgotten rise of the spec's own version.
A field that is `removed` may not occur any more, so a version still to come would refuse what clients send today.

## Example

```yaml
version: "2"
fields:
  theme:
    type: string
    max_length: 60
    optional: true
    description: The theme that is chosen.
    since: "1"
    deprecated: "3"
```

## Instead

```yaml
version: "3"
fields:
  theme:
    type: string
    max_length: 60
    optional: true
    description: The theme that is chosen.
    since: "1"
    deprecated: "3"
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from telemetry_spec.lint.base import Hit
from telemetry_spec.model.finding import Severity
from telemetry_spec.model.selector import event_selector, join, request_fields
from telemetry_spec.model.shape import children
from telemetry_spec.model.versions import order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Field, Shape
    from telemetry_spec.model.spec import Event, OptOut, Source

    Dated: TypeAlias = Field | Event | Source | OptOut

SEVERITY = Severity.ERROR

_STEPS = ("since", "deprecated", "removed")


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each pair of versions in the wrong order."""
    for selector, part in _dated(view):
        if not (part.since or part.deprecated or part.removed):
            continue
        given = [(f"`{step}: {getattr(part, step)}`", getattr(part, step)) for step in _STEPS if getattr(part, step)]
        given.append((f"the spec, which is at version {view.spec.version}", view.spec.version))
        for (earlier, low), (later, high) in pairwise(given):
            before, after = order(low), order(high)
            if before is not None and after is not None and before > after:
                yield Hit(
                    selector,
                    part.span,
                    f"`{selector}` has {earlier}, which is later than {later}.",
                    "Correct one of them: `since` comes first, then `deprecated`, `removed` and the spec's `version`.",
                )


def _dated(view: View) -> Iterator[tuple[str, Dated]]:
    for source in view.spec.sources.values():
        yield source.id, source
        yield from ((selector, field) for selector, field in request_fields(source) if field.removed)
        for event in source.events.values():
            selector = event_selector(source, event)
            yield selector, event
            yield from _removed(event.payload, selector)
            yield from ((f"{selector}.{join(field.id)}", field) for field in event.received if field.removed)
    for opt_out in view.spec.opt_outs.values():
        yield join("opt_outs", opt_out.id), opt_out
    for place in view.fields:
        yield place.selector, place.field


def _removed(shape: Shape, selector: str) -> Iterator[tuple[str, Dated]]:
    """Yield the fields of an object, and of those within it, that no longer occur."""
    for field in shape.removed:
        yield f"{selector}.{join(field.id)}", field
    for field in shape.fields:
        yield from _removed(field.shape, f"{selector}.{join(field.id)}")
    for steps, child in children(shape):
        yield from _removed(child, ".".join((selector, *steps)))
