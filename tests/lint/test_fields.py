"""Rules about fields: what they hold, what they promise, how they are bounded."""

from __future__ import annotations

from typing import get_args

import pytest

from telemetry_spec import lint
from telemetry_spec.language.fields import LifetimeName
from tests.lint.fragments import compiled


def fires(code: str, fragment: str) -> bool:
    return bool(messages(code, fragment))


def messages(code: str, fragment: str) -> list[str]:
    return [finding.message for finding in lint.lint(compiled(fragment), select=[code])]


def field(text: str, name: str = "it") -> str:
    return f"fields: {{{name}: {{{text}}}}}\n"


# ---------------------------------------------------------------- descriptions


@pytest.mark.parametrize("text", ["''", "todo", "TBD.", "n/a", "'...'", "'-'", "Description"])
def test_a_placeholder_is_no_description(text: str) -> None:
    if text == "''":
        assert fires("description-missing", field("type: boolean"))
        return
    assert fires("description-missing", field(f"type: boolean, description: {text}"))


@pytest.mark.parametrize("text", ["Whether it is on.", "Not applicable to servers.", "A todo list of the user."])
def test_a_sentence_is_a_description(text: str) -> None:
    assert not fires("description-missing", field(f"type: boolean, description: {text}"))


def test_events_sources_options_and_third_parties_are_described() -> None:
    text = """
sources: {app: {events: {start: {fields: {}}}}}
options: {telemetry.enabled: {type: boolean}}
third_parties: {hog: {title: Hog}}
"""
    found = lint.lint(compiled(text), select=["description-missing"])
    selectors = {'options."telemetry.enabled"', "third_parties.hog", "app", "app.start"}
    assert {finding.selector for finding in found} == selectors


@pytest.mark.parametrize("text", ["User name.", "The user name", "user_name", "UserName"])
def test_a_description_that_repeats_the_name(text: str) -> None:
    assert fires("description-repeats-name", field(f"type: boolean, description: {text}", "userName"))


@pytest.mark.parametrize("text", ["User names", "The name of the user, as typed", "Name"])
def test_a_description_with_a_word_of_its_own(text: str) -> None:
    assert not fires("description-repeats-name", field(f"type: boolean, description: '{text}'", "userName"))


# ---------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("shape", "unbounded"),
    [
        ("type: string", "`app.start.it`"),
        ("type: string, min_length: 3", "`app.start.it`"),
        ('type: string, pattern: "[a-z]+"', "a pattern, but no bound"),
        ('type: string, pattern: "[a-z]{1,9}"', ""),
        ('type: string, pattern: "[a-z]+", max_length: 9', ""),
        ("type: version", ""),
        ("enum: [a, b]", ""),
        ("const: a", ""),
        ("type: 'string[]'", "what is in `app.start.it`"),
        ("type: map, values: {type: string}", "what is in `app.start.it`"),
        ("type: map, values: {type: integer}, keys: {type: string}", "the keys of `app.start.it`"),
        ("type: map, values: {type: integer}", ""),
        ("any_of: [{type: string}, {type: integer}]", "what is in `app.start.it`"),
    ],
)
def test_texts_need_a_bound(shape: str, unbounded: str) -> None:
    found = messages("string-without-bound", field(f"{shape}, description: What it says."))
    assert len(found) == bool(unbounded)
    assert all(unbounded in message for message in found)


@pytest.mark.parametrize("transform", ["sha256", "drop", "{kind: truncate, size: 9}"])
def test_what_the_receiver_shortens_needs_no_bound(transform: str) -> None:
    text = "{{it: {{type: string, from: user_agent, description: What it says.{}}}}}"
    assert fires("string-without-bound", "received: " + text.format(""))
    assert not fires("string-without-bound", "received: " + text.format(f", transform: {transform}"))


def test_what_is_shortened_at_the_client_is_bounded_as_it_is_sent() -> None:
    transform = "transform: {kind: truncate, size: 9}"
    assert not fires("string-without-bound", field(f"type: string, max_length: 9, {transform}"))


