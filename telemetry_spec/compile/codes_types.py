"""The pages of the codes about types and constraints. `codes.py` says how to read their examples."""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page


def fields(*lines: str) -> str:
    """Return these lines as fields."""
    return "fields:\n" + "".join(f"  {line}\n" for line in lines)


def types(*lines: str) -> str:
    """Return these lines as named types."""
    return "types:\n" + "".join(f"  {line}\n" for line in lines)


TYPES: Final[dict[str, Page]] = {
    "bad-pattern": Page(
        "A pattern cannot be used",
        "Reports a `pattern` that is no regular expression, that not every engine reads alike, or that some texts make "
        "slow.",
        "JSON Schema, Python and JavaScript have to give the same verdict on each text, and in a time that grows with "
        "its length only.",
        types("name: {type: string, max_length: 80, pattern: '(a+)+'}"),
        types("name: {type: string, max_length: 80, pattern: 'a+'}"),
    ),
    "bound-not-whole": Page(
        "A bound of a whole number has a fraction",
        "Reports a `minimum` or `maximum` with a fraction for an integer.",
        "No whole number lies on the bound, so the next one is what was meant, or the type is wrong.",
        types("share: {type: integer, minimum: 0, maximum: 99.5}"),
        types("share: {type: integer, minimum: 0, maximum: 99}"),
    ),
    "bounds-crossed": Page(
        "A lower bound lies above the upper one",
        "Reports `minimum` and `maximum`, or the two bounds of a length or a count, that leave no value.",
        "No payload could ever be right.",
        types("share: {type: integer, minimum: 100, maximum: 0}"),
        types("share: {type: integer, minimum: 0, maximum: 100}"),
    ),
    "constraint-never-met": Page(
        "No value satisfies the constraints",
        "Reports texts whose `pattern` and bounds on the length leave none, and maps that need more entries than there "
        "are keys.",
        "Every payload would be wrong, or the value is never sent and the page speaks of something that does not "
        "exist.",
        types("build: {type: string, pattern: '[0-9a-f]{40}', max_length: 12}"),
        types("build: {type: string, pattern: '[0-9a-f]{12}', max_length: 12}"),
    ),
    "constraint-not-allowed": Page(
        "A constraint does not go with the type",
        "Reports a constraint that means nothing for the type, such as a length for a number.",
        "It would be ignored, while its author relies on it.",
        types("count: {type: integer, max_length: 5}"),
        types("count: {type: integer, minimum: 0, maximum: 99999}"),
    ),
    "constraint-wider": Page(
        "A constraint allows more than its type",
        "Reports a limit that lies outside of what the type allows, and a second `pattern` or `enum` for a type that "
        "has one.",
        "A named type is a promise to everybody who uses it: it can be narrowed, not widened.",
        types("short: {type: string, max_length: 10}", "name: {type: short, max_length: 20}"),
        types("short: {type: string, max_length: 10}", "name: {type: short, max_length: 5}"),
    ),
    "enum-mixed": Page(
        "An enum mixes texts and numbers",
        "Reports an `enum` with values of both kinds.",
        "Most languages have no such type, so the generated code could not say the same as the spec.",
        types("level: {enum: [low, 2]}"),
        types('level: {enum: [low, "2"]}'),
    ),
    "enum-repeats": Page(
        "An enum lists a value twice",
        "Reports the second of two equal values in an `enum`.",
        "It says nothing, and often another value was meant.",
        types("level: {enum: [low, high, low]}"),
        types("level: {enum: [low, high]}"),
    ),
    "entries-missing": Page(
        "No key of a list of entries is left",
        "Reports `entries` whose keys were all removed.",
        "A key has to be sent, and none may be.",
        types("setting: {entries: {of: {theme: {enum: [light, dark], removed: '1'}}}}"),
        types("setting: {entries: {of: {theme: {enum: [light, dark]}}}}"),
    ),
    "integer-not-safe": Page(
        "A whole number is too large",
        "Reports limits and values beyond 2^53 - 1 on either side of zero.",
        "Many readers of JSON hold numbers as doubles, which are exact up to there only (RFC 8259, section 6).",
        types("size: {type: integer, maximum: 9007199254740993}"),
        types("size: {type: integer, maximum: 9007199254740991}"),
    ),
    "key-missing-for-type": Page(
        "A type lacks the key that it needs",
        "Reports an `array` without `items`, a `map` without `values`, a `union` without `any_of`, an `enum` or a "
        "`const` without its values.",
        "Without it, nobody knows what may be in the value.",
        types("tags: {type: array}"),
        types("tags: {type: array, items: {type: string, max_length: 20}}"),
    ),
    "key-not-allowed": Page(
        "A key does not go with the type",
        "Reports keys that describe the inside of a value, such as `fields` or `items`, for a type that has no such "
        "inside.",
        "It would be ignored, so that less is declared than it seems.",
        types("tags: {type: map, values: {type: boolean}, items: {type: boolean}}"),
        types("tags: {type: map, values: {type: boolean}}"),
    ),
    "map-keys-not-text": Page(
        "The keys of a map are no texts",
        "Reports `keys` of a type that is not a text, or that may be null.",
        "Keys in JSON are texts. Digits can be keys as `integer_string`.",
        types("counts: {type: map, keys: {type: integer}, values: {type: integer}}"),
        types("counts: {type: map, keys: {type: integer_string}, values: {type: integer}}"),
    ),
    "smallest-too-large": Page(
        "The smallest payload is too large",
        "Reports values that hold more than 100,000 values or 20,000,000 characters when every field is there and each "
        "list, map and text is as short as it may be.",
        "Minima within each other multiply: a few lines can ask for payloads that no program can make or read.",
        types(
            "cell: {items: {type: boolean}, min_items: 1000}",
            "table: {items: {type: cell}, min_items: 1000}",
        ),
        types("cell: {items: {type: boolean}, min_items: 1}", "table: {items: {type: cell}, min_items: 1}"),
    ),
    "type-loop": Page(
        "A type includes itself",
        "Reports a named type that uses itself, also by way of others.",
        "A payload has an end, and the public page has to list all that it holds.",
        types("node: {fields: {child: {type: node, optional: true}}}"),
        types("leaf: {fields: {name: {type: uuid}}}", "node: {fields: {child: {type: leaf, optional: true}}}"),
    ),
    "type-missing": Page(
        "A value has no type",
        "Reports a field, a named type or an item without `type` and without a key that implies one.",
        "Whatever is sent there would be right.",
        types("plan: {description: The plan that was bought.}"),
        types("plan: {type: string, max_length: 20, description: The plan that was bought.}"),
    ),
    "type-too-deep": Page(
        "Types are nested too deep",
        "Reports values that lie in more than 64 others once all named types are filled in.",
        "No payload needs it, and programs that follow it run out of memory.",
        types("t0: {type: uuid}", *(f"t{n}: {{fields: {{inner: {{type: t{n - 1}}}}}}}" for n in range(1, 66))),
        types("t0: {type: uuid}", "t1: {fields: {inner: {type: t0}}}"),
    ),
    "union-ambiguous": Page(
        "Two members of a union look alike",
        "Reports two members of the same JSON type in `any_of`.",
        "It has to be plain which member a value belongs to, so that errors can speak of the right one.",
        types("value: {any_of: [{type: string, max_length: 9}, {type: uuid}]}"),
        types("value: {any_of: [{type: string, max_length: 36}, {type: integer}]}"),
    ),
    "unknown-type": Page(
        "A type does not exist",
        "Reports a `type` that is neither built in nor one of the spec's own `types`.",
        "It is a slip of the pen, or its definition has been taken out.",
        types("id: {type: uid}"),
        types("id: {type: uuid}"),
    ),
}
