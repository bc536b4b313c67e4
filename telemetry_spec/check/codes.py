"""The pages of the codes that checking payloads raises.

An example is a piece of a spec: the keys that matter, of the spec, of a source or of an event. What it does not show is
as in any valid spec. After the line `# file: payloads.ndjson` comes the payload.
"""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page

_MARK: Final = "# file: payloads.ndjson\n"
_COUNT: Final = "fields:\n  count: {type: integer, maximum: 9}\n" + _MARK
_SHARE: Final = "fields:\n  share: {type: number}\n" + _MARK
_NAME: Final = "fields:\n  name: {type: string, max_length: 40}\n" + _MARK
_PROMISE: Final = "never_collected:\n  - {description: Addresses of people., forbids: [email]}\n" + _NAME
_REQUEST: Final = (
    'destinations:\n  main: {url: "https://intake.example/v1", method: POST}\n'
    "destination: main\nfields:\n  count: {type: integer}\n" + _MARK
)
_ENCODED: Final = _REQUEST.replace("method: POST}", "method: POST, encoding: [json, base64]}")

CODES: Final[dict[str, Page]] = {
    "duplicate-field": Page(
        "A field is in a payload twice",
        "Reports the name of a field that an object of the payload holds more than once.",
        "Readers of JSON keep the last value without a word, but the first one was sent too.",
        _COUNT + '{"count": 1, "count": 2}\n',
        _COUNT + '{"count": 2}\n',
    ),
    "forbidden-value": Page(
        "A payload holds what is never collected",
        "Reports texts, wherever they are in the payload, that look like a value of a class that `never_collected` "
        "forbids.",
        "It breaks a promise that users were given.",
        _PROMISE + '{"name": "jane@example.org"}\n',
        _PROMISE + '{"name": "jane"}\n',
    ),
    "missing-field": Page(
        "A field is missing",
        "Reports a field that the spec declares, that is not `optional`, and that is not in the payload.",
        "Whoever counts on it gets wrong numbers. Absent and null are two different things.",
        _COUNT + "{}\n",
        _COUNT + '{"count": 1}\n',
    ),
    "not-a-request": Page(
        "A request has no body",
        "Reports, with `--requests`, values that are no object with a `body`.",
        "A request is an object with `url`, `method`, `headers`, `query` and `body`; only `body` has to be there.",
        _REQUEST + '{"count": 1}\n',
        _REQUEST + '{"method": "POST", "body": {"count": 1}}\n',
    ),
    "nothing-checked": Page(
        "There was nothing to check",
        "Reports files without a payload, and folders without a payload file.",
        "A run that has seen nothing has shown nothing, and must not look like one that has.",
        _COUNT + "\n",
        _COUNT + '{"count": 1}\n',
    ),
    "payload-undecodable": Page(
        "A body is not written as the destination says",
        "Reports, with `--requests`, a body that cannot be decoded by the steps of the destination's `encoding`.",
        "What cannot be decoded has not been checked.",
        _ENCODED + '{"body": "no base64"}\n',
        _ENCODED + '{"body": "eyJjb3VudCI6IDF9"}\n',
    ),
    "number-not-finite": Page(
        "A number is none that JSON has",
        "Reports `NaN`, `Infinity` and numbers that are too large for a double.",
        "JSON has no such values (RFC 8259, section 6), and most readers reject the whole payload.",
        _SHARE + '{"share": NaN}\n',
        _SHARE + '{"share": 0}\n',
    ),
    "payload-not-json": Page(
        "A payload is not JSON",
        "Reports the first place at which the text breaks the rules of JSON.",
        "The receiver cannot read it either.",
        _COUNT + "{'count': 1}\n",
        _COUNT + '{"count": 1}\n',
    ),
    "payload-not-utf8": Page(
        "A payload is not encoded in UTF-8",
        "Reports bytes that are not UTF-8, and halves of surrogate pairs in texts.",
        "JSON is UTF-8 (RFC 8259, section 8.1); every receiver makes something else of other bytes.",
        _NAME + '{"name": "\\ud83d"}\n',
        _NAME + '{"name": "\\ud83d\\ude00"}\n',
    ),
    "payload-too-deep": Page(
        "A payload is nested too deep",
        "Reports payloads with values that lie in more than 200 others.",
        "No payload needs it, and a reader that follows it without end runs out of memory.",
        _COUNT + '{"count": ' + "[" * 201 + "]" * 201 + "}\n",
        _COUNT + '{"count": 1}\n',
    ),
    "payload-too-large": Page(
        "A payload is too large",
        "Reports a single payload of more than 64 MB. A file may be of any size.",
        "The limit keeps the memory that a file can take within bounds.",
        "# One value of more than 64 MB.\n",
        "# The same as one payload on each line (NDJSON).\n",
    ),
    "undeclared-destination": Page(
        "A request goes to an address that is not declared",
        "Reports, with `--requests`, an address that is none of the destinations of the source.",
        "Users were told where the data goes, and it goes elsewhere.",
        _REQUEST + '{"url": "https://other.example/v1", "method": "POST", "body": {"count": 1}}\n',
        _REQUEST + '{"url": "https://intake.example/v1", "method": "POST", "body": {"count": 1}}\n',
    ),
    "undeclared-field": Page(
        "A field is not declared",
        "Reports a field of the payload that the spec does not declare, where the object is not `open`.",
        "It is collected without users being told.",
        _COUNT + '{"count": 1, "user": "jane"}\n',
        _COUNT + '{"count": 1}\n',
    ),
    "wrong-method": Page(
        "A request has the wrong method",
        "Reports, with `--requests`, a method that the destination is not declared with.",
        "A capture that looks for the declared method would miss the request.",
        _REQUEST + '{"url": "https://intake.example/v1", "method": "PUT", "body": {"count": 1}}\n',
        _REQUEST + '{"url": "https://intake.example/v1", "method": "POST", "body": {"count": 1}}\n',
    ),
    "wrong-type": Page(
        "A value has the wrong type",
        "Reports a value of another JSON type than the declared one, null without `nullable` included.",
        "Whoever reads the payload by its declaration fails, or takes it for something else.",
        _COUNT + '{"count": "1"}\n',
        _COUNT + '{"count": 1}\n',
    ),
    "wrong-value": Page(
        "A value breaks a constraint",
        "Reports a value of the right type that is outside of its limits, its pattern or its list of choices.",
        "More is sent than what was declared.",
        _COUNT + '{"count": 10}\n',
        _COUNT + '{"count": 9}\n',
    ),
}
