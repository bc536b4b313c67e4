"""Checking payload files: what is found, what is counted, and that being fast changes neither."""

from __future__ import annotations

import base64
import gzip
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import fieldtypes, patterns, valueclasses
from telemetry_spec.check.fast import UNIQUE, Acceptor
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text, require
from tests.check.demo import HEAD, promising
from tests.verdict.cases import cases, spec_paths, subjects

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.spec import Spec

SPEC = (
    promising("E-mail addresses.", "[email], exempt: [app.start.contact]")
    + """\
    discriminator: event
    request:
      headers:
        x-install: {type: uuid, description: Install.}
        user-agent: {type: string, max_length: 40, optional: true, description: Agent.}
      query:
        v: {type: integer_string, description: Version.}
      body:
        fields:
          id: {type: uuid, description: Id.}
          events: {type: "event[]", min_items: 1, description: Events.}
    events:
      start:
        destination: main
        fields:
          name: {type: string, max_length: 40, description: Name.}
          contact: {type: string, max_length: 40, optional: true, description: Contact.}
          tags: {type: "string[]", max_length: 20, optional: true, description: Tags.}
      stop:
        destination: main
        fields:
          code: {type: integer, minimum: 0, maximum: 255, nullable: true, description: Code.}
"""
)
ID = "5db51f99-c6fb-4340-9c19-78adce58cc1b"


@pytest.fixture(scope="module")
def spec() -> Spec:
    compiled = compile_text(SPEC)
    assert compiled.findings == ()
    assert compiled.spec is not None
    return compiled.spec


def body(*events: dict[str, Any]) -> dict[str, Any]:
    return {"id": ID, "events": list(events)}


START = {"event": "start", "name": "one"}


def told(findings: list[Finding]) -> list[tuple[str, str | None, str]]:
    return [(finding.code, finding.pointer, finding.selector) for finding in findings]


def check_one(spec: Spec, value: object, select: str = "") -> list[tuple[str, str | None, str]]:
    return told(Check(spec, select).check_text(json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([START], []),
        ([{"event": "stop", "code": None}], []),
        ([], [("wrong-value", "/events", "app.request.events")]),
        ([{"event": "stop"}], [("missing-field", "/events/0", "app.request.events")]),
        ([{"event": "halt"}], [("wrong-value", "/events/0/event", "app.request.events")]),
        ([{"name": "one"}], [("missing-field", "/events/0", "app.request.events")]),
        ([START, {**START, "extra": 1}], [("undeclared-field", "/events/1/extra", "app.request.events")]),
        ([{**START, "name": 1}], [("wrong-type", "/events/0/name", "app.start.name")]),
        ([{**START, "name": None}], [("wrong-type", "/events/0/name", "app.start.name")]),
        ([{**START, "tags": ["a", 1]}], [("wrong-type", "/events/0/tags/1", "app.start.tags")]),
        ([{"event": "stop", "code": 256}], [("wrong-value", "/events/0/code", "app.stop.code")]),
        ([{"event": "stop", "code": 1.5}], [("wrong-type", "/events/0/code", "app.stop.code")]),
        ([{"event": "stop", "code": True}], [("wrong-type", "/events/0/code", "app.stop.code")]),
        ([{**START, "name": "ada@example.com"}], [("forbidden-value", "/events/0/name", "app.start.name")]),
        ([{**START, "tags": ["x", "ada@example.com"]}], [("forbidden-value", "/events/0/tags/1", "app.start.tags")]),
        ([{**START, "contact": "ada@example.com"}], []),
    ],
)
def test_each_violation_has_its_place(spec: Spec, events: list[Any], expected: list[Any]) -> None:
    assert check_one(spec, body(*events)) == expected


def test_an_event_alone_is_checked_when_it_is_selected(spec: Spec) -> None:
    assert check_one(spec, START, "app.start") == []
    assert check_one(spec, body(START), "app.start") != []
    with pytest.raises(KeyError):
        Check(spec, "app.nothing")


