"""`telemetry.json`: by its published schema, complete, and with paths that lead to the values."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit import emit, names
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.samples import full, minimal
from telemetry_spec.emit.telemetry_json import document
from telemetry_spec.emit.telemetry_json.fields import step
from telemetry_spec.emit.telemetry_json.schema import telemetry_schema, telemetry_schema_bytes
from telemetry_spec.language.opt_outs import KINDS
from telemetry_spec.model.change import Change, Release
from telemetry_spec.model.selector import covers, event_selector, fields_of, join, split
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.model.spec import Spec
    from tests.conftest import Golden

Json = dict[str, Any]

SHAPES = [path for path in spec_paths() if path.parent.name == "shapes"]
VALIDATOR = Draft202012Validator(telemetry_schema())

each_spec = pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])

SPEC = """
telemetry_spec: 1
product: demo
title: Demo
version: "2"
consent: opt-out
notice: {summary: A demo.}
opt_outs: {off: {kind: env, variable: DEMO_OFF, values: ["1"], disables: [app]}}
sources:
  app:
    events:
      start:
        fields:
          name: {type: string, max_length: 20}
"""


def demo(more: str = "") -> Spec:
    compiled = compile_text(SPEC + more)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def events(found: Json) -> Iterator[tuple[Json, Json]]:
    for source in found["sources"]:
        for event in source["events"]:
            yield source, event


def all_fields(found: Json) -> Iterator[Json]:
    for source in found["sources"]:
        yield from source["request"]
        for event in source["events"]:
            yield from event["fields"]
            yield from event["received"]


def problems(found: Json) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(json.loads(json.dumps(found)))]


# ---------------------------------------------------------------- the schema


def test_the_committed_schema_is_current(root: Path, golden: Golden) -> None:
    assert golden(root / "schemas" / "telemetry.schema.json", telemetry_schema_bytes())


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(telemetry_schema())


def objects(schema: Json) -> Iterator[tuple[str, Json]]:
    yield "", schema
    for name, part in schema["$defs"].items():
        yield name, part
        if "limits" in part["properties"]:
            yield f"{name}.limits", part["properties"]["limits"]


def test_every_object_is_closed_and_every_key_described() -> None:
    schema = telemetry_schema()
    for name, part in objects(schema):
        assert part["additionalProperties"] is False, name
        assert part["description"], name
        for key, described in part["properties"].items():
            assert described["description"][-1] in "`.:)", f"{name}.{key}"


def test_the_settings_of_every_kind_of_opt_out_are_described() -> None:
    for kind, part in KINDS.items():
        assert tuple(telemetry_schema()["$defs"][f"Settings-{kind}"]["properties"]) == part.own


# ---------------------------------------------------------------- the document


def test_it_is_a_target() -> None:
    assert "telemetry-json" in names()
    [(name, data)] = emit(demo(), "telemetry-json", Options())
    assert name == "demo/telemetry.json"
    assert json.loads(data) == document(demo())
    assert data.endswith(b"}\n")


def test_the_document_of_a_product(root: Path, golden: Golden) -> None:
    spec = require(root / "schemas" / "flowforge.telemetry.yaml")
    [(name, data)] = emit(spec, "telemetry-json", Options())
    assert golden(root / "tests" / "golden" / name, data)


@each_spec
def test_every_document_is_right_by_the_schema(path: Path) -> None:
    assert problems(document(require(path))) == []


@pytest.mark.parametrize(
    "place",
    [
        ("sources", 0),
        ("sources", 0, "events", 0),
        ("sources", 0, "events", 0, "fields", 0),
        ("sources", 0, "events", 0, "fields", 0, "limits"),
        ("sources", 0, "events", 0, "stored", 0),
        ("opt_outs", 0),
        ("opt_outs", 0, "settings"),
        ("opt_outs", 0, "disables", 0),
        ("notice",),
        (),
    ],
    ids=lambda place: ".".join(map(str, place)) or "document",
)
def test_the_schema_refuses_what_it_does_not_know(place: tuple[str | int, ...]) -> None:
    found = document(demo())
    assert problems(found) == []
    inner: Any = found
    for name in place:
        inner = inner[name]
    inner["surplus"] = 1
    assert problems(found)


def test_the_schema_refuses_the_settings_of_another_kind() -> None:
    found = document(demo())
    found["opt_outs"][0]["kind"] = "flag"
    assert problems(found)
    found["opt_outs"][0]["settings"] = {"flag": "--off"}
    assert problems(found) == []


@each_spec
def test_no_required_key_is_left_out_by_accident(path: Path) -> None:
    found = document(require(path))
    for key in list(found):
        cut = copy.copy(found)
        del cut[key]
        assert bool(problems(cut)) is (key not in ("note", "history")), key


# ---------------------------------------------------------------- what is in it


@each_spec
def test_every_field_is_in_it_once(path: Path) -> None:
    spec = require(path)
    found = list(all_fields(document(spec)))
    selectors = [entry["selector"] for entry in found]
    assert len(selectors) == len(set(selectors))
    declared = dict(fields_of(spec))
    assert set(declared) <= set(selectors)
    for entry in found:
        assert join(*split(entry["selector"])) == entry["selector"]
        member = declared.get(entry["selector"])
        if member is None:
            assert entry["state"] == "removed"
        else:
            assert (entry["name"], entry.get("description", "")) == (member.name, member.description)
            assert entry["sensitivity"] == member.sensitivity
            assert entry.get("nullable", False) == member.shape.nullable


@each_spec
def test_everything_else_is_in_it(path: Path) -> None:
    spec = require(path)
    found = document(spec)
    assert [source["id"] for source in found["sources"]] == list(spec.sources)
    assert [event["selector"] for _, event in events(found)] == [event_selector(*one) for one in spec.events()]
    assert [one["id"] for one in found["destinations"]] == list(spec.destinations)
    assert [one["settings"] for one in found["opt_outs"]] == [dict(one.settings) for one in spec.opt_outs.values()]
    assert [one["key"] for one in found["options"]] == list(spec.options)
    assert [one["id"] for one in found["third_parties"]] == list(spec.third_parties)
    assert [one.get("forbids", []) for one in found["never_collected"]] == [
        list(one.forbids) for one in spec.never_collected
    ]


@each_spec
def test_what_opt_outs_stop_is_in_it(path: Path) -> None:
    found = document(require(path))
    known = {entry["selector"] for entry in all_fields(found)} | {event["selector"] for _, event in events(found)}
    known |= {source["id"] for source in found["sources"]}
    ids = {one["id"] for one in found["opt_outs"]}
    for one in found["opt_outs"]:
        assert set(one.get("overrides", [])) <= ids
        for stop in one["disables"]:
            assert stop["selector"] in known
            assert not stop.get("when") or stop["when"]["selector"] in known


def test_a_field_added_to_the_spec_appears() -> None:
    before = [entry["selector"] for entry in all_fields(document(demo()))]
    more = "          size: {type: integer, minimum: 0, nullable: true, unit: bytes, examples: [3]}\n"
    after = {entry["selector"]: entry for entry in all_fields(document(demo(more)))}
    assert list(after) == [*before, "app.start.size"]
    entry = after["app.start.size"]
    assert entry["path"] == "$['size']"
    assert entry["limits"]["minimum"] == 0
    assert (entry["type"], entry["nullable"], entry["unit"], entry["examples"]) == ("integer", True, "bytes", [3])
    assert (entry["required"], entry["always"]) == (True, True)


def test_what_is_removed_is_marked(root: Path) -> None:
    more = """\
          old:
            removed: "2"
            fields: {inner: {type: boolean}}
      gone: {removed: "2", fields: {last: {type: boolean}}}
    discriminator: event
