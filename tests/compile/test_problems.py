"""Problems stand at their exact place, whatever keys are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import compile_text, explain_values
from telemetry_spec.language.editor import editor_schema
from tests.lint.fragments import complete

if TYPE_CHECKING:
    from collections.abc import Iterator


def found(fragment: str) -> list[tuple[str, str]]:
    """Return each finding's code and the text that it marks."""
    text = complete(fragment)
    lines = text.split("\n")
    compiled = compile_text(text)
    return [
        (finding.code, lines[finding.span.line - 1][finding.span.column - 1 : finding.span.end_column - 1])
        for finding in compiled.findings
        if finding.span is not None
    ]


@pytest.mark.parametrize("key", ["<mapping>", "<text>", "<list>", "<env>", "env", "text", "[key]", "str", "int"])
def test_keys_that_are_called_like_a_choice_are_keys(key: str) -> None:
    opt_out = f"{{kind: env, variable: A, values: any, disables: [{{selector: app, '{key}': 1}}], '{key}': {{x: 1}}}}"
    assert found(f"opt_outs: {{a: {opt_out}}}\n") == [("unknown-key", f"'{key}'"), ("unknown-key", f"'{key}'")]
    transform = f"{{kind: hush, algorithm: md5, '{key}': {{kind: hash}}}}"
    assert found(f"fields: {{a: {{type: md5, transform: {transform}}}}}\n") == [
        ("invalid-value", "hush"),
        ("unknown-key", f"'{key}'"),
    ]
    missing = f"fields: {{a: {{type: md5, transform: [{{algorithm: md5, '{key}': 1}}]}}}}\n"
    assert ("missing-key", f"{{algorithm: md5, '{key}': 1}}") in found(missing)


@pytest.mark.parametrize("key", ["<mapping>", "[key]", "[key"])
def test_names_that_are_called_like_a_choice_are_names(key: str) -> None:
    assert found(f"fields: {{'{key}': {{type: uuid}}}}\n") == [("invalid-name", f"'{key}'")]
    assert found(f"fields: {{'{key}': {{type: 5}}}}\n") == [("invalid-name", f"'{key}'"), ("invalid-value", "5")]
    assert found(f"fields: {{a: {{type: object, fields: {{'{key}': {{'{key}': 1}}}}}}}}\n") == [
        ("invalid-name", f"'{key}'"),
        ("unknown-key", f"'{key}'"),
    ]
    assert found(f"options: {{'{key}': {{'{key}': 1}}}}\n") == [("unknown-key", f"'{key}'")]


def test_places_after_something_was_taken_out_are_right() -> None:
    assert found("groups: {a: {fields: {x: {type: uuid}}}}\ninclude: [1, b, a, 2, c]\n") == [
        ("invalid-value", "1"),
        ("unknown-group", "b"),
        ("invalid-value", "2"),
        ("unknown-group", "c"),
    ]
    assert found("fields: {a: {any_of: [5, {type: strng}, {type: uuid}, {type: string}]}}\n") == [
        ("invalid-value", "5"),
        ("unknown-type", "strng"),
        ("union-ambiguous", "{type: string}"),
    ]
    assert found("fields: {a: {enum: [1.5, v, w, v]}}\n") == [("invalid-value", "1.5"), ("enum-repeats", "v")]