def test_a_named_type_is_reported_once_and_at_itself() -> None:
    text = """
types: {word: {type: string}, words: {type: "word[]"}, short: {type: word, max_length: 3}}
fields:
  a: {type: word, description: The first one.}
  b: {type: "word[]", max_items: 3, description: The second one.}
  c: {type: words, description: The third one.}
  d: {type: short, description: The fourth one.}
  e: {type: word, max_length: 9, description: The fifth one.}
"""
    found = lint.lint(compiled(text), select=["string-without-bound", "list-without-bound"])
    assert [(one.code, one.selector) for one in found] == [
        ("string-without-bound", "types.word"),
        ("list-without-bound", "types.words"),
    ]


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ("type: string, min_length: 0", "`min_length: 0`"),
        ("type: 'integer[]', min_items: 0", "`min_items: 0`"),
        ("type: map, values: {type: integer}, min_entries: 0", "`min_entries: 0`"),
        ("enum: [a]", "no choice"),
        ("type: integer, minimum: 3, maximum: 3", "only one value"),
        ('type: string, pattern: "[a-z]{2,4}", max_length: 4', "at most 4"),
        ('type: string, pattern: "[a-z]{2,4}", min_length: 2', "at least 2"),
        ('type: string, pattern: "[a-z]{2,4}", max_length: 3, min_length: 3', ""),
        ('type: string, pattern: "[a-z]+", max_length: 4, min_length: 2', ""),
        ("type: sha256, max_length: 64", "at most 64"),
        ("type: url, max_length: 200", ""),
        ("type: integer, minimum: 0", ""),
        ("type: integer, minimum: 0, maximum: 1", ""),
        ("type: boolean", ""),
    ],
)
def test_redundant_constraints(shape: str, says: str) -> None:
    found = messages("redundant-constraint", field(f"{shape}, description: What it says."))
    assert len(found) == bool(says)
    assert all(says in message for message in found)


def test_a_constraint_beside_a_named_type_is_reported_at_the_field() -> None:
    text = """
types: {code: {type: string, pattern: "[a-z]{2}"}, all: {type: string, min_length: 0, max_length: 9}}
fields:
  a: {type: code, max_length: 5, description: The first one.}
  b: {type: all, description: The second one.}
"""
    found = lint.lint(compiled(text), select=["redundant-constraint"])
    assert [finding.selector for finding in found] == ["types.all", "app.start.a"]


# ---------------------------------------------------------------- what a field holds


FORBIDS = (
    "never_collected: [{description: Such values., forbids: [email, ip_address, hostname, file_path, secret, url]}]\n"
)


@pytest.mark.parametrize(
    ("name", "shape", "breaks"),
    [
        ("a", "type: email", True),
        ("a", "type: 'email[]'", True),
        ("a", "type: map, values: {type: ip_address}", True),
        ("a", "type: map, keys: {type: hostname}, values: {type: integer}", True),
        ("a", "any_of: [{type: integer}, {type: url}]", True),
        ("userEmail", "type: string", True),
        ("client_ip", "type: string, nullable: true", True),
        ("hostName", "type: string", True),
        ("cwd", "type: string", True),
        ("apiKey", "type: string", True),
        ("emailEnabled", "type: string", False),
        ("email", "type: boolean", False),
        ("email", "enum: [smtp, none]", False),
        ("email", "type: sha256", False),
        ("skip", "type: string", False),
        ("membership", "type: string", False),
        ("host", "type: string", False),
        ("path", "type: string", False),
    ],
)
def test_a_promise_and_what_a_field_holds(name: str, shape: str, breaks: bool) -> None:
    assert fires("personal-data-contradicts-promise", FORBIDS + field(shape, name)) is breaks


