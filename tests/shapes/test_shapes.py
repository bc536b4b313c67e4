"""The specs of each shape compile, hold what they are there to show, and their samples are right."""

from __future__ import annotations

import json
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from telemetry_spec import api, fieldtypes
from telemetry_spec.check.explain import violations
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_spec
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.language.fields import AlgorithmName
from telemetry_spec.language.opt_outs import OptOutSpec
from telemetry_spec.language.sources import EncodingStep
from telemetry_spec.model.selector import fields_of
from telemetry_spec.model.shape import children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Shape
    from telemetry_spec.model.spec import Request, Source, Spec

HERE = Path(__file__).parent
PATHS = sorted([*HERE.glob("*.telemetry.yaml"), HERE / "folder"])
NAMES = [path.name.removesuffix(".telemetry.yaml") for path in PATHS]

each_spec = pytest.mark.parametrize("name", NAMES)


@cache
def spec_of(name: str) -> Spec:
    compiled = compile_spec(PATHS[NAMES.index(name)])
    assert compiled.findings == ()
    assert compiled.spec is not None
    return compiled.spec


def only_source(name: str) -> Source:
    [source] = spec_of(name).sources.values()
    return source


def request_of(name: str) -> Request:
    return only_source(name).request


def shapes_of(name: str) -> Iterator[Shape]:
    """Yield every shape of a spec, types, rows and request bodies included."""
    spec = spec_of(name)
    pending = [definition.shape for definition in spec.types.values()]
    for source, event in spec.events():
        pending += [source.request.body, event.payload, event.row]
    while pending:
        shape = pending.pop()
        yield shape
        pending += [member.shape for member in (*shape.fields, *shape.entries)]
        pending += [child for _, child in children(shape)] + ([shape.keys] if shape.keys is not None else [])


@each_spec
def test_it_compiles(name: str) -> None:
    spec = spec_of(name)
    assert spec.opt_outs
    assert set(spec.destinations) == spec.used_destinations
    assert all(definition.uses for definition in (*spec.types.values(), *spec.groups.values()))


@each_spec
def test_lint_has_nothing_to_say(name: str) -> None:
    assert api.lint(spec_of(name)) == []


@each_spec
def test_what_is_drawn_from_it_is_right(name: str) -> None:
    spec = spec_of(name)
    parts = [source.id for source in spec.sources.values() if not source.removed]
    parts += [f"{source.id}.{event.id}" for source, event in spec.events() if not event.removed]
    for part in parts:
        check = Check(spec, part)
        for payload in islice(api.sample(spec, select=part), 20):
            assert check.check_text(json.dumps(payload).encode()) == [], part
        assert check.summary.payloads == 20


@each_spec
def test_every_event_has_samples_and_they_are_right(name: str) -> None:
    for source, event in spec_of(name).events():
        assert event.samples or event.removed, f"{source.id}.{event.id}"
        for sample in event.samples:
            assert violations(event.row if sample.stored else event.payload, sample.value) == [], event.id


@each_spec
def test_examples_are_right(name: str) -> None:
    for selector, member in fields_of(spec_of(name)):
        for example in member.examples:
            assert violations(member.shape, example) == [], selector


def test_one_event() -> None:
    request = request_of("one-event")
    assert (request.body.type, request.batch, request.envelope) == ("event", "one", False)
    [event] = only_source("one-event").events.values()
    assert [member.origin for member in event.received] == ["clock", "geo_ip"]


def test_envelope_one() -> None:
    request = request_of("envelope-one")
    assert (request.batch, request.envelope) == ("one", True)
    assert [member.id for member in request.body.fields] == ["sentAt", "client", "event"]


def test_envelope_many() -> None:
    request = request_of("envelope-many")
    assert (request.batch, request.envelope) == ("many", True)
    assert [event.name for event in only_source("envelope-many").events.values()] == [
        "command.started",
        "command.finished",
    ]


def test_bare_list() -> None:
    request = request_of("bare-list")
    assert (request.body.kind, request.batch, request.envelope) == ("array", "many", False)


def test_told_by_field() -> None:
    source = only_source("told-by-field")
    assert source.discriminator == "event"
    assert request_of("told-by-field").body.tags == ("document.created", "document.searched", "server.started")


