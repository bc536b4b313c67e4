"""The pages of the codes that compiling raises.

An example is a piece of a spec: the keys that matter, of the spec, of a source or of an event. What it does not show is
as in any valid spec.
"""

from __future__ import annotations

from typing import Final

from telemetry_spec.compile.codes_types import TYPES, fields, types
from telemetry_spec.model.page import Page

_GROUP: Final = "groups:\n  machine: {fields: {os: {type: string, max_length: 20}}}\n"

_FIELDS: Final[dict[str, Page]] = {
    "field-conflict": Page(
        "Two fields have the same name",
        "Reports two fields of one object with the same name on the wire: written twice, brought by two groups, or "
        "added by a `discriminator` or by `entries` as well.",
        "A payload holds one of them only, and nobody knows which.",
        fields("one: {type: uuid, name: id}", "two: {type: uuid, name: id}"),
        fields("one: {type: uuid, name: id}", "two: {type: uuid, name: parent}"),
    ),
    "header-name": Page(
        "A received field and its header do not agree",
        "Reports `from: header` without `header`, and `header` without `from: header`.",
        "The page has to name the header that the value is taken from.",
        "received:\n  language: {type: string, max_length: 80, from: header}\n",
        "received:\n  language: {type: string, max_length: 80, from: header, header: Accept-Language}\n",
    ),
    "include-loop": Page(
        "A group includes itself",
        "Reports a group of fields that includes itself, also by way of others.",
        "Its list of fields would have no end.",
        "groups:\n  one: {include: [two], fields: {a: {type: uuid}}}\n"
        "  two: {include: [one], fields: {b: {type: uuid}}}\n",
        "groups:\n  one: {include: [two], fields: {a: {type: uuid}}}\n  two: {fields: {b: {type: uuid}}}\n",
    ),
    "javascript-name": Page(
        "A name that every object in JavaScript has",
        "Reports names of keys in payloads, such as `constructor`, `toString` and `__proto__`, that are members of "
        "JavaScript's `Object.prototype`: of fields, of what tells events and entries apart, and of keys of maps.",
        "Programs in JavaScript find such a key in payloads that lack it. Ajv, for one, does not miss it where it is "
        "required, and finds a wrong type where it is optional; other programs mistake it in the same way.",
        fields("constructor: {type: string, max_length: 80}"),
        fields("constructor: {name: constructor_name, type: string, max_length: 80}"),
    ),
    "listed-twice": Page(
        "A name is listed twice",
        "Reports the second of two equal names under `include`, `destination`, `disables`, `overrides`, "
        "`forbids`, `exempt` and `options`.",
        "It says nothing, and often another name was meant.",
        "groups:\n  machine: {fields: {cpus: {type: integer}}}\ninclude: [machine, machine]\n",
        "groups:\n  machine: {fields: {cpus: {type: integer}}}\ninclude: [machine]\n",
    ),
    "row-conflict": Page(
        "Two stored values have the same name",
        "Reports a received field that has the name of a field that is sent.",
        "A stored row holds one of them only.",
        fields("time: {type: timestamp}") + "received:\n  time: {type: timestamp, from: clock}\n",
        fields("time: {type: timestamp}") + "received:\n  received_time: {type: timestamp, from: clock}\n",
    ),
    "too-many-fields": Page(
        "The spec has too many fields",
        "Reports a spec of more than 100,000 values once all named types and groups are filled in.",
        "Types that use each other several times multiply: a few lines can stand for billions of fields.",
        types(
            "t0: {fields: {a: {type: uuid}, b: {type: uuid}}}",
            *(f"t{n}: {{fields: {{a: {{type: t{n - 1}}}, b: {{type: t{n - 1}}}}}}}" for n in range(1, 18)),
        )
        + fields("tree: {type: t17}"),
        types("tree: {type: map, values: {type: uuid}}") + fields("tree: {type: tree}"),
    ),
    "transform-keys": Page(
        "A transform lacks a key, or has one too many",
        "Reports a `hash` without `algorithm`, a `truncate` or `round` without `size`, keys that do not go with the "
        "transform, and transforms at the client of a value that only the receiver has.",
        "What is done to a value has to be exact, so that it can be checked and carried out.",
        fields("host: {type: string, max_length: 8, transform: {kind: truncate}}"),
        fields("host: {type: string, max_length: 8, transform: {kind: truncate, size: 8}}"),
    ),
    "transform-unfit": Page(
        "A transform and the type do not go together",
        "Reports a hash at the client beside a type that does not hold such hashes or that lets other texts through, a "
        "`truncate` at the client beside a type for longer texts, `drop` at the client, and `truncate` and `round` of "
        "what is no text or no number.",
        "The type says what is sent, and a client that hashes sends the hash. With the type of the value before, the "
        "hash would be a violation, and the value itself would be right.",
        fields("user: {type: email, transform: sha256}"),
        fields("user: {type: sha256, transform: {kind: hash, algorithm: sha256, of: E-mail address of the user}}"),
    ),
    "unknown-group": Page(
        "A group of fields does not exist",
        "Reports a name under `include` that is not among `groups`.",
        "The fields that it should bring would not be declared.",
        _GROUP + "include: [machines]\n",
        _GROUP + "include: [machine]\n",
    ),
}

