"""Sources, events, requests, triggers and destinations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from telemetry_spec.language.base import (
    LIST,
    MAPPING,
    TEXT,
    Duration,
    Id,
    Maybe,
    OneOrManyIds,
    Part,
    Text,
    Url,
    Version,
    WireName,
    WrittenAs,
)
from telemetry_spec.language.fields import CarriedSpec, EntriesSpec, FieldSpec, Ids, ReceivedFieldSpec, ShapeSpec

ConsentName = Literal["opt-out", "opt-in", "ask"]
EncodingStep = Literal["json", "ndjson", "form", "gzip", "zlib", "br", "zstd", "base64", "base64url", "jwe"]
Encoding = Annotated[
    Annotated[EncodingStep, TEXT] | Annotated[list[EncodingStep], Field(min_length=1), LIST],
    WrittenAs("one step, or a list of steps"),
]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", max_length=200)]


class CarrierSpec(Part, title="carrier"):
    """The parameter that carries the encoded payload: a query parameter or a field."""

    query: Maybe[WireName] = Field(None, description="The name of a query parameter.")
    field: Maybe[WireName] = Field(None, description="The name of a form field or of a JSON field in the body.")


class DestinationSpec(Part, title="destination"):
    """Where payloads go."""

    url: Url = Field(description="The full address.", examples=["https://telemetry.example.com/v1"])
    method: Literal["GET", "POST", "PUT"] = Field("POST", description="The HTTP method. Default: `POST`.")
    encoding: Encoding = Field(
        "json",
        description="How the payload is written: one step, or a list from the inside out, such as `[ndjson, zlib]` or "
        "`[json, jwe]`. The first step is `json`, `ndjson` or `form`. Default: `json`.",
    )
    carried_in: Maybe[CarrierSpec] = Field(
        None, description="Where the encoded payload lies, if it is not the whole body."
    )
    encryption: Maybe[Text] = Field(None, description="Encryption beyond HTTPS, with its standard: `JWE (RFC 7516)`.")
    operator: Maybe[Text] = Field(None, description="Who runs it. Default: the operator in `notice`.")
    description: Maybe[Text] = Field(None, description="What it is for.")
    unknown_fields: Maybe[Literal["reject", "drop"]] = Field(
        None, description="What it does with an undeclared field, where that is known: `reject` it or `drop` it."
    )
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")


class TriggerSpec(Part, title="trigger"):
    """When an event is sent."""

    on: Literal["startup", "shutdown", "interval", "command", "action", "error", "install", "update", "call"] = Field(
        description="What makes it happen. `call` means that the program's own code asks for it."
    )
    every: Maybe[Duration] = Field(None, description="The time between two, such as `24h`. Only for `interval`.")
    delay: Maybe[Duration] = Field(None, description="The time waited first, such as `30s`.")
    jitter: bool = Field(
        False, description="`true` if the moment is picked at random within the interval. Only for `interval`."
    )
    limit: Maybe[Text] = Field(None, description="At most how often, such as `once per session`.")
    condition: Maybe[Text] = Field(None, description="What must hold as well, such as `the platform is initialised`.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")


class SampleSpec(Part, title="sample"):
    """A published sample. Exactly one of `payload` and `row` is given."""

    title: Maybe[Text] = Field(None, description="A short name for people.")
    payload: Maybe[dict[str, Any]] = Field(None, description="An event as it is sent (without the envelope).")
    row: Maybe[dict[str, Any]] = Field(None, description="A row as it is stored.")


class EventSpec(Part, title="event"):
    """One kind of message that a source sends."""

    name: Maybe[WireName] = Field(
        None, description="The event's value on the wire, where it differs from its name in the spec."
    )
    title: Maybe[Text] = Field(None, description="A short name for people.")
    description: Maybe[Text] = Field(None, description="What the event says, in one or two sentences.")
    destination: Maybe[OneOrManyIds] = Field(None, description="Where it is sent: one of `destinations`, or several.")
    trigger: Maybe[Annotated[list[TriggerSpec], Field(min_length=1)]] = Field(None, description="When it is sent.")
    include: Maybe[Ids] = Field(None, description="Field groups (from `groups`) whose fields the event has as well.")
    fields: Maybe[dict[Id, FieldSpec]] = Field(None, description="The fields of the payload, by name.")
    open: Maybe[Text] = Field(
        None, description="Lets undeclared fields through. The text is the reason, which is shown to users."
    )
    entries: Maybe[EntriesSpec] = Field(
        None, description="Makes the payload a key and value pair, where the key decides the type of the value."
    )
    received: Maybe[dict[Id, ReceivedFieldSpec]] = Field(None, description="What the receiving side adds.")
    samples: Maybe[Annotated[list[SampleSpec], Field(min_length=1)]] = Field(
        None, description="Published samples. They are checked like payloads."
    )
    retention: Maybe[Text] = Field(None, description="How long it is kept, where it differs from the notice.")
    since: Maybe[Version] = Field(None, description="The version of this spec in which the event was added.")
    deprecated: Maybe[Version] = Field(
        None, description="The version of this spec since which the event should no longer be sent."
    )
    removed: Maybe[Version] = Field(None, description="The version of this spec since which the event is not sent.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")


class DiscriminatorSpec(Part, title="discriminator"):
    """How the events of one source are told apart: by a `field`, or `by` the key under which they lie."""

    field: Maybe[Id] = Field(None, description="The field of the payload that holds the event's name.")
    by: Maybe[Literal["key"]] = Field(None, description="`key`: the event lies under a key that is its name.")
    description: Maybe[Text] = Field(None, description="What the field means, in one sentence.")


Discriminating = Annotated[
    Annotated[Id, TEXT] | Annotated[DiscriminatorSpec, MAPPING],
    WrittenAs("the name of a field, or a mapping with `field` or `by`"),
]


class RequestSpec(Part, title="request"):
    """A whole request, where it is more than one event alone."""

    body: Maybe[ShapeSpec] = Field(
        None,
        description="The body. The type `event` stands for one event of the source, `event[]` for a list of them; an "
        "envelope is an object with fields of its own, one of which is of type `event` or `event[]`. Default: "
        "`event`.",
    )
    headers: Maybe[dict[HeaderName, CarriedSpec]] = Field(None, description="Request headers that carry data, by name.")
    query: Maybe[dict[WireName, CarriedSpec]] = Field(None, description="Query values that carry data, by name.")


class SourceSpec(Part, title="source"):
    """A part of the product that sends."""

    title: Maybe[Text] = Field(None, description="A short name for people.")
    description: Maybe[Text] = Field(None, description="What this part is.")
    consent: Maybe[ConsentName] = Field(
        None, description="Consent for this source, where it differs from the product's."
    )
    discriminator: Maybe[Discriminating] = Field(
        None,
        description="The field that tells the events apart (it is added to each of them), or `{by: key}`. Needed with "
        "several events.",
    )
    request: Maybe[RequestSpec] = Field(None, description="What a whole request holds besides events.")
    received: Maybe[dict[Id, ReceivedFieldSpec]] = Field(
        None, description="What the receiving side adds to every event of the source."
    )
    events: Maybe[dict[Id, EventSpec]] = Field(None, description="What it sends, by name.")
    since: Maybe[Version] = Field(None, description="The version of this spec in which the source was added.")
    deprecated: Maybe[Version] = Field(
        None, description="The version of this spec since which the source should no longer send."
    )
    removed: Maybe[Version] = Field(None, description="The version of this spec since which the source does not send.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")
