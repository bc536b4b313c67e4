"""What `telemetry.json` is made of. The published JSON Schema is made from these classes, descriptions included.

A key without a default is always there. The others are left out where they would hold their default.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: The version of this format. It rises when a reader of the old one would misread the new one.
FORMAT = 1
SCHEMA_ID = "urn:telemetry-spec:telemetry"

State = Literal["live", "deprecated", "removed"]
Text = str


class Part(BaseModel):
    """An object of the document: closed, and fixed once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)


class Life(Part):
    """When a part of the spec came, was deprecated and went."""

    state: State = Field(
        "live",
        description="`deprecated`: it should no longer be used. `removed`: it no longer happens, and is listed for the "
        "record. What lies in something removed is removed as well. Default: `live`.",
    )
    since: Text = Field("", description="The version of the spec that added it.")
    deprecated: Text = Field("", description="The version of the spec that deprecated it.")
    removed: Text = Field("", description="The version of the spec that removed it.")
    note: Text = Field("", description="Anything else a reader should know.")


class Notice(Part):
    """What users are told, in plain words."""

    summary: Text = Field("", description="What is collected, in two or three sentences.")
    purpose: Text = Field("", description="Why it is collected.")
    operator: Text = Field("", description="Who collects it.")
    privacy_policy: Text = Field("", description="The address of the privacy policy.")
    access: Text = Field("", description="Who can see the data, and with whom it is shared.")
    retention: Text = Field("", description="How long the data is kept.")
    more: list[Text] = Field([], description="Addresses of further pages.")
    note: Text = Field("", description="Anything else a reader should know.")


class Promise(Part):
    """Something that is never collected."""

    description: Text = Field(description="The promise, in plain words.")
    forbids: list[Text] = Field(
        [], description="Value classes that no payload holds, such as `email`, `ip_address`, `file_path` or `secret`."
    )
    exempt: list[Text] = Field([], description="Selectors of fields that the promise does not cover.")


class Destination(Part):
    """Where payloads go."""

    id: Text = Field(description="Its name in the spec.")
    url: Text = Field(description="The full address.")
    method: Text = Field(description="The HTTP method.")
    encoding: list[Text] = Field(description="How a payload is written: steps from the inside out, such as gzip last.")
    carrier: Literal["body", "query", "field"] = Field(
        "body", description="Where the encoded payload lies: it is the body, or in a query parameter or field."
    )
    carrier_name: Text = Field("", description="The name of that query parameter or field.")
    encryption: Text = Field("", description="Encryption beyond HTTPS, with its standard.")
    operator: Text = Field("", description="Who runs it.")
    description: Text = Field("", description="What it is for.")
    unknown_fields: Literal["reject", "drop", ""] = Field(
        "", description="What it does with an undeclared field. Default: the spec does not say."
    )
    note: Text = Field("", description="Anything else a reader should know.")


class Condition(Part):
    """A value that decides whether something holds."""

    path: Text = Field(
        description="Where the value lies: a JSONPath (RFC 9535) from where the field's own path begins."
    )
    equals: Any = Field(description="What it has to be.")


class Transform(Part):
    """What is done to a value before it is sent, or before it is stored."""

    kind: Literal["hash", "truncate", "round", "drop"] = Field(description="What is done.")
    at: Literal["client", "receiver"] = Field(description="`client`: before it is sent. `receiver`: on arrival.")
    algorithm: Text = Field("", description="Of a hash: its algorithm, such as `sha256`.")
    mode: Literal["plain", "salted", "keyed", ""] = Field(
        "", description="Of a hash: `plain` can be looked up by trying all values, `salted` and `keyed` less easily."
    )
    size: int = Field(0, description="The characters that `truncate` keeps, or the step of `round`.")
    of: Text = Field("", description="In words: what is transformed.")


class Value(Part):
    """What a value may be."""

    type: Text = Field(
        description="One of JSON's types (`string`, `integer`, `number`, `boolean`, `array`, `object`), a narrower one "
        "(`uuid`, `timestamp`, `version`, `enum` ...), `map` for an object with any keys, `union` for one of several "
        "types, or `entries` for a pair of a key and a value whose type the key decides."
    )
    nullable: bool = Field(default=False, description="Whether null is allowed.")
    limits: dict[str, Any] = Field(
        {}, description="What else holds, as keywords of JSON Schema 2020-12: `maxLength`, `pattern`, `enum` ..."
    )
    items: Value | None = Field(None, description="Of a list: what each item is.")
    keys: Value | None = Field(None, description="Of a map: what each key is.")
    values: Value | None = Field(None, description="Of a map: what each value is.")
    any_of: list[Value] = Field([], description="Of a union: the types it may be of.")
    open: Text = Field("", description="Of an object: why undeclared fields are let through. Default: they are not.")


