"""The compiled spec: one product, everything it collects, and how to stop it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Field, Json, Shape

#: What is said of the field that tells events apart where the spec says nothing of it.
WHICH_EVENT: Final = "Which event this is."

#: What an opt-out without a title is called by, where its kind has it.
_TOLD_BY: Final = ("variable", "flag", "key", "command", "symbol", "where", "signal")

Consent: TypeAlias = Literal["opt-out", "opt-in", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said to users in plain words."""

    summary: str = ""
    purpose: str = ""
    operator: str = ""
    privacy_policy: str = ""
    access: str = ""
    retention: str = ""
    more: tuple[str, ...] = ()
    note: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something that is never collected; `forbids` are the value classes that no payload may hold.

    `exempt` are selectors that the promise does not cover, each of which the spec declares openly.
    """

    description: str
    forbids: tuple[str, ...]
    exempt: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where payloads go.

    `encoding` lists the steps from the value outward, such as `("ndjson", "zlib")` or `("json", "jwe")`; `carrier` is
    `body`, `query` or `field`, with `carrier_name` the parameter that holds the encoded text.
    `unknown_fields` is what the receiver does with a field that nobody declared: `reject`, `drop`, or "" for unstated.
    """

    id: str
    url: str
    method: str
    encoding: tuple[str, ...]
    carrier: Literal["body", "query", "field"] = "body"
    carrier_name: str = ""
    encryption: str = ""
    operator: str = ""
    description: str = ""
    unknown_fields: Literal["reject", "drop", ""] = ""
    note: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A field of the payload and the value it must have: `console.action.console_mode` is `server`."""

    selector: str
    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One thing that an opt-out stops: a selector, everywhere or only under a condition."""

    selector: str
    when: Condition | None
    note: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """The exact thing to type or to click.

    `language` is the code block's language (`shell`, `yaml`, `jsx` ...), or "" where `text` is something to do by hand.
    `where` says in words where it goes.
    """

    text: str
    language: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """One mechanism that stops collection.

    `settings` holds the exact keys of its kind as the spec writes them (`variable`, `values`, `file`, `key`, `value`
    ...), so that a program can carry it out. `stops` is `collecting` or `sending` (what is kept on disk and sent later
    was still collected), or "" where the spec does not say. `farewell` names an event that opting out itself sends, or
    is "".
    """

    id: str
    kind: str
    title: str
    settings: Mapping[str, Json]
    instruction: Instruction
    disables: tuple[Stop, ...]
    overrides: tuple[str, ...]
    unavailable_to: str
    stops: Literal["collecting", "sending", ""]
    persists: bool
    farewell: str
    description: str
    since: str
    deprecated: str
    removed: str
    note: str
    span: Span

    @property
    def called(self) -> str:
        """Return the title, or what it is told by where there is none: the variable, the flag, the key ..."""
        named = (self.settings[key] for key in _TOLD_BY if key in self.settings)
        return self.title or str(next(named, self.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When an event is sent. `every` and `delay` are durations such as `24h` and `30s`, or ""."""

    on: str
    every: str = ""
    delay: str = ""
    jitter: bool = False
    limit: str = ""
    condition: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A published sample: a payload as sent, or a row as stored. `spans` maps JSON pointers into `value` to places."""

    title: str
    stored: bool
    value: Json
    spans: Mapping[str, Span]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One kind of message. `payload` is what the client sends for it, `row` what is stored.

    `name` is its value on the wire where a discriminator tells events apart. `payload` includes the discriminator
    field, but not the key that holds the event where events are told apart by key.
    """

    id: str
    name: str
    title: str
    description: str
    destinations: tuple[str, ...]
    triggers: tuple[Trigger, ...]
    payload: Shape
    received: tuple[Field, ...]
    row: Shape
    samples: tuple[Sample, ...]
    retention: str
    since: str
    deprecated: str
    removed: str
    note: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A whole request of a source: the shape of its body, and the headers and query values that carry data.

    `batch` says how events lie in the body: `one` (the body is or holds one event) or `many`. `envelope` is true where
    the body has fields of its own around them.
    """

    body: Shape
    headers: tuple[Field, ...]
    query: tuple[Field, ...]
    batch: Literal["one", "many"]
    envelope: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A part of the product that sends.

    `discriminator` is the field that tells its events apart; with `by_key` the key that holds an event does.
    """

    id: str
    title: str
    description: str
    consent: Consent
    discriminator: str
    by_key: bool
    events: Mapping[str, Event]
    request: Request
    since: str
    deprecated: str
    removed: str
    note: str
    span: Span

    def live_events(self) -> list[Event]:
        """Return the events that are not removed, in the order of the spec."""
        return live(self.events)


def live(events: Mapping[str, Event]) -> list[Event]:
    """Return those of some events that are not removed."""
    return [event for event in events.values() if not event.removed]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdParty:
    """A service of somebody else that the product can be set up to send to."""

    id: str
    title: str
    description: str
    requires: str
    options: tuple[str, ...]
    recommended: bool
    since: str
    deprecated: str
    removed: str
    note: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A setting of the product that concerns telemetry."""

    key: str
    file: str
    type: str
    default: Json
    description: str
    recommended: Json
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A named type or a field group, with the number of places that use it."""

    name: str
    shape: Shape
    description: str
    uses: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A lint rule that is switched off for a part of the spec, and why."""

    rule: str
    at: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A product's telemetry, compiled from one file or a folder of files."""

    product: str
    title: str
    version: str
    consent: Consent
    notice: Notice
    never_collected: tuple[Promise, ...]
    destinations: Mapping[str, Destination]
    opt_outs: Mapping[str, OptOut]
    types: Mapping[str, Definition]
    groups: Mapping[str, Definition]
    sources: Mapping[str, Source]
    third_parties: Mapping[str, ThirdParty]
    options: Mapping[str, Option]
    suppressions: tuple[Suppression, ...]
    note: str
    files: tuple[str, ...]
    span: Span
    used_destinations: frozenset[str] = field(default_factory=frozenset)

    def live_sources(self) -> Iterator[Source]:
        """Yield every source that may still send: one that is not removed, with an event that is not."""
        for source in self.sources.values():
            if not source.removed and source.live_events():
                yield source

    def live_events(self) -> Iterator[tuple[Source, Event]]:
        """Yield every event that may still be sent, with its source."""
        for source in self.live_sources():
            for event in source.live_events():
                yield source, event

    def events(self) -> Iterator[tuple[Source, Event]]:
        """Yield every event with its source, in the order of the spec."""
        for source in self.sources.values():
            for event in source.events.values():
                yield source, event
