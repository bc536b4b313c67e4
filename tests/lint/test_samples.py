"""Rules about examples and samples: right, promised, made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec import lint
from telemetry_spec.lint.texts import texts
from tests.lint.fragments import compiled, complete

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.shape import Json

PRIVATE = "ada@example.com"


def findings(code: str, fragment: str) -> list[Finding]:
    return lint.lint(compiled(fragment), select=[code])


def line_of(finding: Finding, fragment: str) -> str:
    assert finding.span is not None
    return complete(fragment).splitlines()[finding.span.line - 1].strip()


# ---------------------------------------------------------------- right or wrong


@pytest.mark.parametrize(
    ("shape", "example", "says"),
    [
        ("type: integer", "1.0", ""),
        ("type: integer", "1.5", "a whole number"),
        ("type: integer", "true", "a whole number"),
        ("type: integer, minimum: 3", "2", "at least 3"),
        ("type: number", "2", ""),
        ("type: boolean", "true", ""),
        ("type: boolean", "1", "true or false"),
        ("type: string, max_length: 3", "abcd", "at most 3"),
        ("type: string, nullable: true", "null", ""),
        ("type: string", "null", "a text"),
        ("enum: [a, b]", "c", "one of"),
        ("const: a", "b", "always"),
        ("type: 'integer[]'", "[1, 2]", ""),
        ("type: 'integer[]'", "[1, x]", "at `/1`"),
        ("type: map, values: {type: integer}", "{a: 1}", ""),
        ("type: map, values: {type: integer}", "{a: x}", "at `/a`"),
        ("any_of: [{type: integer}, {type: string}]", "true", "or"),
        ("fields: {x: {type: integer}}", "{x: 1}", ""),
        ("fields: {x: {type: integer}}", "{}", "the field `x`"),
        ("fields: {x: {type: integer}}", "{x: 1, y: 2}", "no such field `y` at `/y`"),
    ],
)
def test_an_example_is_held_against_its_field(shape: str, example: str, says: str) -> None:
    fragment = f"fields: {{it: {{{shape}, examples: [{example}]}}}}\n"
    found = findings("sample-breaks-constraints", fragment)
    assert len(found) == bool(says), [one.message for one in found]
    assert all(says in one.message for one in found)
    assert all(one.selector == "app.start.it" for one in found)


def test_which_of_several_examples_is_wrong() -> None:
    found = findings("sample-breaks-constraints", "fields: {it: {type: integer, examples: [1, a, 2, b]}}\n")
    assert [one.message.split(" of ")[0] for one in found] == ["Example 2", "Example 4"]


SAMPLES = """
fields:
  a: {fields: {b: {type: "integer[]"}}}
received:
  at: {type: timestamp, from: clock}
  ip: {type: ip_address, from: remote_address, transform: drop}
samples:
  - payload:
      a:
        b: [1, B]
  - row:
      a:
        b: [1, 2]
      at: AT
"""


def test_right_samples_are_silent() -> None:
    fragment = SAMPLES.replace("B]", "2]").replace("AT", "'2024-05-01T08:00:00Z'")
    assert findings("sample-breaks-constraints", fragment) == []


def test_a_wrong_sample_is_reported_where_it_is_wrong() -> None:
    fragment = SAMPLES.replace("AT", "noon")
    payload, row = findings("sample-breaks-constraints", fragment)
    assert (payload.selector, payload.pointer, line_of(payload, fragment)) == ("app.start", "/a/b/1", "b: [1, B]")
    assert (row.pointer, line_of(row, fragment)) == ("/at", "at: noon")
    assert "B" not in payload.message.split()
    assert "noon" not in row.message


def test_what_a_sample_lacks_is_reported_at_what_lacks_it() -> None:
    fragment = "fields: {a: {fields: {b: {type: integer}}}}\nsamples:\n  - payload:\n      a: {}\n"
    (found,) = findings("sample-breaks-constraints", fragment)
    assert (found.pointer, line_of(found, fragment)) == ("/a", "a: {}")
    fragment = "fields: {a: {type: integer}}\nsamples:\n  - payload: {}\n"
    (found,) = findings("sample-breaks-constraints", fragment)
    assert (found.pointer, line_of(found, fragment)) == ("", "- payload: {}")


# ---------------------------------------------------------------- promises


PROMISE = "never_collected: [{description: Addresses., forbids: [email]}]\n"


@pytest.mark.parametrize(
    ("more", "breaks"),
    [
        (f"type: string, examples: ['by {PRIVATE}']", True),
        (f"type: 'string[]', examples: [[a, {PRIVATE}]]", True),
        (f"type: map, values: {{type: string}}, examples: [{{a: {PRIVATE}}}]", True),
        (f"type: map, values: {{type: string}}, examples: [{{{PRIVATE}: a}}]", True),
        (f"type: string, max_length: 15, examples: [{PRIVATE}], transform: {{kind: truncate, size: 15}}", False),
        ("type: string, examples: [a]", False),
        ("type: integer, examples: [3]", False),
    ],
)
def test_examples_keep_promises(more: str, breaks: bool) -> None:
    found = findings("sample-breaks-promise", f"{PROMISE}fields: {{it: {{{more}}}}}\n")
    assert [one.message.split()[1] for one in found] == ["example"] * breaks
    assert all("e-mail" in one.message and PRIVATE not in one.message for one in found)


def test_samples_keep_promises() -> None:
    text = (
        "fields: {it: {type: string}, o: {fields: {p: {type: string, name: p.q}}}}\n"
        f"samples:\n  - payload:\n      it: a\n      o:\n        p.q: {PRIVATE}\n"
    )
    (found,) = findings("sample-breaks-promise", PROMISE + text)
    assert (found.selector, found.pointer) == ("app.start.o.p", "/o/p.q")
    assert line_of(found, PROMISE + text) == f"p.q: {PRIVATE}"
    for exempt, breaks in (("app.start.o", 0), ("app.start.o.p", 0), ("app.start.it", 1)):
        promise = PROMISE.replace("}]", f", exempt: [{exempt}]}}]")
        assert len(findings("sample-breaks-promise", promise + text)) == breaks


def test_without_a_class_nothing_is_looked_for() -> None:
    text = f"never_collected: [{{description: Cookies.}}]\nfields: {{it: {{type: email, examples: [{PRIVATE}]}}}}\n"
    assert findings("sample-breaks-promise", text) == []


def test_texts_name_their_fields() -> None:
    spec = compiled("""
