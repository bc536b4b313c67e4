"""What the templates of the public page are given: plain parts, in the order in which a reader wants them.

A `str` is text from the spec, and escaped wherever a template puts it. `Markup` is finished in the docs format of the
page. An `anchor` is where the part can be linked to, the same in every format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One sentence about a value. `kind` says what it speaks of.

    That is `sensitivity`, `origin`, `transform`, `optional`, `limit`, `unit`, `open`, `example`, `retention`, `since`,
    `deprecated`, `removed` or `keys`.
    """

    kind: str
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value in a table. `name` has dots where the value is nested, `depth` is how deep that is.

    `always` is whether it is always there, `sensitivity` one of the levels of the language, `state` is "deprecated",
    "removed" or "". `examples` are written as code; `details` hold all sentences, those too that say the above.
    """

    name: str
    anchor: str
    depth: int
    type: str
    description: str
    note: str = ""
    always: bool = True
    sensitivity: str = ""
    since: str = ""
    state: str = ""
    examples: tuple[Markup, ...] = ()
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Values with a line above them. `column` is the heading of the first column, `gone` marks what is sent no more."""

    caption: Markup
    column: Markup
    rows: tuple[Row, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of JSON: a `key`, a `string`, a `number`, a `word`, or a `mark` between them, with the space around it.

    For a key `about` says what it holds, and `anchor` is the place of its row.
    """

    kind: str
    text: str
    about: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Text to show as it is, under a line that says what it is; `tokens` are its pieces where it is JSON."""

    caption: Markup
    text: str
    language: str
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What becomes of a sample under an opt-out, or before consent is given.

    `kind` is `nothing` (nothing is sent), `less` (`block` shows what is left), `sometimes` or `same`.
    """

    title: Markup
    kind: str
    text: Markup
    block: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event. `when` are its triggers, `facts` sentences, `tables` what is sent, `received` what is added.

    What is the same for every event of a source is in the view of the source. `nothing` stands where `tables` is empty.
    `cases` are what the opt-outs make of the sample.
    """

    id: str
    title: str
    anchor: str
    description: str
    note: str
    facts: tuple[Markup, ...]
    when: tuple[Markup, ...]
    tables: tuple[Table, ...]
    nothing: Markup
    received: tuple[Table, ...]
    stored: tuple[Markup, ...]
    samples: tuple[Block, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source. `tables` are what every request carries besides events, and what every event carries.

    `received` and `stored` hold what is true of every event, where there are several.
    """

    id: str
    title: str
    anchor: str
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
    anchor: str = ""
    description: str = ""
    facts: tuple[Markup, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutView:
    """One opt-out. `block` is what to type, or `by_hand` what to do; `facts` say what it stops, and how."""

    title: str
    anchor: str
    kind: str
    description: str
    block: Block | None
    by_hand: tuple[Markup, ...]
    facts: tuple[Markup, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A setting of the product that concerns telemetry."""

    key: str
    anchor: str
    file: str
    type: str
    default: Markup
    description: str
    details: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneView:
    """A source or an event that is no longer sent: since when, and what it held."""

    text: Markup
    anchor: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """What one version of the spec changed. `date` is "" where it is not known."""

    title: Markup
    anchor: str
    date: str
    lines: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that the filter narrows to: what a row says of itself, and how a reader calls it."""

    value: str
    title: str | Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The whole page. `picture` is an SVG element; `sensitivities` and `versions` are what the filter offers."""

    product: str
    anchor: str
    heading: Markup
    consent: Markup
    consent_kind: str
    summary: str
    purpose: str
    picture: Markup
    sources: tuple[SourceView, ...]
    gone: tuple[GoneView, ...]
    sensitivities: tuple[Choice, ...]
    versions: tuple[Choice, ...]
    destinations: tuple[ListItem, ...]
    promises: tuple[ListItem, ...]
    opt_outs: tuple[OptOutView, ...]
    gone_opt_outs: tuple[Markup, ...]
    third_parties: tuple[ListItem, ...]
    options: tuple[OptionView, ...]
    access: tuple[Markup, ...]
    history: tuple[ReleaseView, ...]
    notes: tuple[str, ...]
    footer: Markup
    data: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexItem:
    """One product on the page about several. `facts` say how much it collects and how to turn that off."""

    title: str
    link: Markup
    product: str
    consent: Markup
    summary: str
    href: str
    facts: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """A page about several products."""

    heading: Markup
    intro: Markup
    items: tuple[IndexItem, ...]
