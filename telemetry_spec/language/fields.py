"""Fields: what a payload, a header, a query or a stored row holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from telemetry_spec import fieldtypes
from telemetry_spec.language.base import (
    LIST,
    MAPPING,
    TEXT,
    TYPE_PATTERN,
    Id,
    Maybe,
    Number,
    Part,
    Single,
    Suggests,
    Text,
    Version,
    WireName,
    WrittenAs,
)
from telemetry_spec.model.shape import MAX_SAFE_INTEGER

SensitivityName = Literal["technical", "interaction", "identifier", "personal", "content"]
LifetimeName = Literal["request", "run", "session", "day", "project", "installation", "account", "permanent"]
AlgorithmName = Literal["md5", "sha1", "sha256", "sha384", "sha512"]


def _types() -> dict[str, str]:
    return {name: fieldtypes.get(name).description for name in fieldtypes.names()}


TypeName = Annotated[str, Field(pattern=TYPE_PATTERN, max_length=200), Suggests("type name", _types, open=True)]
EnumMember = Annotated[str | int, Single("a text or a whole number", (str, int))]
Constant = Annotated[str | int | bool, Single("a text, a whole number, true or false", (str, int, bool))]
Count = Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER)]

#: What every payload must hold is bounded: samples and tests are made that hold it.
MOST_NEEDED = 1000
MOST_CHARACTERS_NEEDED = 10_000
Needed = Annotated[int, Field(ge=0, le=MOST_NEEDED)]
CharactersNeeded = Annotated[int, Field(ge=0, le=MOST_CHARACTERS_NEEDED)]
Ids = Annotated[list[Id], Field(json_schema_extra={"uniqueItems": True})]


class TransformSpec(Part, title="transform"):
    """What is done to a value before it is sent, or before it is stored."""

    kind: Literal["hash", "truncate", "round", "drop"] = Field(
        description="`hash` replaces the value by its hash; `truncate` keeps the first `size` characters; `round` "
        "replaces a number by the multiple of `size` beside it; `drop` throws it away, which only a receiver can do: "
        "what is not sent is no field.",
    )
    at: Maybe[Literal["client", "receiver"]] = Field(
        None,
        description="Where it happens. A field that is sent is transformed at the `client` unless this says "
        "`receiver`; a received field is always transformed at the receiver.",
    )
    algorithm: Maybe[AlgorithmName] = Field(None, description="The hash function. Only for `hash`.")
    mode: Maybe[Literal["plain", "salted", "keyed"]] = Field(
        None,
        description="`plain` (the default) hashes the value alone, so that a guessable value can be looked up; "
        "`salted` adds a random value; `keyed` uses a secret key (HMAC, RFC 2104). Only for `hash`.",
    )
    size: Maybe[Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER)]] = Field(
        None, description="Characters kept by `truncate`, or the step of `round`."
    )
    of: Maybe[Text] = Field(None, description="In words: what is transformed, such as `Path of the project`.")


class EntriesSpec(Part, title="list of entries"):
    """A field that holds a key, and beside it a field whose type the key decides."""

    key: Id = Field("key", description="The field that holds the key. Default: `key`.")
    value: Id = Field("value", description="The field that holds the value. Default: `value`.")
    description: Maybe[Text] = Field(None, description="What the keys mean, in one sentence.")
    of: dict[WireName, ValueSpec] = Field(
        min_length=1, description="Every key that may occur, each with the description of its value."
    )


ShortTransform = Annotated[Literal["md5", "sha1", "sha256", "sha384", "sha512", "drop"], TEXT]
LongTransform = Annotated[TransformSpec, MAPPING]
TransformStep = Annotated[
    ShortTransform | LongTransform, WrittenAs("a hash algorithm, `drop`, or a mapping with `kind`")
]
Transforms = Annotated[
    ShortTransform | LongTransform | Annotated[list[TransformStep], Field(min_length=1), LIST],
    WrittenAs("a hash algorithm, `drop`, a mapping with `kind`, or a list of them"),
]


class ShapeSpec(Part, title="value"):
    """What a value may be, in a list, a map or a union."""

    description: Maybe[Text] = Field(None, description="What the value means, in one sentence of plain words.")
    type: Maybe[TypeName] = Field(
        None,
        description="The type: a built-in type, a type from `types`, or either followed by `[]` for a list of them. "
        "It may be left out where another key implies it: `fields` (object), `enum`, `const`, `items` (array), "
        "`values` (map), `any_of` (union), `entries` (object).",
    )
    nullable: bool = Field(False, description="`true` if the value may be null. Null and absent are different things.")
    minimum: Maybe[Number] = Field(None, description="The smallest number allowed.")
    maximum: Maybe[Number] = Field(None, description="The largest number allowed.")
    min_length: Maybe[CharactersNeeded] = Field(
        None, description="The smallest number of characters (code points): 10,000 at most."
    )
    max_length: Maybe[Count] = Field(None, description="The largest number of characters (code points).")
    pattern: Maybe[Annotated[str, Field(min_length=1)]] = Field(
        None,
        description="A regular expression that the whole text must match. Only what every engine reads alike and in "
        "linear time: literal characters, classes such as `[a-z0-9]`, groups, `|`, `?`, `*`, `+`, `{m,n}`.",
    )
    enum: Maybe[Annotated[list[EnumMember], Field(min_length=1, json_schema_extra={"uniqueItems": True})]] = Field(
        None, description="The values allowed: all texts, or all whole numbers."
    )
    const: Maybe[Constant] = Field(None, description="The only value allowed.")
    min_items: Maybe[Needed] = Field(None, description="The smallest number of items in a list: 1,000 at most.")
    max_items: Maybe[Count] = Field(None, description="The largest number of items in a list.")
    min_entries: Maybe[Needed] = Field(None, description="The smallest number of entries in a map: 1,000 at most.")
    max_entries: Maybe[Count] = Field(None, description="The largest number of entries in a map.")
    items: Maybe[ShapeSpec] = Field(None, description="What each item of an `array` may be.")
    keys: Maybe[ShapeSpec] = Field(
        None, description="What the keys of a `map` may be: a text type. Default: 1 to 200 characters."
    )
    values: Maybe[ShapeSpec] = Field(None, description="What the values of a `map` may be.")
    any_of: Maybe[Annotated[list[ShapeSpec], Field(min_length=2)]] = Field(
        None,
        description="The members of a `union`. They must differ in their JSON type, so that each value fits one.",
    )
    fields: Maybe[dict[Id, FieldSpec]] = Field(
        None, description="The fields of an `object`, by name. Undeclared fields are violations unless `open` is given."
    )
    include: Maybe[Ids] = Field(None, description="Field groups (from `groups`) whose fields this object has as well.")
    open: Maybe[Text] = Field(
        None, description="Lets undeclared fields through. The text is the reason, which is shown to users."
    )
    entries: Maybe[EntriesSpec] = Field(
        None, description="Makes the object a key and value pair, where the key decides the type of the value."
    )


class ValueSpec(ShapeSpec, title="entry"):
    """One value that is collected, under a name that is given elsewhere."""

    sensitivity: SensitivityName = Field(
        "technical",
        description="How revealing the value is: `technical` (machine and software), `interaction` (what the user "
        "did), `identifier` (tells one installation or person from another), `personal` (about a person), `content` "
        "(what users make). Default: `technical`.",
    )
    lifetime: Maybe[LifetimeName] = Field(
        None, description="How long an identifier stays the same. `permanent` means that it never changes."
    )
    examples: Maybe[Annotated[list[Any], Field(min_length=1)]] = Field(
        None, description="Real-looking values. They are checked like payloads."
    )
    unit: Maybe[Text] = Field(None, description="The unit of a number, such as `ms` or `bytes`.")
    transform: Maybe[Transforms] = Field(
        None,
        description="What is done to the value: a hash algorithm, `drop`, a mapping, or a list of them in order. Of a "
        "field that is sent, `type` is the type of what is sent: beside `transform: sha256` it is `sha256`.",
    )
    retention: Maybe[Text] = Field(None, description="How long this value is kept, where it differs from the event.")
    since: Maybe[Version] = Field(None, description="The version of this spec in which the field was added.")
    deprecated: Maybe[Version] = Field(
        None, description="The version of this spec since which the field should no longer be sent."
    )
    removed: Maybe[Version] = Field(
        None,
        description="The version of this spec since which the field is not sent. It stays listed, and may not occur "
        "any more.",
    )
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")


class CarriedSpec(ValueSpec, title="header or query value"):
    """A value that a request carries beside its body."""

    optional: bool = Field(False, description="`true` if it may be absent. It is always sent unless this says so.")


class FieldSpec(ValueSpec, title="field"):
    """One value that is collected."""

    name: Maybe[WireName] = Field(
        None, description="The name on the wire, where it differs from the name in the spec (`host.name`, `$lib`)."
    )
    optional: bool = Field(
        False, description="`true` if the field may be absent. Fields are always sent unless they say so."
    )


class ReceivedFieldSpec(FieldSpec, title="received field"):
    """A value that the receiving side adds or derives. `type` is the value before any transform."""

    from_: Literal[
        "clock", "counter", "remote_address", "remote_host", "user_agent", "header", "query", "geo_ip", "derived"
    ] = Field(
        alias="from",
        description="Where the value comes from: `clock` (time of arrival), `counter` (a row number), "
        "`remote_address` (IP address), `remote_host` (name of that address), `user_agent`, `header` (see `header`), "
        "`query`, `geo_ip`, or `derived`.",
    )
    header: Maybe[Text] = Field(None, description="The name of the request header. Only where `from` is `header`.")
