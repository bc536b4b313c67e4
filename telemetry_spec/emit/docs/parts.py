"""Parts of a public page that can stand alone, by the selectors of what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit.docs.anchors import anchor
from telemetry_spec.emit.docs.templates import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.emit.docs.view import PageView

#: Sections of the page that a selector of one step names, each a template of the same name, and what they show.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "notice": ("consent",),
    "opt_outs": ("opt_outs", "gone_opt_outs"),
    "collected": ("sources", "gone"),
    "destinations": ("destinations",),
    "never_collected": ("promises",),
    "third_parties": ("third_parties",),
    "options": ("options",),
    "access": ("access",),
    "history": ("history",),
    "picture": ("picture",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its anchor or section, its template, how deep its heading lies on the page, and its views."""

    name: str
    template: str
    depth: int
    views: Mapping[str, object]


def part_of(page: PageView, selector: str) -> Part:
    """Return the part that a selector names. Raises LookupError when there is none."""
    for part in _parts(page):
        if part.name in (selector, anchor(page.product, selector)):
            return part
    raise LookupError(selector)


def part_names(page: PageView) -> tuple[str, ...]:
    """Return the selectors of the parts that there are."""
    start = len(page.anchor) + 1
    names = (part.name for part in _parts(page))
    return tuple(name[start:] if name.startswith(f"{page.anchor}.") else name for name in names if name)


def _parts(page: PageView) -> Iterator[Part]:
    views: dict[str, object] = {"page": page}
    yield Part("", PAGE, 0, views)
    for section, shown in SECTIONS.items():
        if any(getattr(page, name) for name in shown):
            yield Part(section, section, 1, views)
    for source in page.sources:
        yield Part(source.anchor, "source", 2, {**views, "source": source})
        for event in source.events:
            yield Part(event.anchor, "event", 3, {**views, "source": source, "event": event})
    for opt_out in page.opt_outs:
        yield Part(opt_out.anchor, "opt_out", 2, {**views, "opt_out": opt_out})
