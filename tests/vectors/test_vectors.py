"""Vectors: their verdicts, their ids, and what they hold."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from telemetry_spec import api, vectors
from telemetry_spec.check.explain import violations
from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit.json_schema import payload_schema, request_schema
from telemetry_spec.vectors import frame, make, selectors, vectors_of
from telemetry_spec.vectors.files import files_of
from tests.conftest import ROOT
from tests.verdict.cases import PRODUCTS, spec_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.model.shape import Shape
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.vectors import Vector
    from tests.conftest import Golden

SCHEMA = json.loads((ROOT / "schemas" / "vectors.schema.json").read_text("utf-8"))
FLOWFORGE = ROOT / "schemas" / "flowforge.telemetry.yaml"

each_spec = pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])


@cache
def spec_at(path: Path) -> Spec:
    return require(path)


def shapes(spec: Spec) -> Iterator[tuple[str, Shape]]:
    for source in spec.live_sources():
        yield source.id, source.request.body
        yield from ((f"{source.id}.{event.id}", event.payload) for event in source.events.values() if not event.removed)


def by_id(spec: Spec, select: str) -> dict[str, Vector]:
    return {vector.id: vector for vector in vectors_of(spec, select)}


# ---------------------------------------------------------------- every spec


@each_spec
def test_each_vector_is_right_or_violates_one_thing(path: Path) -> None:
    spec = spec_at(path)
    for select, shape in shapes(spec):
        found = vectors_of(spec, select)
        assert Counter(vector.valid for vector in found).keys() == {True, False}
        for vector in found:
            if not vector.is_raw:
                said = [(one.pointer, one.keyword) for one in violations(shape, vector.payload)]
                assert said == ([] if vector.valid else [(vector.pointer, vector.keyword)]), vector.id
                assert vector.payload == vector.payload
                assert vector.payload is None or vector.raw is None
            assert bool(vector.keyword) is not vector.valid
            assert vector.description.endswith(".")


@each_spec
def test_ids_name_one_vector_of_a_spec(path: Path) -> None:
    spec = spec_at(path)
    found = [vector.id for select in selectors(spec) for vector in vectors_of(spec, select)]
    assert len(found) == len(set(found))


@each_spec
def test_every_edit_becomes_a_vector(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not as it says it is would be left out without a word."""
    made: list[Vector] = []

    def seen(_: Shape, found: Iterator[Vector]) -> Iterator[Vector]:
        made.extend(found)
        return iter(())

    spec = replace(spec_at(path))
    kept = {vector.id for select in selectors(spec) for vector in vectors_of(spec_at(path), select)}
    monkeypatch.setattr(make, "_checked", seen)
    for select in selectors(spec):
        vectors_of(spec, select)
    assert {vector.id for vector in made if not vector.is_raw} <= kept
    assert kept <= {vector.id for vector in made}


@each_spec
def test_a_frame_makes_a_body_with_the_same_verdict(path: Path) -> None:
    spec = spec_at(path)
    for source in spec.live_sources():
        judge = jsonschema_rs.Draft202012Validator(request_schema(spec, source))
        for event in source.events.values():
            around = frame(spec, event) if not event.removed else None
            for vector in vectors_of(spec, event) if around else ():
                body = around.around(vector.text) if around else b""
                if not vector.is_raw:
                    assert judge.is_valid(json.loads(body)) is vector.valid, vector.id
                elif vector.level == "required":
                    assert (not make.verdict(source.request.body, body)) is vector.valid, vector.id


@each_spec
def test_files_are_as_their_schema_says(path: Path) -> None:
    spec = spec_at(path)
    files = dict(files_of(spec))
    assert len(files) == len(selectors(spec))
    judge = jsonschema_rs.Draft202012Validator(SCHEMA)
    held: list[Any] = []
    for name, text in files.items():
        file = json.loads(text)
        assert not list(judge.iter_errors(file)), name
        assert name.startswith(f"{spec.product}/vectors/{file['selector']}.".replace('"', ""))
        held += file["vectors"]
    texts = {vector.id: vector for select in selectors(spec) for vector in vectors_of(spec, select)}
    assert [one["id"] for one in held] == list(texts)
    for one in held:
        vector = texts[one["id"]]
        assert base64.b64decode(one["raw"]) == vector.raw if "raw" in one else one["payload"] == vector.payload
        assert one.get("violates", {}).get("keyword", "") == vector.keyword


@pytest.mark.parametrize("product", PRODUCTS)
def test_right_payloads_keep_the_promises_too(product: str, tmp_path: Path) -> None:
    """`check` also knows what is never collected, and holds texts against it."""
    spec = spec_at(ROOT / "schemas" / f"{product}.telemetry.yaml")
    for select in selectors(spec):
        right = [vector for vector in vectors_of(spec, select) if vector.valid and vector.level == "required"]
        file = tmp_path / "right.ndjson"
        file.write_bytes(b"".join(vector.text + b"\n" for vector in right))
        assert api.check(spec, [file], select=select).findings == []


# ---------------------------------------------------------------- what there is


