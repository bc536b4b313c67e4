"""How an opt-out differs: what it stops, for whom, and how it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.diff.widths import direction
from telemetry_spec.model.selector import covers, event_selector, fields_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.diff.base import View
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import OptOut, Spec, Stop

#: Property, what it was and is, and whether that leaves less of a way out.
Difference = tuple[str, "Json", "Json", "bool | None"]


def differing(old: OptOut, new: OptOut, view: View) -> Iterator[Difference]:
    """Yield what differs between an opt-out that was and is."""
    yield from _stopping(old, new, view)
    if old.kind != new.kind:
        yield "kind", old.kind, new.kind, None
    keys = dict.fromkeys((*new.settings, *old.settings)) if old.kind == new.kind else {}
    for key in keys:
        before, after = old.settings.get(key), new.settings.get(key)
        if before != after or isinstance(before, bool) != isinstance(after, bool):
            yield key, before, after, _values(before, after) if key == "values" else None
    if set(old.overrides) != set(new.overrides):
        yield "overrides", list(old.overrides), list(new.overrides), None
    if old.unavailable_to != new.unavailable_to:
        widens = direction(bool(old.unavailable_to), bool(new.unavailable_to))
        yield "unavailable_to", old.unavailable_to or None, new.unavailable_to or None, widens
    if old.stops != new.stops:
        widens = direction(new.stops == "collecting", old.stops == "collecting")
        yield "stops", old.stops or None, new.stops or None, widens
    if old.persists != new.persists:
        yield "persists", old.persists, new.persists, old.persists
    if old.farewell != new.farewell:
        widens = direction(bool(old.farewell), bool(new.farewell))
        yield "farewell", old.farewell or None, new.farewell or None, widens


def _values(old: Json, new: Json) -> bool | None:
    """Say whether fewer values opt out than did. `any` is all of them; the order is a recommendation only."""
    if not isinstance(old, list) or not isinstance(new, list):
        return isinstance(new, list)
    was, now = set(map(str, old)), set(map(str, new))
    return direction(now > was, now < was)


def _stopping(old: OptOut, new: OptOut, view: View) -> Iterator[Difference]:
    """Compare what is stopped, as far as it is there in both versions: what is new was not collected before."""
    before, after = (sorted({_written(stop) for stop in one.disables}) for one in (old, new))
    if before == after:
        return
    known = _named(view.old) & _named(view.new)
    was, now = ([stop for stop in one.disables if stop.selector in known] for one in (old, new))
    keeps = all(any(_covers(other, stop) for other in now) for stop in was)
    adds = not all(any(_covers(other, stop) for other in was) for stop in now)
    yield "disables", list(before), list(after), direction(keeps and adds, not keeps and not adds)


def _named(spec: Spec) -> set[str]:
    """Return the selectors of all that is collected."""
    live = {event_selector(source, event) for source, event in spec.live_events()}
    sources = {join(source.id) for source in spec.live_sources()}
    return sources | live | {selector for selector, member in fields_of(spec) if not member.removed}


def _written(stop: Stop) -> str:
    return stop.selector if stop.when is None else f"{stop.selector} where {stop.when.selector} is {stop.when.value}"


def _covers(outer: Stop, inner: Stop) -> bool:
    return covers(outer.selector, inner.selector) and (outer.when is None or outer.when == inner.when)