def test_values_stay_out_of_messages(spec: Spec) -> None:
    private = "hunter2-private"
    for event in ({**START, "name": [private]}, {**START, private: 1, "name": 5}, {"event": private}):
        for finding in Check(spec).check_text(json.dumps(body(event)).encode()):
            assert private not in finding.message.replace(f"`{private}`", "")
            assert private not in finding.help


REQUEST = {
    "url": "https://demo.example/v1?v=2",
    "method": "POST",
    "headers": {"Host": "demo.example", "X-Install": ID, "Content-Type": "application/json"},
    "body": body(START),
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"body": json.dumps(body(START))}, []),
        ({"method": "post"}, []),
        ({"headers": {"x-install": ID, "USER-AGENT": "demo"}}, []),
        ({"url": "https://other.example/v1?v=2"}, [("undeclared-destination", "/url")]),
        ({"url": "https://demo.example/v2?v=2"}, [("undeclared-destination", "/url")]),
        ({"method": "PUT"}, [("wrong-method", "/method")]),
        ({"headers": {}}, [("missing-field", "/headers")]),
        ({"headers": {"x-install": "no"}}, [("wrong-value", "/headers/x-install")]),
        ({"headers": {"x-install": ID, "cookie": "a=b"}}, [("undeclared-field", "/headers/cookie")]),
        ({"headers": {"x-install": ID, "user-agent": "a@b.example"}}, [("forbidden-value", "/headers/user-agent")]),
        ({"url": "https://demo.example/v1"}, [("missing-field", "/query")]),
        ({"headers": {"x-install": ID, "Accept": "*/*", "via": "1.1 proxy", "te": "trailers"}}, []),
        ({"headers": {"x-install": ID, "accept": "*/*; id=4711"}}, [("undeclared-field", "/headers/accept")]),
        ({"headers": {"x-install": ID, "te": "user-4711"}}, [("undeclared-field", "/headers/te")]),
        ({"headers": {"x-install": ID, "host": "ada@home"}}, [("undeclared-field", "/headers/host")]),
        ({"query": {"v": "2", "user": "ada"}}, [("undeclared-field", "/query/user")]),
        ({"body": body({**START, "name": 1})}, [("wrong-type", "/body/events/0/name")]),
        ({"body": "{"}, [("payload-not-json", "/body")]),
        ({"headers": [["x-install", ID]]}, []),
        (
            {"headers": [{"name": "X-Install", "value": ID}, {"name": "x-more", "value": "1"}]},
            [("undeclared-field", "/headers/x-more")],
        ),
        (
            {"headers": [["x-install", ID], ["X-Install", ID]]},
            [("duplicate-field", "/headers/x-install"), ("wrong-value", "/headers/x-install")],
        ),
        ({"headers": [["x-install"]]}, [("not-a-request", "/headers"), ("missing-field", "/headers")]),
        ({"method": 5}, [("not-a-request", "/method")]),
        ({"url": None, "query": "v=1"}, [("not-a-request", "/url")]),
        ({"url": "https://[x", "query": "v=1"}, [("not-a-request", "/url")]),
        ({"url": "https://demo.example:443/v1?v=2"}, []),
        ({"url": "https://Demo.Example/v1?v=2"}, []),
        ({"url": "https://demo.example/v1?v=2&v=3"}, [("duplicate-field", "/query/v"), ("wrong-value", "/query/v")]),
        ({"query": {"v": "2"}, "url": "https://demo.example/v1?v=2&user=ada"}, [("undeclared-field", "/query/user")]),
        ({"query": "v=x"}, [("duplicate-field", "/query/v"), ("wrong-value", "/query/v")]),
        ({"hedaers": {}}, [("not-a-request", "/hedaers")]),
        ({"url": None, "query": {"v": ["2"]}}, [("not-a-request", "/url")]),
        ({"query": {"v": ["2", "3"]}}, [("duplicate-field", "/query/v"), ("wrong-value", "/query/v")]),
        ({"query": {"v": {"a": 1}}}, [("duplicate-field", "/query/v"), ("wrong-value", "/query/v")]),
        ({"query": {"v": "2", "user": [1]}}, [("undeclared-field", "/query/user")]),
        (
            {"query": {"v": "2", "user": "\ud800"}, "body": "{}"},
            [
                ("payload-not-utf8", "/query/user"),
                ("missing-field", "/body"),
                ("missing-field", "/body"),
                ("undeclared-field", "/query/user"),
            ],
        ),
    ],
)
def test_whole_requests(spec: Spec, change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = Check(spec, requests=True).check_text(json.dumps({**REQUEST, **change}).encode())
    assert [(finding.code, finding.pointer) for finding in found] == expected


def test_a_field_may_be_called_like_a_keyword() -> None:
    names = ("propertyNames", "properties", "items", "anyOf")
    inner = "".join(f"          {name}: {{type: integer, description: A.}}\n" for name in names)
    keyed = "{values: {type: integer}, keys: {type: string, max_length: 3}, description: A.}"
    compiled = compile_text(
        f"{HEAD}    events:\n      start:\n        destination: main\n        fields:\n{inner}"
        f"          more: {{fields: {{properties: {keyed}}}, description: A.}}\n"
    )
    assert compiled.spec is not None, compiled.findings
    right = {**dict.fromkeys(names, 1), "more": {"properties": {"abc": 1}}}
    assert check_one(compiled.spec, right) == []
    for name in names:
        assert check_one(compiled.spec, {**right, name: "x"}) == [("wrong-type", f"/{name}", f"app.start.{name}")]
    [(code, pointer, _)] = check_one(compiled.spec, {**right, "more": {"properties": {"abcd": 1}}})
    assert (code, pointer) == ("wrong-value", "/more/properties/*")


def test_base64_that_is_none_is_told(spec: Spec) -> None:
    record = {key: value for key, value in REQUEST.items() if key != "body"}
    for text in ("\u00e9", "a"):
        found = Check(spec, requests=True).check_text(json.dumps({**record, "body_base64": text}).encode())
        assert [finding.code for finding in found] == ["not-a-request"]


@pytest.mark.parametrize("record", [[], 1, {}, {"url": "https://demo.example/v1"}])
def test_what_is_no_request_is_told(spec: Spec, record: object) -> None:
    found = Check(spec, requests=True).check_text(json.dumps(record).encode())
    assert [finding.code for finding in found] == ["not-a-request"]


def encoded(destination: str, body: str = "{fields: {n: {type: integer}, events: {type: 'event[]'}}}") -> Check:
    text = SPEC.replace("method: POST", f"method: POST, {destination}").replace("    discriminator: event\n", "")
    head, rest = text.split("    request:\n")
    stop = rest[rest.index("    events:\n") :].split("      stop:\n")[0]
    compiled = compile_text(f"{head}    request: {{body: {body}}}\n{stop}")
    assert compiled.spec is not None, compiled.findings
    return Check(compiled.spec, requests=True)


def base64_of(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


EVENTS = {"n": 1, "events": [{"name": "one"}]}
URL = "https://demo.example/v1"


@pytest.mark.parametrize(
    ("destination", "record", "expected"),
    [
        ("encoding: [json, base64]", {"body": base64_of(EVENTS)}, []),
        ("encoding: [json, base64]", {"body_base64": base64_of(base64_of(EVENTS))[1:]}, ["not-a-request"]),
        ("encoding: [json, base64]", {"body": base64_of({**EVENTS, "n": "x"})}, ["wrong-type"]),
        ("encoding: [json, base64]", {"body": "***"}, ["payload-undecodable"]),
        ("encoding: [json, base64]", {"body": EVENTS}, []),
        ("encoding: [json, gzip]", {"body": json.dumps(EVENTS)}, []),
        (
            "encoding: [json, gzip]",
            {"body_base64": base64.b64encode(gzip.compress(b"{}")).decode()},
            ["missing-field"] * 2,
        ),
        ("encoding: [json, base64], carried_in: {query: data}", {"url": f"{URL}?data={base64_of(EVENTS)}"}, []),
        (
            "encoding: [json, base64], carried_in: {query: data}",
            {"url": f"{URL}?data={base64_of({**EVENTS, 'secret': 1})}", "body": ""},
            ["undeclared-field"],
        ),
        ("encoding: [json, base64], carried_in: {query: data}", {"url": URL}, ["payload-undecodable"]),
        ("encoding: [json, base64], carried_in: {field: data}", {"body": "data=" + base64_of(EVENTS)}, []),
    ],
)
def test_bodies_are_decoded_as_the_destination_says(destination: str, record: Any, expected: list[str]) -> None:  # noqa: ANN401  a record of any kind
    found = encoded(destination).check_text(json.dumps({"url": URL, **record}).encode())
    assert [finding.code for finding in found] == expected


def test_lines_and_forms_are_bodies_too() -> None:
    check = encoded("encoding: ndjson", "{type: 'event[]'}")
    assert check.check_text(json.dumps({"url": URL, "body": '{"name": "a"}\n{"name": "b"}\n'}).encode()) == []
    check = encoded("encoding: form", "{type: event}")
    assert check.check_text(json.dumps({"url": URL, "body": "name=a"}).encode()) == []
    assert [one.code for one in check.check_text(json.dumps({"url": URL, "body": "nmae=a"}).encode())] != []


def test_requests_that_went_nobody_knows_where_are_counted(spec: Spec) -> None:
    check = Check(spec, requests=True)
    check.check_text(json.dumps(REQUEST).encode())
    check.check_text(json.dumps({"body": REQUEST["body"], "headers": REQUEST["headers"], "query": {"v": "1"}}).encode())
    assert check.summary.without_url == 1


@pytest.mark.parametrize(
    ("select", "payload", "words"),
    [
        ("", {"id": ID, "evnets": []}, "Did you mean `events`?"),
        ("", START, "`--select app.start`"),
        ("app.stop", START, "This is another event: choose it with `--select`"),
        ("", body({**START, "name": "a" * 41}), "at most 40 characters, found a longer text"),
        ("", body({"event": "stop", "code": -1}), "at least 0, found a smaller number"),
        ("", {"id": "x", "events": [START]}, f"a text of type `uuid`, such as `{ID}`, found a text of another form"),
        ("", {"id": "", "events": [START]}, "found an empty text"),
    ],
)
def test_it_is_said_what_to_do(spec: Spec, select: str, payload: object, words: str) -> None:
    found = Check(spec, select).check_text(json.dumps(payload).encode())
    assert any(words in f"{finding.message} {finding.help}" for finding in found), found


def test_another_event_is_one_finding(spec: Spec) -> None:
    assert [code for code, _, _ in check_one(spec, START, "app.stop")] == ["wrong-value"]


def test_what_is_missing_has_no_value(spec: Spec) -> None:
    assert [finding.value for finding in Check(spec).check_text(b'{"id": 1}')] == [None, "1"]


def test_a_text_that_is_no_json_is_told_at_its_line(spec: Spec, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{\n  "id": 1,\n  oops\n}\n')
    [finding] = Check(spec).findings([str(tmp_path / "broken.json")])
    assert finding.code == "payload-not-json"
    assert finding.span is not None
    assert (finding.span.line, finding.span.column) == (3, 3)


def test_items_of_a_list_have_their_pointer(spec: Spec, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([body(START), body({**START, "name": 1}), body(START), {}]))
    assert [finding.pointer for finding in Check(spec).findings([str(file)])] == ["/1/events/0/name", "/3", "/3"]


LIST = (
    HEAD
    + """\
    request: {body: {type: "event[]"}}
    events:
      start:
        destination: main
        fields:
          name: {type: string, max_length: 40, description: Name.}
"""
)


def test_payloads_without_events_are_no_success(tmp_path: Path) -> None:
    compiled = compile_text(LIST)
    assert compiled.spec is not None
    file = tmp_path / "payloads.ndjson"
    file.write_text("[]\n[]\n")
    check = Check(compiled.spec)
    assert [finding.code for finding in check.findings([str(file)])] == ["nothing-checked"]
    file.write_text('[]\n[{"name": "a"}]\n')
    assert list(Check(compiled.spec).findings([str(file)])) == []


def test_nothing_checked_is_a_finding(spec: Spec, tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").write_text("\n\n")
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "folder").mkdir()
    assert [finding.code for finding in Check(spec).findings([])] == ["nothing-checked"]
    for name in ("empty.ndjson", "list.json", "folder"):
        check = Check(spec)
        assert [finding.code for finding in check.findings([str(tmp_path / name)])] == ["nothing-checked"]
        assert check.summary.payloads == 0
    assert [finding.code for finding in Check(spec).findings([str(tmp_path / "none")])] == ["unreadable-file"]


def test_lines_are_counted_and_bad_ones_found_among_good(spec: Spec, tmp_path: Path) -> None:
    lines = [json.dumps(body({**START, "name": f"n{number}"})) for number in range(500)]
    for number in (0, 77, 78, 499):
        lines[number] = json.dumps(body({**START, "name": number}))
    lines.insert(10, "")
    file = tmp_path / "payloads.ndjson"
    file.write_text("\n".join(lines))
    check = Check(spec)
    found = list(check.findings([str(file)]))
    assert [finding.span.line for finding in found if finding.span] == [1, 79, 80, 501]
    assert (check.summary.payloads, check.summary.bad) == (500, 4)
    assert check.summary.seen == {"app": 500}
    assert check.summary.unseen == ("app.start.contact", "app.start.tags", "app.stop")


def test_a_payload_is_taken_for_the_source_that_it_fits() -> None:
    spec = require(spec_paths()[1])
    assert spec.product == "hasura"
    check = Check(spec)
    for source in spec.sources:
        event = next(iter(spec.sources[source].events.values()))
        wanted = {member.name for member in event.payload.fields}
        row = next(sample.value for sample in event.samples if sample.stored)
        assert isinstance(row, dict)
        payload = {name: value for name, value in row.items() if name in wanted}
        assert check.check_text(json.dumps(payload).encode()) == []
    assert check.summary.seen == dict.fromkeys(spec.sources, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{0}\n{0}\n", []),
        ("{0}\r\n{0}\r\n", []),
        ("{0}\n\n  \n{0}", []),
        ("{0} {0}\n", ["payload-not-json"]),
        ("{0}{0}\n{0}\n", ["payload-not-json"]),
        ("{0}\n{1}\n{2}\n", ["payload-not-json", "payload-not-json"]),
    ],
)
def test_a_line_is_one_payload(spec: Spec, tmp_path: Path, text: str, expected: list[str]) -> None:
    """Neither two texts on one line pass for two payloads, nor one on two lines for one."""
    whole = json.dumps(body(START))
    cut = whole.index(" ")
    file = tmp_path / "payloads.ndjson"
    file.write_bytes(text.format(whole, whole[:cut], whole[cut:]).encode())
    assert [finding.code for finding in Check(spec).findings([str(file)])] == expected


def test_the_field_that_names_the_only_event_may_not_be_missing() -> None:
    compiled = compile_text(
        SPEC.replace("      stop:\n        destination: main\n", "").split("        fields:\n          code")[0]
    )
    assert compiled.spec is not None
    assert check_one(compiled.spec, START, "app.start") == []
    assert check_one(compiled.spec, {"name": "one"}, "app.start") == [("missing-field", "", "")]
    assert check_one(compiled.spec, body({"name": "one"})) != []


def test_lines_of_an_ndjson_body_are_events(root: Path, tmp_path: Path) -> None:
    """A body may be checked as the list that it stands for, or as it was sent: an event on each line."""
    spec = require(root / "tests" / "captures" / "dagster.telemetry.yaml")
    bodies = [json.loads(line) for line in (root / "tests/captures/dagster/payloads.ndjson").read_text().splitlines()]
    events = [event for events in bodies for event in events]
    file = tmp_path / "sent.ndjson"
    file.write_text("".join(json.dumps(event) + "\n" for event in events))
    check = Check(spec)
    assert list(check.findings([str(file)])) == []
    assert (check.summary.payloads, check.summary.unseen) == (len(events), ())
    assert told(check.check_text(json.dumps({**events[0], "extra": 1}).encode())) == [
        ("undeclared-field", "/extra", "")
    ]


def test_stored_rows_are_checked_as_rows() -> None:
    for path in spec_paths()[:4]:
        spec = require(path)
        check = Check(spec, stored=True)
        rows = [sample for _, event in spec.events() for sample in event.samples if sample.stored]
        for sample in rows:
            assert check.check_text(json.dumps(sample.value).encode()) == []


def run(spec: Spec, file: Path, select: str) -> tuple[list[Finding], object]:
    check = Check(spec, select)
    return list(check.findings([str(file)])), check.summary


def test_being_fast_changes_no_finding_and_no_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the same payloads with and without fast acceptance: every spec, right and broken ones mixed."""
    found = subjects()
    texts: dict[int, list[str]] = {}
    for case in cases(found, 3000, seed=7):
        texts.setdefault(case.subject, []).append(case.text)
    accepted = 0
    for index, lines in texts.items():
        subject = found[index]
        if subject.part == "row":
            continue
        file = tmp_path / f"{index}.ndjson"
        file.write_text("\n".join(lines), encoding="utf-8")
        quick = run(subject.spec, file, subject.selector)
        with monkeypatch.context() as patch:
            patch.setattr(Acceptor, "accepts", lambda *_: False)
            patch.setattr(Acceptor, "accepts_lines", lambda *_: 0)
            slow = run(subject.spec, file, subject.selector)
        assert quick == slow, subject.name
        accepted += Check(subject.spec, subject.selector).targets[0].acceptor.accepts_lines(lines[0].encode())
    assert accepted > len(texts) / 3


def test_texts_of_a_fixed_form_hold_no_forbidden_value() -> None:
    """Fast acceptance does not search them, so nothing may ever be found there."""
    rng = random.Random(3)
    for name in UNIQUE:
        pattern = patterns.parse_linear(str(fieldtypes.get(name).implied["pattern"]))
        for _ in range(300):
            text = patterns.sample(pattern, rng)
            found = [value_class for value_class in valueclasses.names() if valueclasses.get(value_class).finds(text)]
            assert found == [], (name, text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("toolong", ("wrong-value", "/u", "Expected at most 3 characters, found a longer text.")),
        ({"k": 1, "x": 2}, ("undeclared-field", "/u/x", "The field `x` is not declared.")),
        ({}, ("missing-field", "/u", "The field `k` is missing.")),
        ({"k": "x"}, ("wrong-type", "/u/k", "Expected a whole number, found a text.")),
        (True, ("wrong-type", "/u", "Expected a text or a whole number or an object, found true or false.")),
    ],
)
def test_what_is_wrong_in_a_union_is_told_of_its_member(value: object, expected: tuple[str, str, str]) -> None:
    union = "{any_of: [{type: string, max_length: 3}, {type: integer}, {fields: {k: {type: integer}}}]}"
    compiled = compile_text(LIST.replace("name: {type: string, max_length: 40, description: Name.}", f"u: {union}"))
    assert compiled.spec is not None, compiled.findings
    [finding] = Check(compiled.spec, "app.start").check_text(json.dumps({"u": value}).encode())
    assert (finding.code, finding.pointer, finding.message) == expected