@pytest.mark.parametrize(
    "fragment",
    [
        "trigger: [{on: strtup}]\n",
        "fields: {a: {any_of: [{tpe: uuid}, {type: integer}]}}\n",
        "fields: {a: {enum: [1.5]}}\n",
        "fields: {a: {entries: {of: {x: 5}}}}\n",
        "fields: {a: 5}\nopt_outs: {x: {kind: flag, flag: -a, disables: [app.start.a, app.start.a.b]}}\n",
        "fields: {a: {fieds: {b: {type: uuid}}}}\nopt_outs: {x: {kind: flag, flag: -a, disables: [app.start.a.b]}}\n",
        "fields: {a: {type: strng}}\nopt_outs: {x: {kind: flag, flag: -a, disables: [app.start.a.b]}}\n",
        "received: {a: {type: uuid, from: clok}}\nopt_outs: {x: {kind: flag, flag: -a, disables: [app.start.a]}}\n",
        "received: {a: 5}\nopt_outs: {x: {kind: flag, flag: -a, disables: [app.start.a]}}\n",
        "destinations: 5\n",
        "types: [id]\nfields: {a: {type: id}}\n",
        "groups: {g: 5}\ninclude: [g]\n",
        "groups: {g: {fields: {x: {type: 5}}}}\ninclude: [g]\nfields: {y: {type: uuid}}\n",
        "opt_outs: {a: {kind: flag, flag: -a, disables: [app], overrides: [b]}, b: 5}\n",
        "options: {a: 5}\nthird_parties: {x: {options: [a]}}\n",
        "request: {body: {fields: {a: {typ: event}}}}\n",
        "request: {bdy: {type: event}}\n",
        "discriminator: {feld: event}\nevents: {start: {fields: {}}, stop: {fields: {}}}\n",
        "discriminator: 5\nevents: {start: {fields: {}}, stop: {fields: {}}}\n",
        "samples: [{paylod: {}}]\n",
        "notce: {summary: x}\n",
        "fields: {a: {type: string, transform: {kind: truncate, siz: 5}}}\n",
        "received: {a: {type: uuid, from: header, heder: X}}\n",
        "fields: {a: {type: array, itms: {type: uuid}}}\n",
        "fields: {a: {type: map, keys: {type: strng}, values: {type: uuid}}}\n",
        "request: {headers: {X-A: {type: strng}}}\n",
        "suppress: [{rule: x, at: types.a, reason: None.}]\ntypes: {a: 5}\n",
    ],
)
def test_one_mistake_gives_one_finding(fragment: str) -> None:
    assert len(found(fragment)) == 1


@pytest.mark.parametrize(
    ("fragment", "key", "told"),
    [
        (
            "opt_outs: {f: {kind: config, path: a.yaml, key: t, value: false, disables: [app]}}\n",
            "path",
            "Write `file`",
        ),
        ("opt_outs: {f: {kind: env, env: A, values: any, disables: [app]}}\n", "env", "Did you mean `variable`?"),
        (
            "received: {ip: {type: ip_address, from: remote_address, hash: sha256, description: It.}}\n",
            "hash",
            "Write `transform`, such as `transform: sha256`",
        ),
        ("fields: {a: {type: sha256, hashed: true, description: It.}}\n", "hashed", "Write `transform`"),
    ],
)
def test_what_others_call_a_key_gives_one_finding_with_what_to_write(fragment: str, key: str, told: str) -> None:
    [finding] = compile_text(complete(fragment)).findings
    assert (finding.code, finding.message.split(" ")[0]) == ("unknown-key", f"`{key}`")
    assert finding.help.startswith(told)


def test_a_key_that_is_there_already_is_not_suggested() -> None:
    text = "opt_outs: {f: {kind: config, file: a.yaml, path: a.yaml, key: t, value: false, disables: [app]}}\n"
    [finding] = compile_text(complete(text)).findings
    assert "`file`" not in finding.help


def test_mistakes_of_all_kinds_are_told_in_one_run() -> None:
    codes = {
        code
        for code, _ in found(
            "consent: no\nversion: 3\ntitel: A\ntypes: {a: {type: strng}}\n"
            "fields: {a: {typ: uuid}, b: {enum: [1, x]}, c: {any_of: [{type: uuid}, {type: string}]}, 'd.e': 5}\n"
            "destination: mian\nopt_outs: {x: {kind: flag, disables: [ap]}}\n"
        )
    }
    assert codes == {
        "yaml-boolean",
        "invalid-value",
        "unknown-key",
        "unknown-type",
        "enum-mixed",
        "union-ambiguous",
        "invalid-name",
        "unknown-destination",
        "missing-key",
        "unknown-selector",
    }


def test_every_form_that_the_language_asks_for_has_its_words() -> None:
    def patterns(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from ([schema["pattern"]] if isinstance(schema.get("pattern"), str) else [])
            for key, inner in schema.items():
                # Names are told in words of their own.
                yield from () if key == "propertyNames" else patterns(inner)
        for inner in schema if isinstance(schema, list) else ():
            yield from patterns(inner)

    assert set(patterns(editor_schema())) == set(explain_values._FORMS)