"""
    found = document(demo(more))
    states = {entry["selector"]: (entry.get("state"), entry.get("removed")) for entry in all_fields(found)}
    assert states["app.start.old"] == states["app.start.old.inner"] == states["app.gone.last"] == ("removed", "2")
    assert states["app.start.name"] == (None, None)
    assert [event.get("state") for _, event in events(found)] == [None, "removed"]
    lifecycle = document(require(root / "tests" / "shapes" / "lifecycle.telemetry.yaml"))
    assert {entry.get("state", "live") for entry in all_fields(lifecycle)} == {"live", "deprecated", "removed"}


def test_what_is_dropped_is_not_stored(root: Path) -> None:
    found = document(require(root / "schemas" / "flowforge.telemetry.yaml"))
    [(_, event)] = events(found)
    hashed = next(one for one in event["stored"] if one["selector"] == "platform.ping.ip")
    assert hashed["type"] == "sha256"
    assert event["not_stored"] == []
    more = "        received: {agent: {type: string, from: user_agent, transform: {kind: drop}}}\n"
    [(_, event)] = events(document(demo(more)))
    assert event["not_stored"] == ["app.start.agent"]
    assert [one["selector"] for one in event["stored"]] == ["app.start.name"]


def test_the_history_is_in_it_when_it_is_given() -> None:
    assert "history" not in document(demo())
    change = Change(kind="field-added", selector="app.start.name", part="payload", widens=True, within=("App",))
    found = document(demo(), [Release(version="2", date="2024-05-01", changes=(change,)), Release(version="1")])
    assert problems(found) == []
    assert found["history"] == [
        {
            "version": "2",
            "date": "2024-05-01",
            "changes": [
                {
                    "kind": "field-added",
                    "selector": "app.start.name",
                    "part": "payload",
                    "widens": True,
                    "within": ["App"],
                }
            ],
        },
        {"version": "1", "changes": []},
    ]


# ---------------------------------------------------------------- paths


STEP = re.compile(r"\[\*\]|\['((?:[^'\\]|\\.)*)'\]")
PLAIN = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def unescaped(written: str) -> str:
    found = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), written)
    return re.sub(r"\\(.)", lambda match: PLAIN.get(match[1], match[1]), found)


def reached(path: str, value: Any) -> list[Any]:  # noqa: ANN401  any JSON
    """Return what a normalized JSONPath reaches, read apart from the code that writes it."""
    assert path[0] == "$"
    assert STEP.sub("", path) == "$"
    found = [value]
    for match in STEP.finditer(path):
        if match[1] is None:
            found = [
                inner for one in found for inner in (one.values() if isinstance(one, dict) else one or ())
                if isinstance(one, dict | list)
            ]  # fmt: skip
        else:
            name = unescaped(match[1])
            found = [one[name] for one in found if isinstance(one, dict) and name in one]
    return found


def leaves(value: Any, path: str = "$") -> Iterator[str]:  # noqa: ANN401  any JSON
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves(inner, path + step(name))
    elif isinstance(value, list) and value:
        for inner in value:
            yield from leaves(inner, f"{path}[*]")
    else:
        yield path


def holds(entry: Json, payload: Any) -> bool:  # noqa: ANN401  any JSON
    return all(condition["equals"] in reached(condition["path"], payload) for condition in entry.get("when", ()))


@each_spec
def test_paths_lead_to_the_values(path: Path) -> None:
    spec = require(path)
    found = {event["selector"]: event for _, event in events(document(spec))}
    for source, event in spec.live_events():
        written = found[event_selector(source, event)]
        for shape, entries in ((event.payload, written["fields"]), (event.row, written["stored"])):
            least, most = minimal(shape), full(shape)
            for entry in entries:
                if entry.get("removed"):
                    assert not reached(entry["path"], most), entry["selector"]
                elif entry["always"]:
                    assert reached(entry["path"], least), entry["selector"]
                elif not entry.get("when") or holds(entry, most):
                    assert reached(entry["path"], most) or "union" in str(path), entry["selector"]


@each_spec
def test_every_value_of_a_payload_lies_on_a_path(path: Path) -> None:
    spec = require(path)
    found = {event["selector"]: event for _, event in events(document(spec))}
    for source, event in spec.live_events():
        written = found[event_selector(source, event)]
        for shape, entries in ((event.payload, written["fields"]), (event.row, written["stored"])):
            paths = [entry["path"] for entry in entries if not entry.get("removed")]
            tags = [condition["path"] for entry in entries for condition in entry.get("when", ())]
            for leaf in leaves(full(shape)):
                assert any(leaf.startswith(known) for known in (*paths, *tags)), leaf


@each_spec
def test_events_lie_where_the_document_says(path: Path) -> None:
    spec = require(path)
    for (source, event), (_, written) in zip(spec.events(), events(document(spec)), strict=True):
        assert bool(written.get("path")) is not bool(source.removed or event.removed)
    for source, written in zip(spec.sources.values(), document(spec)["sources"], strict=True):
        paths = [event["path"] for event in written["events"] if event.get("path")]
        there = [found for found in paths if reached(found, full(source.request.body))]
        # The key that holds an event is its name, so a body with one event has one of the paths.
        assert len(there) == (1 if source.by_key else len(paths))


@given(st.text(max_size=8))
def test_any_name_can_be_a_step(name: str) -> None:
    assert reached(f"${step(name)}", {name: 1}) == [1]


@each_spec
def test_a_field_lies_within_its_event(path: Path) -> None:
    for _, event in events(document(require(path))):
        for entry in (*event["fields"], *event["received"], *event["stored"]):
            assert covers(event["selector"], entry["selector"])
