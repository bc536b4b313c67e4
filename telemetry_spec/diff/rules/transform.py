"""What is done to a value before it is sent or stored.

## What it does

Compares the transforms of fields: those that came and went, where they happen, and how much they leave. A hash with a
salt or a key leaves less than a plain one.

## Why

A host name in the clear is another value than its hash, whatever the field is called.

## Before

```yaml
received: {ip: {type: ip_address, from: remote_address, transform: sha256, description: The address.}}
```

## After

```yaml
received: {ip: {type: ip_address, from: remote_address, description: The address.}}
```
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from telemetry_spec.diff.pairs import paired
from telemetry_spec.diff.widths import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json, Transform

KINDS = ("transform-added", "transform-removed", "transform-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.fields:
        if pair.both is not None:
            was, now = ({str(step.kind): step for step in member.transforms} for member in pair.both)
            for kind, old, new in paired(was, now):
                if old is None:
                    yield pair.change("transform-added", kind, after=_data(new), widens=False)
                elif new is None:
                    yield pair.change("transform-removed", kind, before=_data(old), widens=True)
                elif _data(old) != _data(new):
                    widens = _widens(old, new)
                    yield pair.change("transform-changed", kind, before=_data(old), after=_data(new), widens=widens)


def _data(step: Transform | None) -> Json:
    return {} if step is None else {name: value for name, value in asdict(step).items() if value and name != "of"}


def _widens(old: Transform, new: Transform) -> bool | None:
    """Say whether more of the value is left."""
    # At the receiver means that it left the client as it was: "receiver" comes after "client".
    sizes = (old.size, new.size) if old.kind == "truncate" else (new.size, old.size)
    more = (new.at > old.at, (new.mode == "plain") > (old.mode == "plain"), sizes[1] > sizes[0])
    less = (new.at < old.at, (new.mode == "plain") < (old.mode == "plain"), sizes[1] < sizes[0])
    return direction(any(less), any(more))