class InRow(Part):
    """The place of a value in a stored row."""

    selector: Text = Field(description="The field that it comes from.")
    path: Text = Field(description="Where it lies in the row: a JSONPath (RFC 9535).")
    when: list[Condition] = Field([], description="It is there only where all of these hold.")
    always: bool = Field(description="Whether every row of the event has it.")


class Stored(Value, InRow):
    """A value in a stored row."""


class OnWire(Part):
    """The place of a value in what is sent."""

    selector: Text = Field(description="Its name in the spec, with the source and the event: unique in the document.")
    name: Text = Field(description="Its name on the wire.")
    in_: Literal["payload", "body", "header", "query", "received"] = Field(
        alias="in",
        description="`payload`: in the event. `body`: in the request's body, around the events. `header`, `query`: in "
        "the request's headers or in the query of its address. `received`: not sent, but added by the receiving side.",
    )
    path: Text = Field(
        "",
        description="Where it lies: a JSONPath (RFC 9535) from the event for `payload`, from the body for `body`. Not "
        "there for others, which `name` names.",
    )
    when: list[Condition] = Field([], description="It is there only where all of these hold.")
    required: bool = Field(description="Whether the object that holds it always has it.")
    always: bool = Field(
        description="Whether it is always sent (or received): it is required, and so is all that it lies in."
    )


class FieldPart(Value, OnWire):
    """A value that is collected. Fields within a value have entries of their own."""

    description: Text = Field("", description="What it is, in plain words.")
    sensitivity: Literal["technical", "interaction", "identifier", "personal", "content"] = Field(
        description="How revealing it is."
    )
    lifetime: Text = Field("", description="Of an identifier: how long it stays the same.")
    unit: Text = Field("", description="The unit of a number.")
    examples: list[Any] = Field([], description="Examples of values.")
    transforms: list[Transform] = Field([], description="What is done to it, in order.")
    origin: Text = Field("", description="Of a received field: where it comes from, such as `clock`.")
    header: Text = Field("", description="Of a received field: the request header that it is taken from.")
    retention: Text = Field("", description="How long it is kept, where it differs from the notice.")
    group: Text = Field("", description="The group of fields in the spec that declares it.")
    state: State = Field("live", description="Whether it is collected: `live`, `deprecated` or `removed`.")
    since: Text = Field("", description="The version of the spec that added it.")
    deprecated: Text = Field("", description="The version of the spec that deprecated it.")
    removed: Text = Field("", description="The version of the spec that removed it, or what it lies in.")
    note: Text = Field("", description="Anything else a reader should know.")


class Trigger(Part):
    """When an event is sent."""

    on: Text = Field(description="What makes it happen: `startup`, `interval`, `command` ...")
    every: Text = Field("", description="The time between two, such as `24h`.")
    delay: Text = Field("", description="The time waited first, such as `30s`.")
    jitter: bool = Field(default=False, description="Whether the moment within the interval is picked at random.")
    limit: Text = Field("", description="At most how often, in words.")
    condition: Text = Field("", description="What must hold as well, in words.")
    note: Text = Field("", description="Anything else a reader should know.")


class Sample(Part):
    """A published sample."""

    part: Literal["payload", "row"] = Field(description="`payload`: as it is sent. `row`: as it is stored.")
    title: Text = Field("", description="What it shows.")
    value: Any = Field(description="The sample itself.")


class Event(Life):
    """One kind of message that a source sends."""

    id: Text = Field(description="Its name in the spec.")
    selector: Text = Field(description="Its source and its name.")
    name: Text = Field(description="Its name on the wire, where events are told apart.")
    title: Text = Field(description="A short name for people.")
    description: Text = Field("", description="What it says, in one or two sentences.")
    path: Text = Field("", description="Where events lie in a request's body: a JSONPath (RFC 9535).")
    destinations: list[Text] = Field(description="The ids of the destinations that it goes to.")
    triggers: list[Trigger] = Field(description="When it is sent. Empty where the spec does not say.")
    fields: list[FieldPart] = Field(description="What it carries.")
    received: list[FieldPart] = Field(description="What the receiving side adds.")
    stored: list[Stored] = Field(
        description="What is stored of it: what was sent, after transforms, and what was added."
    )
    not_stored: list[Text] = Field(description="Selectors of fields that are sent or received, and not stored.")
    open: Text = Field("", description="Why undeclared fields are let through. Default: they are not.")
    samples: list[Sample] = Field([], description="Published samples.")
    retention: Text = Field("", description="How long it is kept, where it differs from the notice.")


class Source(Life):
    """A part of the product that sends."""

    id: Text = Field(description="Its name in the spec.")
    title: Text = Field(description="A short name for people.")
    description: Text = Field("", description="What this part is.")
    consent: Literal["opt-out", "opt-in", "ask"] = Field(
        description="`opt-out`: on unless turned off. `opt-in`: off unless turned on. `ask`: the user is asked."
    )
    batch: Literal["one", "many"] = Field(description="Whether a request holds one event or a list of them.")
    discriminator: Text = Field("", description="The field that tells the events apart.")
    by_key: bool = Field(default=False, description="Whether the key that holds an event tells which it is.")
    request: list[FieldPart] = Field(description="What every request carries besides events.")
    events: list[Event] = Field(description="What it sends.")