@pytest.mark.parametrize(
    ("side", "more", "breaks"),
    [
        ("fields", "type: email", True),
        ("fields", "type: sha256, transform: {kind: hash, algorithm: sha256}", False),
        ("fields", "type: email, transform: {kind: hash, algorithm: sha256, at: receiver}", True),
        ("fields", "type: string, max_length: 3, transform: {kind: truncate, size: 3}", False),
        ("received", "type: string, from: remote_address", True),
        ("received", "type: string, from: remote_host", True),
        ("received", "type: string, from: remote_address, transform: sha256", False),
        ("received", "type: string, from: remote_address, transform: drop", False),
        ("received", "type: string, from: remote_address, transform: {kind: truncate, size: 3}", False),
        ("received", "type: string, from: clock", False),
    ],
)
def test_transforms_keep_a_promise_where_it_looks(side: str, more: str, breaks: bool) -> None:
    name = "email" if side == "fields" else "it"
    text = FORBIDS + f"{side}: {{{name}: {{{more}}}}}\n"
    assert fires("personal-data-contradicts-promise", text) is breaks


def test_values_around_the_events_are_held_to_promises_too() -> None:
    text = FORBIDS + "request: {headers: {x-email: {type: email}}}\n"
    assert fires("personal-data-contradicts-promise", text)


def test_an_exempt_field_breaks_no_promise() -> None:
    open_words = "never_collected: [{description: Addresses., forbids: [email], exempt: [EXEMPT]}]\n"
    for exempt, breaks in (("app.start.it", False), ("app.start", False), ("app", False), ("app.start.other", True)):
        text = open_words.replace("EXEMPT", exempt) + "fields: {it: {type: email}, other: {type: integer}}\n"
        assert fires("personal-data-contradicts-promise", text) is breaks


@pytest.mark.parametrize(
    ("promise", "breaks"),
    [("Personally identifiable information.", True), ("No personal data.", True), ("Cookies.", False)],
)
def test_a_promise_in_words_and_a_field_that_says_it_is_personal(promise: str, breaks: bool) -> None:
    text = f"never_collected: [{{description: {promise}}}]\n"
    more = "type: string, sensitivity: personal"
    assert fires("personal-data-contradicts-promise", text + field(more)) is breaks
    assert not fires("personal-data-contradicts-promise", text + field("type: string, sensitivity: content"))


@pytest.mark.parametrize(
    ("text", "low"),
    [
        (field("type: email"), True),
        (field("type: email, sensitivity: interaction"), True),
        (field("type: email, sensitivity: identifier"), False),
        (field("type: string", "userName"), True),
        (field("type: string", "userId"), True),
        (field("type: integer", "account_id"), True),
        (field("type: string", "featureId"), False),
        (field("type: string", "id"), False),
        (field("type: string", "url"), False),
        (field("type: boolean", "hostname"), False),
        (field("type: uuid, lifetime: run"), True),
        ("received: {it: {type: string, from: remote_address}}", True),
        ("received: {it: {type: string, from: remote_address, transform: {kind: truncate, size: 5}}}", False),
        ("received: {it: {type: string, from: remote_address, transform: sha256}}", True),
    ],
)
def test_sensitivity_fits_what_a_field_holds(text: str, low: bool) -> None:
    assert fires("sensitivity-too-low", text) is low


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ("type: uuid", "`sensitivity: identifier` and"),
        ("type: 'uuid[]'", "`sensitivity: identifier` and"),
        ("type: sha1", "`sensitivity: identifier` and"),
        ("type: string, sensitivity: identifier", "Add `lifetime`"),
        ("type: uuid, lifetime: run", ""),
        ("type: string, sensitivity: personal", ""),
        ("type: integer", ""),
    ],
)
def test_identifiers_have_a_lifetime(more: str, lacks: str) -> None:
    found = lint.lint(compiled(field(more)), select=["identifier-without-lifetime"])
    assert len(found) == bool(lacks)
    assert all(lacks in finding.help for finding in found)
    for lifetime in get_args(LifetimeName):
        assert all(f"`{lifetime}`" in finding.help for finding in found)


