"""When an event is sent.

## What it does

Compares the triggers of each event: those that came and went, and the interval, delay, limit and condition of the
others.

## Why

What is sent every hour instead of every day tells when somebody works.

## Before

```yaml
trigger: [{on: interval, every: 24h}]
```

## After

```yaml
trigger: [{on: interval, every: 1h}]
```
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from telemetry_spec.diff.durations import longer
from telemetry_spec.diff.widths import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Trigger

KINDS = ("trigger-added", "trigger-removed", "trigger-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.events:
        if pair.both is None:
            continue
        was, now = ([replace(trigger, note="") for trigger in event.triggers] for event in pair.both)
        lost = [trigger for trigger in was if trigger not in now]
        for trigger in (trigger for trigger in now if trigger not in was):
            before = next((one for one in lost if one.on == trigger.on), None)
            if before is None:
                yield pair.change("trigger-added", trigger.on, after=_data(trigger), widens=True)
                continue
            lost.remove(before)
            for part in ("every", "delay", "jitter", "limit", "condition"):
                old, new = getattr(before, part), getattr(trigger, part)
                if old != new:
                    widens = _widens(part, old, new)
                    yield pair.change("trigger-changed", part, before=old or None, after=new or None, widens=widens)
        for trigger in lost:
            yield pair.change("trigger-removed", trigger.on, before=_data(trigger), widens=False)


def _data(trigger: Trigger) -> dict[str, Json]:
    return {name: value for name, value in asdict(trigger).items() if value}


def _widens(part: str, old: str, new: str) -> bool | None:
    if part == "every":
        return longer(new, old)
    if part in ("limit", "condition"):
        return direction(bool(new), bool(old))
    return None