_TWO_EVENTS: Final = "events:\n  start: {fields: {id: {type: uuid}}}\n  stop: {fields: {id: {type: uuid}}}\n"

_REQUESTS: Final[dict[str, Page]] = {
    "carried-not-text": Page(
        "A header or a query value is no text",
        "Reports values in `headers` and `query` of a type that is not a text, or that may be null.",
        "Headers and addresses carry texts only. Numbers there are `integer_string` or `number_string`.",
        "request:\n  headers: {X-Build: {type: integer}}\n",
        "request:\n  headers: {X-Build: {type: integer_string}}\n",
    ),
    "carrier-unclear": Page(
        "A payload is carried in two places, or in none",
        "Reports a `carried_in` with both `query` and `field`, or with neither.",
        "The receiver, and whoever reads along, has to know where to look.",
        'destinations:\n  main: {url: "https://intake.example/v1", carried_in: {query: data, field: data}}\n',
        'destinations:\n  main: {url: "https://intake.example/v1", carried_in: {query: data}}\n',
    ),
    "discriminator-missing": Page(
        "Nothing tells the events of a source apart",
        "Reports a source with several events and without a `discriminator`.",
        "Which event a payload is decides what may be in it.",
        _TWO_EVENTS,
        "discriminator: event\n" + _TWO_EVENTS,
    ),
    "discriminator-unclear": Page(
        "A discriminator says two things, or nothing",
        "Reports a `discriminator` with both `field` and `by`, or with neither.",
        "Events are told apart by a field or by the key that holds them.",
        "discriminator: {field: event, by: key}\n" + _TWO_EVENTS,
        "discriminator: {field: event}\n" + _TWO_EVENTS,
    ),
    "encoding-order": Page(
        "The steps of an encoding are in the wrong order",
        "Reports an `encoding` that does not begin with `json`, `ndjson` or `form`, or that has two of them.",
        "The steps are listed from the inside out: first the text that is made of the payload, then what is done to "
        "it.",
        'destinations:\n  main: {url: "https://intake.example/v1", encoding: [gzip, json]}\n',
        'destinations:\n  main: {url: "https://intake.example/v1", encoding: [json, gzip]}\n',
    ),
    "event-conflict": Page(
        "Two events have the same name on the wire",
        "Reports two events of one source whose `name` is the same.",
        "The name tells them apart, so it has to differ.",
        "discriminator: event\n" + _TWO_EVENTS.replace("{fields", "{name: run, fields"),
        "discriminator: event\n" + _TWO_EVENTS,
    ),
    "event-slot": Page(
        "A request body does not say where its events are",
        "Reports a `body` that does not hold the type `event` or `event[]` exactly once.",
        "Without it, the fields of the events are not part of what is sent.",
        "request:\n  body: {fields: {version: {const: 2}}}\n",
        'request:\n  body: {fields: {version: {const: 2}, events: {type: "event[]"}}}\n',
    ),
    "events-missing": Page(
        "A source has no events",
        "Reports a source without `events`, unless it says that it was removed.",
        "A source that sends nothing need not be there; one that sends something has to say what.",
        "events: {}\n",
        "events:\n  start: {fields: {id: {type: uuid}}}\n",
    ),
    "reserved-name": Page(
        "A name means something else already",
        "Reports a source that is named like a section of the spec or a part of the public page, an event named "
        "`request`, and a type that is named like one of the language.",
        "Selectors such as `opt_outs.config-file` and `app.request.version` would mean two things; so would the type.",
        "events:\n  request: {fields: {id: {type: uuid}}}\n",
        "events:\n  http_request: {name: request, fields: {id: {type: uuid}}}\n",
    ),
    "sample-unclear": Page(
        "A sample is neither sent nor stored",
        "Reports a sample with both `payload` and `row`, or with neither.",
        "What is sent and what is stored are held against different rules.",
        fields("count: {type: integer}") + "samples:\n  - {title: A start}\n",
        fields("count: {type: integer}") + "samples:\n  - {title: A start, payload: {count: 1}}\n",
    ),
    "unknown-destination": Page(
        "A destination does not exist",
        "Reports a `destination` that is not among `destinations`.",
        "Users have to be told where the data goes.",
        'destinations:\n  main: {url: "https://intake.example/v1"}\ndestination: mian\n',
        'destinations:\n  main: {url: "https://intake.example/v1"}\ndestination: main\n',
    ),
}