class Stop(Part):
    """One thing that an opt-out stops."""

    selector: Text = Field(description="A source, an event or a field.")
    when: WhenField | None = Field(None, description="It is stopped only where this holds.")
    note: Text = Field("", description="The condition in words.")


class WhenField(Part):
    """A field of the payload and the value that it must have."""

    selector: Text = Field(description="The field.")
    equals: Any = Field(description="What it has to be.")


class Instruction(Part):
    """The exact thing to type or to do."""

    text: Text = Field(description="What to type or to do.")
    language: Text = Field("", description="The language of what to type. Default: it is something to do by hand.")
    where: Text = Field(description="Where, in words.")


class OptOut(Life):
    """One way to stop collection."""

    id: Text = Field(description="Its name in the spec.")
    kind: Text = Field(description="What kind of thing it is; it decides the keys of `settings`.")
    title: Text = Field("", description="A short name for people.")
    description: Text = Field("", description="How it works.")
    settings: dict[str, Any] = Field(description="What a program has to set, exactly.")
    instruction: Instruction = Field(description="What a person has to do.")
    disables: list[Stop] = Field(description="What it stops.")
    overrides: list[Text] = Field([], description="Ids of opt-outs that it takes precedence over.")
    unavailable_to: Text = Field("", description="Who cannot use it.")
    stops: Literal["collecting", "sending", ""] = Field(
        "",
        description="`sending`: values are still collected and may be sent later. Default: the spec does not say.",
    )
    persists: bool = Field(description="Whether it stays in force for later runs.")
    farewell: Text = Field("", description="The selector of an event that opting out itself sends.")


class ThirdParty(Life):
    """A service of somebody else that the product can be set up to send to. Versions are the product's."""

    id: Text = Field(description="Its name in the spec.")
    title: Text = Field(description="Its name.")
    description: Text = Field("", description="What it receives.")
    requires: Text = Field("", description="What must be set up before anything is sent.")
    options: list[Text] = Field([], description="The keys of the options that concern it.")
    recommended: bool = Field(default=False, description="Whether the product recommends it.")


class Option(Part):
    """A setting of the product that concerns telemetry."""

    key: Text = Field(description="Its key.")
    file: Text = Field("", description="The file that holds it.")
    type: Text = Field("", description="What it holds.")
    default: Any = Field(description="The value it has when nobody sets it; null for none.")
    recommended: Any = Field(None, description="The value that is recommended, where it differs from the default.")
    description: Text = Field("", description="What it does.")


class Change(Part):
    """One thing that a version changed."""

    kind: Text = Field(description="What kind of change it is.")
    selector: Text = Field(description="The part of the spec.")
    part: Text = Field("", description="Which of its properties.")
    before: Any = Field(None, description="What that was; null for nothing.")
    after: Any = Field(None, description="What it is; null for nothing.")
    widens: bool | None = Field(
        None,
        description="Whether more is collected, or closer to a person, or with fewer ways out. Default: neither, or "
        "nobody can tell.",
    )
    title: Text = Field("", description="What a reader calls the part.")
    within: list[Text] = Field([], description="Titles of the source and the event that it belongs to.")
    values: int = Field(0, description="How many values came or went.")


class Release(Part):
    """A version of the spec with what it changed."""

    version: Text = Field(description="The version.")
    date: Text = Field("", description="The day in ISO 8601.")
    changes: list[Change] = Field(description="What it changed. Empty for the first version that is known.")


class Document(Part):
    """What a product collects, as its public page says it, for programs. Written by `telemetry-spec`."""

    schema_: Literal["urn:telemetry-spec:telemetry"] = Field(alias="$schema", description="The id of this schema.")
    format: Literal[1] = Field(description="The version of this format. Readers refuse versions that they do not know.")
    product: Text = Field(description="The product's name in selectors.")
    title: Text = Field(description="The product's name for people.")
    version: Text = Field(description="The version of the spec.")
    consent: Literal["opt-out", "opt-in", "ask"] = Field(
        description="`opt-out`: on unless turned off. `opt-in`: off unless turned on. `ask`: the user is asked."
    )
    notice: Notice = Field(description="What users are told.")
    sources: list[Source] = Field(description="What is collected, part by part.")
    destinations: list[Destination] = Field(description="Where it goes.")
    opt_outs: list[OptOut] = Field(description="Every way to stop it.")
    never_collected: list[Promise] = Field(description="What is never collected.")
    third_parties: list[ThirdParty] = Field(description="Services of others that can be set up.")
    options: list[Option] = Field(description="Settings of the product that concern telemetry.")
    history: list[Release] = Field([], description="The versions of the spec, newest first, where they are known.")
    note: Text = Field("", description="Anything else a reader should know.")
