"""Selectors in a spec: what they name, and what to write where they name nothing."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from telemetry_spec.compile.wording import shown, suggestion
from telemetry_spec.model.selector import event_selector, join, request_fields, source_fields, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.compile.context import Context
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Source

#: The step of fields that could not be made (`UNKNOWN_FIELD`).
_UNKNOWN_STEP = "?"


class Selectors:
    """All that a selector may name. `fields` are the fields, by selector."""

    def __init__(self, context: Context, sources: Iterable[Source]) -> None:
        self._context = context
        self.fields: dict[str, Field] = {}
        self._nouns: dict[str, str] = {}
        for source in sources:
            self._nouns[source.id] = "source"
            self._nouns |= {event_selector(source, event): "event" for event in source.events.values()}
            self.fields.update(source_fields(source))
            if any(request_fields(source)):
                self._nouns[join(source.id, "request")] = "request"

    def is_known(self, selector: str) -> bool:
        """Say whether a selector names anything."""
        return selector in self._nouns or selector in self.fields

    def is_event(self, selector: str) -> bool:
        """Say whether a selector names an event."""
        return self._nouns.get(selector) == "event"

    def resolve(self, text: str, at: Span, owner: str) -> str:
        """Return a selector as it is written elsewhere. What it does not name is reported, `owner` being to blame."""
        try:
            steps = split(text)
        except ValueError:
            self._context.error(
                "bad-selector",
                f"{shown(text)} is not a selector.",
                at=at,
                help="Write names with a dot between them: `source`, `source.event`, `source.event.field`.",
                selector=owner,
            )
            return text
        selector = join(*steps)
        if not self.is_known(selector) and not self._is_lost(steps):
            self._report(steps, at, owner)
        return selector

    def _is_lost(self, steps: tuple[str, ...]) -> bool:
        """Say whether what a selector names may be missing because of another mistake, which is reported already."""
        if self._context.incomplete or self._context.is_lost("sources", steps[0]):
            return True
        if len(steps) > 1 and self._context.is_lost("sources", steps[0], "events", steps[1]):
            return True
        prefixes = (join(*steps[:length], _UNKNOWN_STEP) for length in range(1, len(steps) + 1))
        return any(prefix in self.fields for prefix in prefixes)

    def _report(self, steps: tuple[str, ...], at: Span, owner: str) -> None:
        known = [join(*steps[:length]) for length in range(1, len(steps))]
        inside = next((name for name in reversed(known) if self.is_known(name)), "")
        step = steps[len(split(inside)) if inside else 0]
        noun = {"": "source", "source": "event"}.get(self._nouns.get(inside, "field") if inside else "", "field")
        where = f"`{inside}` has" if inside else "There is"
        if self._context.is_many("unknown-selector"):
            advice = "Check how the names are written."
        elif inside and not self._children[inside]:
            advice = f"Write `{inside}`: it has no fields."
        else:
            advice = suggestion(step, self._children[inside], noun)
        self._context.error("unknown-selector", f"{where} no {noun} {shown(step)}.", at=at, help=advice, selector=owner)

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """The names that may follow a selector."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for name in (*self._nouns, *self.fields):
            *outer, last = split(name)
            found[join(*outer)][last] = None
        return defaultdict(list, {outer: list(names) for outer, names in found.items()})
