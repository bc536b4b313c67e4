"""A constraint never decides alone.

## What it does

Reports constraints that no value breaks without breaking something else as well, and bounds on lengths that no text of
the `pattern` has exactly. What `redundant-constraint` says is not said again.

## Why

No test can show whether such a constraint is kept to, so `telemetry-spec vectors` has nothing for it. Mostly another
number was meant.

## Example

```yaml
fields:
  phases:
    type: map
    keys: {enum: [boot, import, report]}
    values: {type: integer, minimum: 0}
    max_entries: 3
    description: Seconds by phase.
    unit: s
```

## Instead

```yaml
fields:
  phases:
    type: map
    keys: {enum: [boot, import, report]}
    values: {type: integer, minimum: 0}
    description: Seconds by phase.
    unit: s
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec import fieldtypes
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.rules.redundant_constraint import redundant
from telemetry_spec.model.finding import Severity
from telemetry_spec.vectors.shown import Shown, nearest_length, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Shape

SEVERITY = Severity.WARNING

_LENGTHS: Final = ("min_length", "max_length")


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each constraint that no vector can be about."""
    for place, shape in view.shapes:
        for name in _stated(shape):
            message, help_text = _idle(view, shape, name)
            if message:
                selector, span, _ = view.blamed(place, shape)
                yield Hit(selector, span, message, help_text)


def _stated(shape: Shape) -> list[str]:
    """Return the constraints that the spec states, and that could decide something."""
    known = fieldtypes.get(shape.type).implied if shape.type in fieldtypes.names() else {}
    told = {name for name, _, _ in redundant(shape)} if shape.constraints else set()
    return [name for name, limit in shape.constraints.items() if known.get(name) != limit and name not in told]


def _idle(view: View, shape: Shape, name: str) -> tuple[str, str]:
    """Return what is wrong with a constraint and what to write instead, two empty texts for one that decides."""
    found = shown(view.spec, shape, name)
    written = f"`{name}`" if name in ("pattern", "enum", "const") else f"`{name}: {shape.constraints[name]}`"
    if found is Shown.NEVER_BROKEN:
        words = CONSTRAINTS[name].words(shape.constraints[name])
        return (
            f"Nothing breaks {written} alone: whatever is not {words} cannot be, or breaks something else as well.",
            f"Take `{name}` out, or write what is meant.",
        )
    if found is Shown.NEVER_REACHED and name in _LENGTHS:
        near = nearest_length(shape, name)
        return (
            f"No text of the pattern has exactly {shape.constraints[name]} characters, so {written} is really {near}.",
            f"Write `{name}: {near}`.",
        )
    return "", ""