def test_told_by_key() -> None:
    assert only_source("told-by-key").by_key
    body = request_of("told-by-key").body
    assert (body.tag, body.tags) == ("", ("compile", "internal-error"))
    assert violations(body, {"compile": {"target": "x86_64-linux", "units": 14}}) == []
    assert violations(body, {"target": "x86_64-linux", "units": 14}) != []


def test_headers_and_query() -> None:
    request = request_of("headers-query")
    assert [member.optional for member in request.headers] == [False, False, True]
    assert [member.id for member in request.query] == ["v", "utm_source"]
    [event] = only_source("headers-query").events.values()
    assert [member.origin for member in event.received] == ["remote_host", "header", "query"]


def test_open_map() -> None:
    maps = [shape for shape in shapes_of("open-map") if shape.kind == "map"]
    assert {shape.values.kind for shape in maps if shape.values} == {"integer", "object", "map", "array", "string"}
    assert any(shape.open for shape in shapes_of("open-map"))


def test_unions() -> None:
    members = {child.kind for shape in shapes_of("unions") if shape.kind == "union" for child in shape.members}
    assert members == {"integer", "number", "string", "boolean", "array", "object"}


def test_key_value() -> None:
    pairs = [shape for shape in shapes_of("key-value") if shape.kind == "entries"]
    assert {(shape.tag, shape.value_name) for shape in pairs} == {("name", "data"), ("key", "value")}


def test_client_hashes() -> None:
    steps = [step for _, member in fields_of(spec_of("client-hashes")) for step in member.transforms]
    assert {step.algorithm for step in steps} == {*get_args(AlgorithmName), ""}
    assert {step.mode for step in steps if step.kind == "hash"} == {"plain", "salted", "keyed"}
    assert {(step.kind, step.at) for step in steps} == {
        ("hash", "client"),
        ("truncate", "client"),
        ("round", "client"),
        ("truncate", "receiver"),
        ("hash", "receiver"),
        ("drop", "receiver"),
    }


def test_every_type_and_constraint_of_the_language() -> None:
    shapes = list(shapes_of("every-type"))
    assert {shape.type for shape in shapes} >= set(fieldtypes.names())
    assert {name for shape in shapes for name in shape.constraints} == set(CONSTRAINTS)
    # `min_entries` and the like are written and not only implied by a type.
    text = (HERE / "every-type.telemetry.yaml").read_text("utf-8")
    assert [name for name in CONSTRAINTS if f"{name}: " not in text] == []


def test_every_encoding_of_the_language() -> None:
    destinations = spec_of("encodings").destinations.values()
    assert {step for destination in destinations for step in destination.encoding} == set(get_args(EncodingStep))
    assert {destination.carrier for destination in destinations} == {"body", "query", "field"}
    assert {destination.method for destination in destinations} == {"GET", "POST", "PUT"}


def test_lifecycle() -> None:
    spec = spec_of("lifecycle")
    source = spec.sources["cli"]
    [removed] = [event for event in source.events.values() if event.removed]
    assert removed.name not in source.request.body.tags
    run = source.events["run"]
    sample = run.samples[0].value
    assert isinstance(sample, dict)
    assert violations(run.payload, {**sample, "userName": "ada"}) != []
    assert spec.sources["daemon"].removed
    assert {name for name, opt_out in spec.opt_outs.items() if opt_out.deprecated} == {"old-env", "older-flag"}


def test_all_kinds_of_opt_outs() -> None:
    opt_outs = spec_of("opt-outs").opt_outs
    kinds = {get_args(part.model_fields["kind"].annotation)[0] for part in get_args(get_args(OptOutSpec)[0])}
    assert len(kinds) == 8
    assert {opt_out.kind for opt_out in opt_outs.values()} == kinds
    conditions = [stop.when.value for opt_out in opt_outs.values() for stop in opt_out.disables if stop.when]
    assert conditions == ["server", "cli"]
    assert opt_outs["flag"].overrides == ("env",)
    assert opt_outs["setting"].unavailable_to
    assert opt_outs["command"].farewell == "cli.goodbye"
    assert opt_outs["ini"].stops == opt_outs["gpc"].stops == "sending"


def test_folder() -> None:
    spec = spec_of("folder")
    assert len(spec.files) == 5
    assert list(spec.sources["cli"].events) == ["error", "run"]
    assert len(spec.never_collected) == 2