_CONDITION: Final = (
    fields("mode: {enum: [server, cli]}") + "opt_outs:\n  variable:\n"
    "    kind: env\n    variable: ACME_TELEMETRY\n    values: ['false']\n"
    "    disables: [{selector: app, when: {field: %s, equals: %s}}]\n"
)
_OVERRIDES: Final = (
    "opt_outs:\n  variable:\n"
    "    {kind: env, variable: ACME_TELEMETRY, values: ['false'], disables: [app], overrides: [flag]}\n"
)
_FLAG: Final = "  flag: {kind: flag, flag: --no-telemetry, disables: [app]}\n"

_SOURCES: Final = (
    "sources:\n  app: {events: {start: {fields: {fast: {type: boolean}}}}}\n"
    "  web: {events: {page: {fields: {id: {type: uuid}}}}}\n"
)

_REFERENCES: Final[dict[str, Page]] = {
    "bad-selector": Page(
        "A selector has the wrong form",
        "Reports a text that is no selector, such as one with two dots side by side.",
        "Nobody can say what it names.",
        "opt_outs:\n  flag: {kind: flag, flag: --no-telemetry, disables: [app..start]}\n",
        "opt_outs:\n  flag: {kind: flag, flag: --no-telemetry, disables: [app.start]}\n",
    ),
    "condition-elsewhere": Page(
        "A condition looks at another source",
        "Reports a `when` whose field is not sent by the source that is stopped.",
        "What one source sends cannot decide what becomes of a payload of another.",
        _SOURCES + "opt_outs:\n  off:\n    kind: command\n    command: acme off\n"
        "    disables: [app, {selector: web, when: {field: app.start.fast, equals: true}}]\n",
        _SOURCES + "opt_outs:\n  off:\n    kind: command\n    command: acme off\n"
        "    disables: [web, {selector: app, when: {field: app.start.fast, equals: true}}]\n",
    ),
    "condition-never": Page(
        "A condition never holds",
        "Reports a `when` that compares a field with a value that the field cannot have.",
        "The opt-out would stop nothing, while the page says that it does.",
        _CONDITION % ("app.start.mode", "desktop"),
        _CONDITION % ("app.start.mode", "server"),
    ),
    "override-loop": Page(
        "Opt-outs override each other in a circle",
        "Reports opt-outs of which each is overridden by the next.",
        "Where two settings contradict each other, one of them has to come first.",
        _OVERRIDES + _FLAG.replace("}", ", overrides: [variable]}"),
        _OVERRIDES + _FLAG,
    ),
    "selector-kind": Page(
        "A selector names the wrong kind of thing",
        "Reports a `farewell` that is no event, and a `when` whose `field` is no field.",
        "Only events are sent, and only fields have a value to compare.",
        _CONDITION % ("app.start", "server"),
        _CONDITION % ("app.start.mode", "server"),
    ),
    "unknown-opt-out": Page(
        "An opt-out does not exist",
        "Reports a name under `overrides` that is not among `opt_outs`.",
        "The order of precedence would have a gap.",
        _OVERRIDES,
        _OVERRIDES + _FLAG,
    ),
    "unknown-option": Page(
        "An option does not exist",
        "Reports a name under the `options` of a third party that is not among the spec's `options`.",
        "The page would point to a setting that it does not describe.",
        "options:\n  stats.key: {description: Turns it on.}\nthird_parties:\n  stats: {options: [stats.id]}\n",
        "options:\n  stats.key: {description: Turns it on.}\nthird_parties:\n  stats: {options: [stats.key]}\n",
    ),
    "unknown-selector": Page(
        "A selector leads nowhere",
        "Reports a selector that names no source, event or field of the spec.",
        "An opt-out that stops a source that does not exist stops nothing.",
        "opt_outs:\n" + _FLAG.replace("app", "apps"),
        "opt_outs:\n" + _FLAG,
    ),
    "unknown-value-class": Page(
        "A value class does not exist",
        "Reports a name under `forbids` that is no class of values.",
        "The promise would not be checked.",
        "never_collected:\n  - {description: Addresses of people., forbids: [mail]}\n",
        "never_collected:\n  - {description: Addresses of people., forbids: [email]}\n",
    ),
}