@pytest.mark.parametrize(
    ("text", "guessable"),
    [
        ("it: {type: sha256, transform: {kind: hash, algorithm: sha256, of: Path of the project}}", True),
        ("it: {type: sha256, transform: {kind: hash, algorithm: sha256, mode: plain, of: E-mail address}}", True),
        (
            "it: {type: sha256, transform: {kind: hash, algorithm: sha256, mode: salted, of: Path of the project}}",
            False,
        ),
        ("it: {type: sha256, transform: {kind: hash, algorithm: sha256, mode: keyed, of: Path of the project}}", False),
        ("it: {type: sha256, transform: {kind: hash, algorithm: sha256, of: Random number of the project}}", False),
        ("it: {type: sha256, transform: {kind: hash, algorithm: sha256, of: The lock file's text}}", False),
        ("it: {type: sha256, transform: sha256}", False),
        ("repo_hash: {type: sha256, transform: sha256}", True),
        ("lockHash: {type: sha256, transform: sha256}", False),
        ("email: {type: sha256, transform: sha256}", True),
        ("email: {type: string, max_length: 3, transform: {kind: truncate, size: 3}}", False),
    ],
)
def test_plain_hashes_of_what_can_be_guessed(text: str, guessable: bool) -> None:
    assert fires("plain-hash-of-guessable", f"fields: {{{text}}}") is guessable


def test_a_name_that_gives_the_hash_away_is_quoted_by_its_word() -> None:
    text = "repositoryId: {type: sha256, transform: sha256}"
    [found] = lint.lint(compiled(f"fields: {{{text}}}"), select=["plain-hash-of-guessable"])
    assert found.message.endswith("something that can be guessed: judging by its name, `repository`.")
    assert found.help.endswith("If something else is hashed, say in `of` what it is.")
    address = "received: {x: {type: string, from: remote_address, transform: sha256}}"
    [found] = lint.lint(compiled(address), select=[found.code])
    assert "judging" not in found.message
    assert "`of`" not in found.help


def test_a_plain_hash_of_an_address_at_the_receiver() -> None:
    assert fires("plain-hash-of-guessable", "received: {x: {type: string, from: remote_address, transform: sha256}}")


# ---------------------------------------------------------------- names, units, types


@pytest.mark.parametrize(
    ("name", "more", "lacks"),
    [
        ("duration", "type: integer", True),
        ("elapsedTime", "type: number", True),
        ("duration", "type: integer, unit: ms", False),
        ("durationInSeconds", "type: integer", False),
        ("duration_ms", "type: integer", False),
        ("elapsed_ms_time", "type: integer", False),
        ("timestamp", "type: timestamp", False),
        ("sometimes", "type: integer", False),
        ("timeZone", "type: integer", False),
    ],
)
def test_measures_have_a_unit(name: str, more: str, lacks: bool) -> None:
    assert fires("unit-missing", field(more, name)) is lacks


@pytest.mark.parametrize(
    ("more", "narrower"),
    [
        ("type: string, examples: [5db51f99-c6fb-4340-9c19-78adce58cc1b]", "`uuid`"),
        ("type: string, examples: ['2024-05-01T08:00:00Z', '2024-05-02T08:00:00Z']", "`timestamp`"),
        ("type: string, examples: ['2024-05-01T08:00:00Z', never]", ""),
        ("type: string, examples: ['https://example.com/']", "`url`"),
        ("type: string, examples: ['4.36.1']", ""),
        ('type: string, pattern: "[0-9a-f]{32}", examples: [d41d8cd98f00b204e9800998ecf8427e]', ""),
        ("type: string, examples: [d41d8cd98f00b204e9800998ecf8427e]", "`md5`"),
        ("type: string", ""),
        ("type: string, examples: [3]", ""),
    ],
)
def test_texts_of_one_form(more: str, narrower: str) -> None:
    found = messages("type-too-wide", field(more))
    assert len(found) == bool(narrower)
    assert all(narrower in message for message in found)


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize(
    ("sensitivity", "reported"), [("technical", 0), ("interaction", 0), ("identifier", 1), ("content", 1)]
)
def test_payloads_carried_in_the_query(sensitivity: str, reported: int) -> None:
    text = f"""
destinations:
  main: {{url: "https://example.com/", method: GET, encoding: [json, base64], carried_in: {{query: data}}}}
fields: {{it: {{type: string, sensitivity: {sensitivity}}}}}
"""
    found = lint.lint(compiled(text), select=["identifier-in-query"])
    assert [finding.selector for finding in found] == ["destinations.main"] * reported


def test_a_query_value_that_tells_nothing() -> None:
    assert not fires("identifier-in-query", "request: {query: {v: {type: integer_string}}}\n")