def test_flowforge_has_what_a_reader_looks_for() -> None:
    found = by_id(spec_at(FLOWFORGE), "platform.ping")
    assert found["platform.ping.os.arch/maxLength/above"].payload["os"]["arch"] == "a" * 61  # type: ignore[call-overload, index]  # an object
    assert found["platform.ping.os.arch/maxLength/at"].valid
    astral = found["platform.ping.os.arch/maxLength/at-astral"]
    assert len(astral.payload["os"]["arch"].encode("utf-16-le")) == 240  # type: ignore[call-overload, index, union-attr]  # an object
    absent = found["platform.ping.os.arch/required/absent"]
    assert (absent.selector, absent.pointer, absent.keyword) == ("platform.ping.os.arch", "/os", "required")
    assert found["platform.ping/whole/minimal"].valid
    assert found["platform.ping.os/additionalProperties/undeclared"].pointer == "/os/undeclared"
    assert found["platform.ping.instanceId/pattern/newline-after"].payload["instanceId"].endswith("\n")  # type: ignore[call-overload, index, union-attr]  # an object


#: What stands for itself in a raw text, the verdict of `check`, and the level.
RAW = {
    "byte-ff": (b"\xff", "payload-not-utf8", "required"),
    "overlong": (b"\xc0\xaf", "payload-not-utf8", "required"),
    "lone-surrogate": (b"\\ud800", "payload-not-utf8", "dialect"),
    "surrogate-pair": (b"\\ud83d\\ude00", "", "required"),
    "escaped-nul": (b"\\u0000", "", "recommended"),
    "twice": (b'"instanceId":', "duplicate-field", "required"),
    "twice-first-null": (b'{"instanceId":null,"instanceId":', "duplicate-field", "required"),
    "twice-nested": (b'"type":', "duplicate-field", "required"),
    "not-a-number": (b"NaN", "number-not-finite", "required"),
    "minus-infinity": (b"-Infinity", "number-not-finite", "required"),
    "huge": (b"1e400", "number-not-finite", "required"),
    "thirty-digits": (b"9" * 30, "maximum", "required"),
    "deep-lists": (b"[" * 10_000, "payload-too-deep", "required"),
    "truncated": (b"{", "payload-not-json", "required"),
    "trailing-comma": (b",}", "payload-not-json", "required"),
    "reversed": (b"{", "", "required"),
    "escaped": (b"\\u0069\\u006e", "", "required"),
}


@pytest.mark.parametrize("operator", RAW)
def test_raw_texts(operator: str) -> None:
    vector = by_id(spec_at(FLOWFORGE), "platform.ping")[f"platform.ping/json/{operator}"]
    part, keyword, level = RAW[operator]
    assert vector.is_raw
    assert vector.raw is not None
    assert part in vector.raw
    assert (vector.keyword, vector.level, vector.valid) == (keyword, level, not keyword)
    with pytest.raises(ValueError, match=operator):
        _ = vector.payload


def test_what_concerns_a_whole_body_is_with_the_source() -> None:
    found = by_id(spec_at(FLOWFORGE), "platform")
    assert found["platform.request/json/empty"].text == b""
    assert found["platform.request/json/byte-order-mark"].level == "dialect"
    assert found["platform.request/json/byte-order-mark"].valid
    assert found["platform.request/json/utf-16"].keyword == "payload-not-utf8"


def test_envelopes_lists_and_events() -> None:
    spec = spec_at(ROOT / "tests" / "shapes" / "envelope-many.telemetry.yaml")
    found = by_id(spec, "cli")
    assert found["cli.request.context.machineId/required/absent"].pointer == "/context"
    assert not found["cli.request.batch/minItems/below"].valid
    assert "cli.request.batch.event/enum/case" in found or "cli.request.batch:items.event/enum/case" in found
    assert not [name for name in found if ".durationMs" in name], "what is within an event is with the event"
    around = frame(spec, "cli.started")
    assert around.before.endswith(b'"batch":[')
    assert frame(spec, "cli").around(b"{}") == b"{}"


def test_a_part_is_named_by_its_selector_or_given_itself() -> None:
    spec = spec_at(FLOWFORGE)
    source = spec.sources["platform"]
    assert vectors_of(spec, source) is vectors_of(spec, "platform")
    assert vectors_of(spec, source.events["ping"]) is vectors_of(spec, "platform.ping")
    for unknown in ("platform.pong", "platform.ping.os", ""):
        with pytest.raises(KeyError):
            vectors_of(spec, unknown)


def test_what_was_removed_has_no_vectors_and_is_no_part_of_others() -> None:
    spec = spec_at(ROOT / "tests" / "shapes" / "lifecycle.telemetry.yaml")
    live = {f"{source.id}.{event.id}" for source, event in spec.live_events()}
    assert {select for select in selectors(spec) if "." in select} == live
    removed = [one for select in selectors(spec) for one in vectors_of(spec, select) if one.id.endswith("/removed")]
    assert removed
    assert {one.keyword for one in removed} == {"additionalProperties"}


