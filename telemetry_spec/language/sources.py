"""Sources, events, requests, triggers and destinations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from telemetry_spec.language.base import (
    LONG,
    MANY,
    ONE,
    ONE_OR_MANY,
    SHORT,
    SHORT_OR_LONG,
    Duration,
    Id,
    Part,
    Text,
    Version,
)
from telemetry_spec.language.fields import EntriesSpec, FieldSpec, ReceivedFieldSpec, ShapeSpec

ConsentName = Literal["opt-out", "opt-in", "ask"]
EncodingStep = Literal["json", "ndjson", "form", "gzip", "zlib", "br", "zstd", "base64", "base64url", "jwe"]


class CarrierSpec(Part, title="carrier"):
    """The parameter that carries the encoded payload."""

    query: Text | None = Field(None, description="The name of a query parameter.")
    field: Text | None = Field(None, description="The name of a form field or of a JSON field in the body.")


class DestinationSpec(Part, title="destination"):
    """Where payloads go."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=2000)] = Field(description="The full address.")
    method: Literal["GET", "POST", "PUT"] = Field("POST", description="The HTTP method. Default: `POST`.")
    encoding: Annotated[
        Annotated[EncodingStep, ONE] | Annotated[list[EncodingStep], Field(min_length=1), MANY], ONE_OR_MANY
    ] = Field(
        "json",
        description="How the payload is written: one step, or a list from the inside out, such as `[ndjson, zlib]` "
        "or `[json, jwe]`. "
        "The first step is `json`, `ndjson` or `form`. Default: `json`.",
    )
    carried_in: CarrierSpec | None = Field(
        None, description="Where the encoded payload lies, if it is not the whole body."
    )
    encryption: Text | None = Field(None, description="Encryption beyond HTTPS, with its standard: `JWE (RFC 7516)`.")
    operator: Text | None = Field(None, description="Who runs it. Default: the operator in `notice`.")
    description: Text | None = Field(None, description="What it is for.")
    unknown_fields: Literal["reject", "drop"] = Field(
        "reject", description="What it does with a field that is not declared. Default: `reject`."
    )
    note: Text | None = Field(None, description="Anything else a reader should know.")


class TriggerSpec(Part, title="trigger"):
    """When an event is sent."""

    on: Literal["startup", "shutdown", "interval", "command", "action", "error", "install", "update", "call"] = Field(
        description="What makes it happen. `call` means that the program's own code asks for it."
    )
    every: Duration | None = Field(None, description="The time between two, such as `24h`. Only for `interval`.")
    delay: Duration | None = Field(None, description="The time waited first, such as `30s`.")
    jitter: bool = Field(False, description="`true` if the moment is picked at random within the interval.")
    limit: Text | None = Field(None, description="At most how often, such as `once per session`.")
    condition: Text | None = Field(None, description="What must hold as well, such as `the platform is initialised`.")
    note: Text | None = Field(None, description="Anything else a reader should know.")


class SampleSpec(Part, title="sample"):
    """A published sample. Exactly one of `payload` and `row` is given."""

    title: Text | None = Field(None, description="A short name for people.")
    payload: Any = Field(None, description="An event as it is sent (without the envelope).")
    row: Any = Field(None, description="A row as it is stored.")


class EventSpec(Part, title="event"):
    """One kind of message that a source sends."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The event's value on the wire, where it differs from its name in the spec."
    )
    title: Text | None = Field(None, description="A short name for people.")
    description: Text | None = Field(None, description="What the event says, in one or two sentences.")
    destination: Annotated[Annotated[Id, ONE] | Annotated[list[Id], Field(min_length=1), MANY], ONE_OR_MANY] | None = (
        Field(None, description="Where it is sent: one of `destinations`, or several.")
    )
    trigger: list[TriggerSpec] | None = Field(None, min_length=1, description="When it is sent.")
    include: list[Id] | None = Field(
        None, description="Field groups (from `groups`) whose fields the event has as well."
    )
    fields: dict[Id, FieldSpec] | None = Field(None, description="The fields of the payload, by name.")
    open: Text | None = Field(
        None, description="Lets undeclared fields through. The text is the reason, which is shown to users."
    )
    entries: EntriesSpec | None = Field(
        None, description="Makes the payload a key and value pair, where the key decides the type of the value."
    )
    received: dict[Id, ReceivedFieldSpec] | None = Field(None, description="What the receiving side adds.")
    samples: list[SampleSpec] | None = Field(
        None, min_length=1, description="Published samples. They are checked like payloads."
    )
    retention: Text | None = Field(None, description="How long it is kept, where it differs from the notice.")
    since: Version | None = Field(None, description="The version of this spec in which the event was added.")
    deprecated: Version | None = Field(
        None, description="The version of this spec since which the event should no longer be sent."
    )
    removed: Version | None = Field(None, description="The version of this spec since which the event is not sent.")
    note: Text | None = Field(None, description="Anything else a reader should know.")


class DiscriminatorSpec(Part, title="discriminator"):
    """How the events of one source are told apart."""

    field: Id | None = Field(None, description="The field of the payload that holds the event's name.")
    by: Literal["key"] | None = Field(None, description="`key`: the event lies under a key that is its name.")
    description: Text | None = Field(None, description="What the field means, in one sentence.")


class RequestSpec(Part, title="request"):
    """A whole request, where it is more than one event alone."""

    body: ShapeSpec | None = Field(
        None,
        description="The body. The type `event` stands for one event of the source, `event[]` for a list of them; an "
        "envelope is "
        "an object with fields of its own, one of which is of type `event` or `event[]`. Default: `event`.",
    )
    headers: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")], FieldSpec] | None = Field(
        None, description="Request headers that carry data, by name."
    )
    query: dict[Annotated[str, Field(min_length=1, max_length=200)], FieldSpec] | None = Field(
        None, description="Query values that carry data, by name."
    )


class SourceSpec(Part, title="source"):
    """A part of the product that sends."""

    title: Text | None = Field(None, description="A short name for people.")
    description: Text | None = Field(None, description="What this part is.")
    consent: ConsentName | None = Field(
        None, description="Consent for this source, where it differs from the product's."
    )
    discriminator: Annotated[Annotated[Id, SHORT] | Annotated[DiscriminatorSpec, LONG], SHORT_OR_LONG] | None = Field(
        None,
        description="The field that tells the events apart (it is added to each of them), or `{by: key}`. Needed "
        "with several events.",
    )
    request: RequestSpec | None = Field(None, description="What a whole request holds besides events.")
    received: dict[Id, ReceivedFieldSpec] | None = Field(
        None, description="What the receiving side adds to every event of the source."
    )
    events: dict[Id, EventSpec] | None = Field(None, description="What it sends, by name.")
    since: Version | None = Field(None, description="The version of this spec in which the source was added.")
    deprecated: Version | None = Field(
        None, description="The version of this spec since which the source should no longer send."
    )
    removed: Version | None = Field(None, description="The version of this spec since which the source does not send.")
    note: Text | None = Field(None, description="Anything else a reader should know.")
