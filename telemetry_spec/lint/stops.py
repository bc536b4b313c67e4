"""What opt-outs stop, and what of a source they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.model.selector import covers, event_selector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import OptOut, Source, Stop


def left_over(view: View, source: Source, opt_outs: Iterable[OptOut]) -> list[str]:
    """Return what of a source none of the opt-outs stops, in words; an empty list when they stop all of it.

    Conditional stops count together: a source that one opt-out stops where `mode` is `server` and another where it is
    `cli` is stopped if `mode` has no third value.
    """
    stops = [stop for opt_out in opt_outs for stop in opt_out.disables]
    live = [event_selector(source, event) for event in source.live_events()]
    here = {selector: [stop for stop in stops if covers(stop.selector, selector)] for selector in live}
    if not any(here.values()):
        return [f"`{source.id}`"] if live else []
    gaps = (_gap(view, selector, found) for selector, found in here.items())
    return [gap for gap in gaps if gap]


def _gap(view: View, selector: str, stops: list[Stop]) -> str:
    """Return what conditional stops leave of an event, in words, or "" when nothing is left."""
    if any(stop.when is None for stop in stops):
        return ""
    stopped: dict[str, list[Json]] = {}
    for stop in stops:
        if stop.when is not None and stop.when.selector.startswith(selector + "."):
            stopped.setdefault(stop.when.selector, []).append(stop.when.value)
    if not stopped:
        return f"`{selector}`"
    left = []
    for name, values in stopped.items():
        possible = _values(view.by_selector[name].field)
        rest = [value for value in possible if value not in values]
        if possible and not rest:
            return ""
        left.append(f"`{name}` is {' or '.join(f'`{repr_json(value)}`' for value in rest) or 'anything else'}")
    return f"`{selector}` where {' and '.join(left)}"


def _values(field: Field) -> list[Json]:
    """Return every value that a field can have, or nothing when they cannot be listed."""
    limits = field.shape.constraints
    found: list[Json] = []
    if "enum" in limits:
        found = list(limits["enum"])  # type: ignore[arg-type]
    elif "const" in limits:
        found = [limits["const"]]  # type: ignore[list-item]
    elif field.shape.kind == "boolean":
        found = [True, False]
    return [*found, None] if found and field.shape.nullable else found


def overlap(one: OptOut, other: OptOut) -> bool:
    """Say whether two opt-outs stop something in common."""
    return any(_same(left, right) for left in one.disables for right in other.disables)


def _same(left: Stop, right: Stop) -> bool:
    if not (covers(left.selector, right.selector) or covers(right.selector, left.selector)):
        return False
    both = left.when is not None and right.when is not None and left.when.selector == right.when.selector
    return not both or left.when == right.when
