"""A change: one thing that differs between two versions of a spec; and a release: a version with what it changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Json

#: Every kind of change, with what it means. `part` and the JSON under `before` and `after` depend on the kind.
KINDS: Mapping[str, str] = {
    "consent-changed": "Whether it is on by default. `part` is `consent`.",
    "notice-changed": "`part` is `operator`, `access`, `retention` or `privacy_policy`.",
    "promise-added": "Something is now promised never to be collected.",
    "promise-removed": "A promise is gone.",
    "promise-changed": "`part` is `forbids` (value classes) or `exempt` (selectors that it does not cover).",
    "destination-added": "There is another place that payloads go to; `after` is its address.",
    "destination-removed": "A place that payloads went to is gone; `before` is its address.",
    "destination-changed": "`part` is `url`, `method`, `encoding`, `encryption`, `operator`, `carrier` or "
    "`unknown_fields`.",
    "opt-out-added": "There is another way to stop collection; `after` is its kind.",
    "opt-out-removed": "A way to stop collection is gone; `before` is its kind.",
    "opt-out-changed": "`part` is `disables`, `kind`, `overrides`, `unavailable_to`, `stops`, `persists`, `farewell` "
    "or a key of the opt-out's kind (`variable`, `values`, `file` ...).",
    "source-added": "A part of the product now sends.",
    "source-removed": "A part of the product no longer sends.",
    "request-changed": "How events lie in a request: `part` is `batch` or `discriminator`.",
    "event-added": "An event is now sent.",
    "event-removed": "An event is no longer sent.",
    "trigger-added": "There is another moment at which the event is sent.",
    "trigger-removed": "There is a moment less at which the event is sent.",
    "trigger-changed": "`part` is `every`, `delay`, `jitter`, `limit` or `condition`.",
    "sent-to-added": "The event goes to another destination as well; `after` is its id.",
    "sent-to-removed": "The event no longer goes to a destination; `before` is its id.",
    "field-added": "A value is now collected. `part` is where: `payload`, `received`, `envelope`, `headers` or "
    "`query`.",
    "field-removed": "A value is no longer collected. `part` is where, as of an added one.",
    "renamed": "A field or an event has another name on the wire; `before` and `after` are the names.",
    "type-changed": "A value is of another type. `part` is where in the value: `type`, `items.type`, `values.type` ...",
    "limit-changed": "`part` is the constraint, such as `maximum` or `items.max_length`; null stands for none.",
    "presence-changed": "`part` is `optional` or `nullable`, with what it was and is.",
    "open-changed": "Whether an object lets undeclared fields through.",
    "unit-changed": "The unit of a number.",
    "transform-added": "A value is now transformed. `part` is the kind: `hash`, `truncate`, `round` or `drop`.",
    "transform-removed": "A value is no longer transformed. `part` is the kind.",
    "transform-changed": "A value is transformed in another way. `part` is the kind.",
    "sensitivity-changed": "How revealing a value is, by declaration.",
    "lifetime-changed": "How long an identifier stays the same.",
    "origin-changed": "Where a received value comes from: `part` is `origin` or `header`.",
    "retention-changed": "How long an event or a value is kept, where the spec says so beside it.",
    "deprecated": "A part of the spec should no longer be used.",
    "reinstated": "A part of the spec is no longer deprecated.",
    "third-party-added": "The product can be set up to send to another service.",
    "third-party-removed": "The product can no longer be set up to send to a service.",
    "third-party-changed": "`part` is `requires`, `recommended` or `options`.",
    "option-added": "There is another setting that concerns telemetry.",
    "option-removed": "A setting that concerned telemetry is gone.",
    "option-changed": "`part` is `default`, `recommended`, `file` or `type`.",
    "wording-changed": "Only words differ; `part` is the key, such as `description` or `examples`.",
}

#: The kind that says nothing about what is collected.
WORDING = "wording-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs between two versions of a spec.

    `kind` is one of `KINDS`; `selector` names the part in the newer spec, or in the older one when it is gone. `part`
    says which of its properties, and `before` and `after` what that was and is, as JSON; null stands for none.
    `widens` is true when more leaves, or closer to a person, or with fewer ways out; false when less does; None when
    it is neither, or nobody can tell.

    `title` is what a reader calls the part: a title, or the description of a field; `within` are the titles of the
    source and the event that it belongs to. `values` counts the values that came or went with a field, an event or a
    source. `span` is the place in the newer spec, or in the older one when it is gone; it is not compared.
    """

    kind: str
    selector: str
    part: str = ""
    before: Json = None
    after: Json = None
    widens: bool | None = None
    title: str = ""
    within: tuple[str, ...] = ()
    values: int = 0
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A version of a spec with what it changed. `date` is the day in ISO 8601, or "" where nobody knows.

    The first release that is known has no changes: nothing is known of what was before it.
    """

    version: str
    date: str = ""
    changes: tuple[Change, ...] = ()
