"""What the templates of the public page are given: plain parts, in the order in which a reader wants them.

A `str` is text from the spec, and escaped wherever a template puts it. `Markup` is Markdown that is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value in a table. `name` has dots where the value is nested, `details` are sentences about it."""

    name: str
    type: str
    description: str
    note: str = ""
    details: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Values with a line above them. `column` is the heading of the first column."""

    caption: Markup
    column: Markup
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Text to show as it is, under a line that says what it is."""

    caption: Markup
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event. `when` are its triggers, `facts` sentences, `tables` what is sent, `received` what is added.

    What is the same for every event of a source is in the view of the source. `nothing` stands where `tables` is empty.
    """

    title: str
    description: str
    note: str
    facts: tuple[Markup, ...]
    when: tuple[Markup, ...]
    tables: tuple[Table, ...]
    nothing: Markup
    received: tuple[Table, ...]
    stored: tuple[Markup, ...]
    samples: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source. `tables` are what every request carries besides events, and what every event carries.

    `received` and `stored` hold what is true of every event, where there are several.
    """

    title: str
    description: str
    note: str
    facts: tuple[Markup, ...]
    tables: tuple[Table, ...]
    received: tuple[Table, ...]
    stored: tuple[Markup, ...]
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """Something with a name and sentences about it: a promise, a destination, a service."""

    title: str | Markup
    description: str = ""
    facts: tuple[Markup, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutView:
    """One opt-out. `block` is what to type, or `by_hand` what to do; `facts` say what it stops, and how."""

    title: str
    description: str
    block: Block | None
    by_hand: tuple[Markup, ...]
    facts: tuple[Markup, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A setting of the product that concerns telemetry."""

    key: str
    file: str
    type: str
    default: Markup
    description: str
    details: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The whole page."""

    heading: Markup
    consent: Markup
    summary: str
    purpose: str
    sources: tuple[SourceView, ...]
    gone: tuple[Markup, ...]
    destinations: tuple[ListItem, ...]
    promises: tuple[ListItem, ...]
    opt_outs: tuple[OptOutView, ...]
    gone_opt_outs: tuple[Markup, ...]
    third_parties: tuple[ListItem, ...]
    options: tuple[OptionView, ...]
    access: tuple[Markup, ...]
    notes: tuple[str, ...]
    footer: Markup