# ---------------------------------------------------------------- ids that last

BEFORE = """
telemetry_spec: 1
product: acme
title: Acme
version: "1"
consent: opt-out
notice: {summary: What is sent., purpose: To know., operator: Acme, retention: 1 month}
destinations: {home: {url: "https://t.acme.example/", method: POST, encoding: json}}
opt_outs: {off: {kind: env, variable: ACME_OFF, values: any, disables: [app]}}
sources:
  app:
    title: The application
    events:
      start:
        destination: home
        trigger: [{on: startup}]
        fields:
          name: {type: string, max_length: 20, description: A name.}
          mode: {enum: [fast, safe], description: A mode.}
          count: {type: integer, minimum: 0, maximum: 9, optional: true, description: A number.}
"""
FIELD = "          extra: {type: boolean, description: Another one.}\n"
AT = "          name: {type"
EVENT = (
    "      begin:\n        destination: home\n        trigger: [{on: startup}]\n"
    "        fields:\n          a: {type: boolean, description: One.}\n"
)
CHANGES = {
    "a field before": BEFORE.replace(AT, FIELD + AT),
    "a field behind": BEFORE + FIELD,
    "fields in another order": BEFORE.replace(
        "          mode: {enum: [fast, safe], description: A mode.}\n", ""
    ).replace(AT, "          mode: {enum: [fast, safe], description: A mode.}\n" + AT),
    "values in another order": BEFORE.replace("[fast, safe]", "[safe, fast]"),
    "another version": BEFORE.replace('version: "1"', 'version: "2"'),
    "an example": BEFORE.replace("max_length: 20,", "max_length: 20, examples: [abc],"),
    "another bound": BEFORE.replace("max_length: 20", "max_length: 30"),
    "a source": BEFORE + "  tool:\n    title: A tool\n    events:\n" + EVENT,
}


def compiled(text: str) -> Spec:
    found = compile_text(text.encode(), "acme.telemetry.yaml")
    assert found.spec is not None, found.findings
    return found.spec


@pytest.mark.parametrize("change", CHANGES)
def test_ids_outlive_changes_of_other_things(change: str) -> None:
    before = by_id(compiled(BEFORE), "app.start")
    after = by_id(compiled(CHANGES[change]), "app.start")
    about = {name: (one.valid, one.keyword, one.selector, one.level) for name, one in before.items()}
    later = {name: (one.valid, one.keyword, one.selector, one.level) for name, one in after.items()}
    assert about.items() <= later.items()
    if "field" not in change:
        assert after.keys() == before.keys()


def test_no_id_is_taken_over_by_something_else() -> None:
    """An id that stands for another verdict after a change would turn a list of known failures into a lie."""
    before = by_id(compiled(BEFORE), "app.start")
    for old, new in (
        ("max_length: 20,", "max_length: 20, nullable: true,"),
        ("maximum: 9, optional: true,", "maximum: 9,"),
        ("[fast, safe]", "[fast, safe, other]"),
        ("type: string, max_length: 20,", "any_of: [{type: string, max_length: 20}, {type: integer}],"),
    ):
        after = by_id(compiled(BEFORE.replace(old, new)), "app.start")
        assert not [name for name in before.keys() & after.keys() if before[name].valid is not after[name].valid]


def test_the_same_spec_gives_the_same_bytes_in_every_process() -> None:
    command = [sys.executable, "-m", "telemetry_spec", "vectors", str(FLOWFORGE)]
    texts = {
        subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert texts == {b"".join(api.vector_files(spec_at(FLOWFORGE)).values())}


def test_the_files_of_a_small_spec(golden: Golden) -> None:
    spec = spec_at(ROOT / "tests" / "shapes" / "headers-query.telemetry.yaml")
    files = dict(files_of(spec))
    assert {name.split("/")[-1] for name in files} == {"sdk.request.json", "sdk.call.payload.json"}
    for name, text in files.items():
        assert golden(ROOT / "tests" / "golden" / name, text)


# ---------------------------------------------------------------- the table and the limits


def test_vectors_that_would_be_too_large_are_left_out_and_named() -> None:
    text = BEFORE.replace("max_length: 20", "max_length: 2000000")
    spec = compiled(text)
    assert all(len(vector.text) <= make.MAX_BYTES for vector in vectors_of(spec, "app.start"))
    assert [str(one) for one in vectors.unshown(spec, "app.start")] == [
        "app.start.name/maxLength",
        "app.start.name/maxLength/at",
    ]


def test_a_payload_is_a_new_one_each_time() -> None:
    vector = vectors_of(spec_at(FLOWFORGE), "platform.ping")[0]
    changed = vector.payload
    assert isinstance(changed, dict)
    changed.clear()
    assert vector.payload
    assert not list(jsonschema_rs.Draft202012Validator(_schema()).iter_errors(vector.payload))


def _schema() -> dict[str, Any]:
    spec = spec_at(FLOWFORGE)
    source = spec.sources["platform"]
    return payload_schema(spec, source, source.events["ping"])
