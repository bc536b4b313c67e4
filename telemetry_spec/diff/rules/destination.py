"""Where payloads go.

## What it does

Compares the destinations that events are sent to: those that came and went, and the address, method, encoding,
encryption and operator of the others.

## Why

Another operator, or a connection without encryption, changes who can read the same payload.

## Before

```yaml
destinations: {main: {url: "https://telemetry.example.com", operator: Example Ltd.}}
```

## After

```yaml
destinations: {main: {url: "https://telemetry.example.com", operator: Other Ltd.}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.widths import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination

KINDS = ("destination-added", "destination-removed", "destination-changed")


def check(view: View) -> Iterator[Change]:
    """Yield a change for each difference."""
    for pair in view.destinations:
        if pair.old is None:
            yield pair.change("destination-added", after=pair.now.url, widens=True)
        elif pair.new is None:
            yield pair.change("destination-removed", before=pair.old.url, widens=False)
        else:
            for part, before, after, widens in _differing(pair.old, pair.new):
                yield pair.change("destination-changed", part, before=before, after=after, widens=widens)


def _differing(old: Destination, new: Destination) -> Iterator[tuple[str, Json, Json, bool | None]]:
    for part in ("url", "method", "operator", "unknown_fields"):
        before, after = getattr(old, part), getattr(new, part)
        if before != after:
            safer = [address.startswith("https:") for address in (old.url, new.url)] if part == "url" else [True] * 2
            yield part, before or None, after or None, direction(safer[1], safer[0])
    if old.encoding != new.encoding:
        widens = direction("jwe" in new.encoding, "jwe" in old.encoding)
        yield "encoding", list(old.encoding), list(new.encoding), widens
    if old.encryption != new.encryption:
        widens = direction(bool(new.encryption), bool(old.encryption))
        yield "encryption", old.encryption or None, new.encryption or None, widens
    carriers = [[one.carrier, one.carrier_name] for one in (old, new)]
    if carriers[0] != carriers[1]:
        yield "carrier", list(carriers[0]), list(carriers[1]), None
