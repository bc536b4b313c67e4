"""Words.

## What it does

Reports titles, descriptions, notes, examples and samples that differ: what is said, and not what is collected.

## Why

Those who review a change of the page want to see it; a history of what is collected leaves it out.

## Before

```yaml
fields: {n: {type: integer, description: Users.}}
```

## After

```yaml
fields: {n: {type: integer, description: How many users there are.}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.diff.pairs import Pair
from telemetry_spec.model.spec import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json

KINDS = ("wording-changed",)

_WORDS = ("title", "summary", "purpose", "description", "examples", "samples", "more", "since", "note")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    notice = Pair("notice", view.old.notice, view.new.notice)
    pairs: tuple[Pair[Any], ...] = (
        *view.promises,
        *view.destinations,
        *view.opt_outs,
        *view.sources,
        *view.events,
        *view.fields,
    )
    rest: tuple[Pair[Any], ...] = (view.whole, notice, *view.third_parties, *view.options)
    for pair in (*pairs, *rest):
        if pair.both is None:
            continue
        for part in _WORDS:
            old, new = (_data(getattr(side, part, None)) for side in pair.both)
            if old != new:
                yield pair.change("wording-changed", part, before=old, after=new)


def _data(value: Any) -> Json:  # noqa: ANN401  any attribute of any part
    """Return words as JSON: an empty text as none, a sample without its place."""
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if isinstance(value, Sample):
        return {"title": value.title, "stored": value.stored, "value": value.value}
    return None if value == "" else value