_LANGUAGE: Final[dict[str, Page]] = {
    "invalid-name": Page(
        "A name has the wrong form",
        "Reports names with other characters than letters, digits, `_` and `-`, with a digit or `-` in front, and "
        "names that are too long.",
        "Names are steps of selectors, and names of files and classes. What is sent can differ: it goes to `name`.",
        fields("host.name: {type: hostname}"),
        fields("host_name: {name: host.name, type: hostname}"),
    ),
    "invalid-value": Page(
        "A value is not what its key takes",
        "Reports values of the wrong kind, outside of a list of choices, or in the wrong form.",
        "It cannot mean what was meant.",
        "consent: optout\n",
        "consent: opt-out\n",
    ),
    "empty-value": Page(
        "A key has no value",
        "Reports keys with nothing after them, except where null is a value of the product's own.",
        "An empty value would pass for a key that is not there.",
        "consent:\n",
        "consent: opt-out\n",
    ),
    "missing-key": Page(
        "A key is missing",
        "Reports a part of the spec that lacks a key that it needs.",
        "Without it, the part says too little to be shown to users or to be checked.",
        "opt_outs:\n  flag: {kind: flag, disables: [app]}\n",
        "opt_outs:\n" + _FLAG,
    ),
    "unknown-key": Page(
        "A key is not part of the language",
        "Reports a key that the part of the spec does not have.",
        "It would be ignored, while its author relies on it. Mostly it is a slip of the pen.",
        fields("id: {type: uuid, descripton: The installation.}"),
        fields("id: {type: uuid, description: The installation.}"),
    ),
}

CODES: Final[dict[str, Page]] = {**TYPES, **_FIELDS, **_REQUESTS, **_REFERENCES, **_LANGUAGE}
