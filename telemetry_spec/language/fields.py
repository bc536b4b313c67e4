"""Fields: what a payload, a header, a query or a stored row holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from telemetry_spec.language.base import LONG, SHORT, SHORT_OR_LONG, Id, Part, Text, Version

SensitivityName = Literal["technical", "interaction", "identifier", "personal", "content"]
LifetimeName = Literal["request", "run", "session", "day", "project", "installation", "account", "permanent"]
AlgorithmName = Literal["md5", "sha1", "sha256", "sha384", "sha512"]


class TransformSpec(Part, title="transform"):
    """What is done to a value before it is sent, or before it is stored."""

    kind: Literal["hash", "truncate", "round", "drop"] = Field(
        description="`hash` replaces the value by its hash; `truncate` keeps the first `size` characters; `round` "
        "keeps "
        "multiples of `size`; `drop` throws it away.",
    )
    at: Literal["client", "receiver"] | None = Field(
        None,
        description="Where it happens. A field that is sent is transformed at the `client` unless this says "
        "`receiver`; "
        "a received field is always transformed at the receiver.",
    )
    algorithm: AlgorithmName | None = Field(None, description="The hash function. Only for `hash`.")
    mode: Literal["plain", "salted", "keyed"] | None = Field(
        None,
        description="`plain` (the default) hashes the value alone, so that a guessable value can be looked up; "
        "`salted` adds "
        "a random value; `keyed` uses a secret key (HMAC, RFC 2104). Only for `hash`.",
    )
    size: int | None = Field(None, ge=1, description="Characters kept by `truncate`, or the step of `round`.")
    of: Text | None = Field(None, description="In words: what is transformed, such as `Path of the project`.")


class EntriesSpec(Part, title="list of entries"):
    """A field that holds a key, and beside it a field whose type the key decides."""

    key: Id = Field("key", description="The field that holds the key. Default: `key`.")
    value: Id = Field("value", description="The field that holds the value. Default: `value`.")
    description: Text | None = Field(None, description="What the keys mean, in one sentence.")
    of: dict[Annotated[str, Field(min_length=1, max_length=200)], FieldSpec] = Field(
        min_length=1, description="Every key that may occur, each with the field definition of its value."
    )


Transforms = Annotated[
    Annotated[Literal["md5", "sha1", "sha256", "sha384", "sha512", "drop"], SHORT] | Annotated[TransformSpec, LONG],
    SHORT_OR_LONG,
]


class ShapeKeys(Part):
    """The keys that say what a value may be."""

    type: str | None = Field(
        None,
        min_length=1,
        description="The type: a built-in type, a type from `types`, or either followed by `[]` for a list of them. "
        "It may be "
        "left out where another key implies it: `fields` (object), `enum`, `const`, `items` (array), `values` (map), "
        "`any_of` (union), `entries` (object).",
    )
    nullable: bool = Field(False, description="`true` if the value may be null. Null and absent are different things.")
    minimum: int | float | None = Field(None, description="The smallest number allowed.")
    maximum: int | float | None = Field(None, description="The largest number allowed.")
    min_length: int | None = Field(None, ge=0, description="The smallest number of characters (code points).")
    max_length: int | None = Field(None, ge=0, description="The largest number of characters (code points).")
    pattern: str | None = Field(
        None,
        min_length=1,
        description="A regular expression that the whole text must match. Only what every engine reads alike and in "
        "linear time: "
        "literal characters, classes such as `[a-z0-9]`, groups, `|`, `?`, `*`, `+`, `{m,n}`.",
    )
    enum: list[str | int] | None = Field(
        None, min_length=1, description="The values allowed: all texts, or all integers."
    )
    const: str | int | bool | None = Field(None, description="The only value allowed.")
    min_items: int | None = Field(None, ge=0, description="The smallest number of items in a list.")
    max_items: int | None = Field(None, ge=0, description="The largest number of items in a list.")
    min_entries: int | None = Field(None, ge=0, description="The smallest number of entries in a map.")
    max_entries: int | None = Field(None, ge=0, description="The largest number of entries in a map.")
    items: ShapeSpec | None = Field(None, description="What each item of an `array` may be.")
    keys: ShapeSpec | None = Field(
        None, description="What the keys of a `map` may be: a text type. Default: 1 to 200 characters."
    )
    values: ShapeSpec | None = Field(None, description="What the values of a `map` may be.")
    any_of: list[ShapeSpec] | None = Field(
        None,
        min_length=2,
        description="The members of a `union`. They must differ in their JSON type, so that each value fits one.",
    )
    fields: dict[Id, FieldSpec] | None = Field(
        None, description="The fields of an `object`, by name. Undeclared fields are violations unless `open` is given."
    )
    include: list[Id] | None = Field(
        None, description="Field groups (from `groups`) whose fields this object has as well."
    )
    open: Text | None = Field(
        None, description="Lets undeclared fields through. The text is the reason, which is shown to users."
    )
    entries: EntriesSpec | None = Field(
        None, description="Makes the object a key and value pair, where the key decides the type of the value."
    )


class ShapeSpec(ShapeKeys, title="shape"):
    """What a value inside a list, a map or a union may be."""

    description: Text | None = Field(None, description="What the value means, in one sentence.")


class FieldSpec(ShapeKeys, title="field"):
    """One value that is collected."""

    description: Text | None = Field(None, description="What the value means, in one sentence of plain words.")
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The name on the wire, where it differs from the name in the spec (`host.name`, `$lib`)."
    )
    optional: bool = Field(
        False, description="`true` if the field may be absent. Fields are always sent unless they say so."
    )
    sensitivity: SensitivityName = Field(
        "technical",
        description="How revealing the value is: `technical` (machine and software), `interaction` (what the user "
        "did), "
        "`identifier` (tells one installation or person from another), `personal` (about a person), `content` (what "
        "users make).",
    )
    lifetime: LifetimeName | None = Field(
        None, description="How long an identifier stays the same. `permanent` means that it never changes."
    )
    examples: list[Any] | None = Field(
        None, min_length=1, description="Real-looking values. They are checked like payloads."
    )
    unit: Text | None = Field(None, description="The unit of a number, such as `ms` or `bytes`.")
    transform: Transforms | list[Transforms] | None = Field(
        None,
        description="What is done to the value: a hash algorithm, `drop`, a mapping, or a list of them in order.",
    )
    retention: Text | None = Field(None, description="How long this value is kept, where it differs from the event.")
    since: Version | None = Field(None, description="The version of this spec in which the field was added.")
    deprecated: Version | None = Field(
        None, description="The version of this spec since which the field should no longer be sent."
    )
    removed: Version | None = Field(
        None,
        description="The version of this spec since which the field is not sent. It stays listed, and may not occur "
        "any more.",
    )
    note: Text | None = Field(None, description="Anything else a reader should know.")


class ReceivedFieldSpec(FieldSpec, title="received field"):
    """A value that the receiving side adds or derives. `type` is the value before any transform."""

    from_: Literal[
        "clock", "counter", "remote_address", "remote_host", "user_agent", "header", "query", "geo_ip", "derived"
    ] = Field(
        alias="from",
        description="Where the value comes from: `clock` (time of arrival), `counter` (a row number), "
        "`remote_address` (IP address), "
        "`remote_host` (name of that address), `user_agent`, `header` (see `header`), `query`, `geo_ip`, or `derived`.",
    )
    header: Text | None = Field(None, description="The name of the request header. Only where `from` is `header`.")
