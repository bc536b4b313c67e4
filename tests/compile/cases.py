"""Mistakes that maintainers make, each as a fragment of a spec. What is said of them lies in tests/golden/messages/."""

from __future__ import annotations

CASES: dict[str, str] = {
    # Keys
    "misspelt-top-key": "destinatons:\n  main: {url: https://example.com}\n",
    "misspelt-notice-key": "notice:\n  sumary: What is sent.\n  purpose: To know.\n  operator: Example\n",
    "misspelt-source-key": "sources:\n  app:\n    titel: App\n    events: {start: {fields: {a: {type: uuid}}}}\n",
    "misspelt-event-key": "sources:\n  app:\n    events: {start: {field: {a: {type: uuid}}}}\n",
    "misspelt-field-key": "fields:\n  name: {type: string, max_lenght: 20, description: Name.}\n",
    "misspelt-trigger-key": "trigger:\n  - {on: interval, evry: 24h}\n",
    "misspelt-opt-out-key": "opt_outs:\n  off: {kind: env, varible: OFF_SWITCH, values: ['1'], disables: [app]}\n",
    "dotted-field": "fields:\n  platform.config.driver: {type: string, max_length: 20, description: Driver.}\n",
    "missing-product-parts": "title:\nconsent:\nnotice: {summary: What is sent.}\nversion: '1'\n",
    "missing-kind": "opt_outs:\n  off: {variable: OFF_SWITCH, values: ['1'], disables: [app]}\n",
    "missing-url": "destinations:\n  main: {method: POST}\n",
    # Values
    "version-without-quotes": "version: 3\n",
    "wrong-consent": "consent: optout\n",
    "yes-for-true": "fields:\n  name: {type: uuid, nullable: yes, description: Name.}\n",
    "yes-in-enum": "fields:\n  name: {enum: [yes, no], description: Answer.}\n",
    "disables-no-list": "opt_outs:\n  off: {kind: env, variable: OFF_SWITCH, values: ['1'], disables: app}\n",
    "env-values-boolean": "opt_outs:\n  off: {kind: env, variable: OFF_SWITCH, values: true, disables: [app]}\n",
    "fields-as-list": "fields:\n  - {name: a, type: uuid}\n",
    "misspelt-kind": "opt_outs:\n  off: {kind: envv, variable: OFF_SWITCH, values: ['1'], disables: [app]}\n",
    "misspelt-sensitivity": "fields:\n  name: {type: uuid, sensitivity: identifer, description: Name.}\n",
    "duration-without-unit": 'trigger:\n  - {on: interval, every: "24"}\n',
    "length-as-text": 'fields:\n  name: {type: string, max_length: "20", description: Name.}\n',
    "negative-length": "fields:\n  name: {type: string, max_length: -1, description: Name.}\n",
    "url-without-scheme": "destinations:\n  main: {url: telemetry.example.com}\n",
    "empty-value": "fields:\n  name:\n    type:\n    description: Name.\n",
    # Names
    "misspelt-type": "fields:\n  name: {type: strng, max_length: 20, description: Name.}\n",
    "misspelt-named-type": "types:\n  count: {type: integer, minimum: 0}\nfields:\n  a: {type: cuont, description: "
    "A.}\n"
    "  b: {type: count, description: B.}\n",
    "misspelt-list-type": "fields:\n  names: {type: 'sting[]', max_length: 20, description: Names.}\n",
    "misspelt-group": "groups:\n  common: {fields: {a: {type: uuid, description: A.}}}\ninclude: [comon]\n",
    "misspelt-destination": "destination: mian\n",
    "misspelt-value-class": "never_collected:\n  - {description: Addresses., forbids: [emial]}\n",
    "selector-to-nowhere": "opt_outs:\n  off: {kind: env, variable: OFF_SWITCH, values: ['1'], disables: "
    "[app.strat]}\n",
    "exempt-to-nowhere": "never_collected:\n  - {description: Mail., forbids: [email], exempt: [app.start.mail]}\n",
    "override-to-nowhere": "opt_outs:\n"
    "  off: {kind: env, variable: OFF_SWITCH, values: ['1'], disables: [app], overrides: [fil]}\n"
    "  file: {kind: config, file: a.json, key: b, value: false, disables: [app]}\n",
    "when-to-nowhere": "opt_outs:\n  off:\n    kind: command\n    command: app off\n    disables:\n"
    "      - {selector: app, when: {field: app.start.mode, equals: server}}\n",
    "suppress-to-nowhere": "suppress:\n  - {rule: open-object, at: app.stop, reason: None.}\n",
    "farewell-to-nowhere": "opt_outs:\n  off: {kind: command, command: app off, disables: [app], farewell: app.bye}\n",
    # Types and constraints
    "no-type": "fields:\n  name: {description: Name.}\n",
    "enum-without-values": "fields:\n  name: {type: enum, description: Name.}\n",
    "constraint-of-another-type": "fields:\n  name: {type: boolean, max_length: 20, description: Name.}\n",
    "structure-of-another-type": "fields:\n  name: {type: uuid, items: {type: uuid}, description: Name.}\n",
    "bounds-crossed": "fields:\n  count: {type: integer, minimum: 9, maximum: 2, description: Count.}\n",
    "beyond-safe-integers": "fields:\n  count: {type: integer, maximum: 9007199254740993, description: Count.}\n",
    "wider-than-the-type": "fields:\n  page: {type: url, max_length: 9000, description: Page.}\n",
    "enum-of-both": "fields:\n  name: {enum: [a, 1], description: Name.}\n",
    "enum-twice": "fields:\n  name: {enum: [a, b, a], description: Name.}\n",
    "pattern-shorthand": "fields:\n  name: {type: string, max_length: 9, pattern: '\\d+', description: Name.}\n",
    "pattern-lookahead": "fields:\n  name: {type: string, max_length: 9, pattern: 'a(?=b)', description: Name.}\n",
    "pattern-not-linear": "fields:\n  name: {type: string, max_length: 9, pattern: '(a+)+b', description: Name.}\n",
    "pattern-ambiguous": "fields:\n  name: {type: string, max_length: 9, pattern: '[a-z]*abc', description: Name.}\n",
    "type-loop": "types:\n  tree: {fields: {left: {type: branch, description: Left.}}}\n"
    "  branch: {fields: {tree: {type: tree, description: Tree.}}}\n",
    "include-loop": "groups:\n  one: {include: [two], fields: {a: {type: uuid, description: A.}}}\n"
    "  two: {include: [one], fields: {b: {type: uuid, description: B.}}}\n",
    "override-loop": "opt_outs:\n"
    "  one: {kind: command, command: app off, disables: [app], overrides: [two]}\n"
    "  two: {kind: config, file: a.json, key: b, value: false, disables: [app], overrides: [one]}\n",
    "union-of-texts": "fields:\n  id: {any_of: [{type: uuid}, {type: string, max_length: 9}], description: Id.}\n",
    "map-with-numbers-for-keys": "fields:\n  m: {type: map, keys: {type: integer}, values: {type: uuid}, "
    "description: M.}\n",
    "same-name-twice": "groups:\n  common: {fields: {id: {type: uuid, description: Id.}}}\ninclude: [common]\n"
    "fields:\n  id: {type: uuid, description: Id.}\n",
    "same-name-on-the-wire": "fields:\n  a: {type: uuid, description: A.}\n  b: {type: uuid, name: a, description: "
    "B.}\n",
    # Events and requests
    "no-discriminator": "events:\n  start: {fields: {a: {type: uuid, description: A.}}}\n  stop: {fields: {}}\n",
    "discriminator-twice": "discriminator: event\nevents:\n"
    "  start: {fields: {event: {type: uuid, description: Event.}}}\n  stop: {fields: {}}\n",
    "event-twice": "discriminator: event\nevents:\n  start: {name: go, fields: {}}\n  go: {fields: {}}\n",
    "event-named-request": "events:\n  request: {fields: {}}\n",
    "source-named-types": "sources:\n  types: {events: {start: {fields: {}}}}\n",
    "no-slot-for-events": "request:\n  body: {fields: {id: {type: uuid, description: Id.}}}\n",
    "two-slots-for-events": "request:\n  body:\n    fields:\n      one: {type: event, description: One.}\n"
    "      many: {type: 'event[]', description: Many.}\n",
    "header-not-text": "request:\n  headers:\n    x-count: {type: integer, description: Count.}\n",
    "transform-without-algorithm": "fields:\n  id: {type: sha256, transform: {kind: hash}, description: Id.}\n",
    "transform-with-another-key": "fields:\n  id: {type: string, max_length: 9, transform: {kind: truncate, size: 9, "
    "algorithm: md5}, description: Id.}\n",
    "received-at-the-client": "received:\n  ip: {type: ip_address, from: remote_address, transform: {kind: hash, "
    "algorithm: sha256, at: client}, description: Address.}\n",
    "received-header-unnamed": "received:\n  lang: {type: string, max_length: 9, from: header, description: "
    "Language.}\n",
    "sample-of-both": "samples:\n  - {payload: {version: 1.0.0}, row: {version: 1.0.0}}\n",
    "condition-never": "fields:\n  mode: {enum: [server, cli], description: Mode.}\nopt_outs:\n  off:\n    kind: "
    "command\n"
    "    command: app off\n    disables:\n      - {selector: app, when: {field: app.start.mode, equals: sever}}\n",
    "row-with-one-name-twice": "received:\n  version: {type: timestamp, from: clock, description: Arrival.}\n",
    "encoding-out-of-order": "destinations:\n  main: {url: https://example.com, encoding: [gzip, json]}\n",
    "carried-in-both": "destinations:\n  main: {url: https://example.com, carried_in: {query: q, field: f}}\n",
    "option-to-nowhere": "options:\n  telemetry.enabled: {file: a.yml}\nthird_parties:\n"
    "  posthog: {title: PostHog, options: [telemetry.enabld]}\n",
    # All at once
    "many-at-once": "version: 3\nconsent: optout\ndestination: mian\nfields:\n  a: {type: strng, description: A.}\n"
    "  b: {type: string, max_lenght: 9, description: B.}\n  c: {enum: [a, 1], description: C.}\n"
    "opt_outs:\n  off: {kind: envv}\n  on: {kind: command, command: app off, disables: [ap]}\n",
}