fields:
  plain: {type: string, name: on.wire}
  many: {type: array, items: {fields: {deep: {type: string}}}}
  open: {type: map, values: {fields: {inner: {type: string}}}}
  either: {any_of: [{type: integer}, {fields: {x: {type: string}}}]}
  lists: {any_of: [{type: integer}, {type: array, items: {fields: {y: {type: string}}}}]}
  pair: {entries: {of: {color: {type: string}, "a b": {type: string}}}}
""")
    shape = spec.sources["app"].events["start"].payload
    value: Json = {
        "on.wire": "1",
        "many": [{"deep": "2"}, "3"],
        "open": {"k/~": {"inner": "4"}},
        "either": {"x": "5"},
        "lists": [{"y": "6"}],
        "pair": {"key": "a b", "value": "7"},
        "who": {"knows": "8"},
        "number": 9,
    }
    found = {(one.selector, one.pointer, one.text) for one in texts(shape, value, "s")}
    assert found == {
        ("s.plain", "/on.wire", "1"),
        ("s.many.deep", "/many/0/deep", "2"),
        ("s.many", "/many/1", "3"),
        ("s.open", "/open/k~1~0", "k/~"),
        ("s.open.*.inner", "/open/k~1~0/inner", "4"),
        ("s.either.x", "/either/x", "5"),
        ("s.lists.y", "/lists/0/y", "6"),
        ("s.pair.key", "/pair/key", "a b"),
        ('s.pair.value."a b"', "/pair/value", "7"),
        ("s.who.knows", "/who/knows", "8"),
    }


# ---------------------------------------------------------------- made up


@pytest.mark.parametrize(
    ("shape", "example", "real"),
    [
        ("type: email", "ada@example.com", False),
        ("type: email", "ada@mail.example", False),
        ("type: email", "ada@acme.com", True),
        ("type: email", "ada@notexample.com", True),
        ("type: hostname", "build-7", False),
        ("type: hostname", "Build.Example.COM", False),
        ("type: hostname", "db1.corp.internal", False),
        ("type: hostname", "www.acme.com", True),
        ("type: ip_address", "192.0.2.1", False),
        ("type: ip_address", "10.1.2.3", False),
        ("type: ip_address", "'2001:db8::1'", False),
        ("type: ip_address", "1.1.1.1", True),
        ("type: ip_address", "'2606:4700::1'", True),
        ("type: 'email[]'", "[ada@example.com, ada@acme.com]", True),
        ("type: string, max_length: 9", "ada@acme.com", False),
        ("type: url", "'https://acme.com'", False),
    ],
)
def test_addresses_are_reserved_ones(shape: str, example: str, real: bool) -> None:
    fragment = f"fields: {{it: {{{shape}, examples: [{example}]}}}}\n"
    found = findings("example-from-real-life", fragment)
    assert bool(found) is real
    assert not any("acme" in one.message for one in found)


def test_what_is_no_address_is_left_to_other_rules() -> None:
    assert findings("example-from-real-life", "fields: {ip: {type: string, examples: [none]}}\n") == []
