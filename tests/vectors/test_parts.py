"""What the mechanism is made of: its table, its schema, and what it says of values within unions."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec import api
from telemetry_spec.check.explain import violations
from telemetry_spec.compile import require
from telemetry_spec.emit._values import Maker
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.vectors import breaks, operators, replaced
from telemetry_spec.vectors.files import as_json
from tests.conftest import ROOT
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from pathlib import Path

spec_at = cache(require)

SIZES = {"min_items", "max_items", "min_entries", "max_entries"}
SCHEMA = json.loads((ROOT / "schemas" / "vectors.schema.json").read_text("utf-8"))


def test_every_row_of_the_constraint_table_has_operators() -> None:
    assert set(operators._WRONG) | SIZES == set(CONSTRAINTS)
    bounds = {name for name in CONSTRAINTS if name.startswith(("min", "max"))}
    assert set(operators._EDGES) | SIZES == bounds


@pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_random_values_break_in_one_place(path: Path, seed: int) -> None:
    spec = spec_at(path)
    rng = random.Random(seed)
    source, event = rng.choice(list(spec.live_events()))
    shape = rng.choice([event.payload, event.row, source.request.body])
    ways = list(breaks(shape, Maker(rng).value(shape), rng))
    assert ways
    for way in rng.sample(ways, min(len(ways), 3)):
        assert [(one.pointer, one.keyword) for one in violations(shape, way.apply())] == [(way.pointer, way.keyword)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"zoom": 101}, [("/zoom", "maximum")]),
        ({"zoom": 1.5}, [("/zoom", "anyOf")]),
        ({"zoom": None}, [("/zoom", "anyOf")]),
        ({"engine": {"name": 1, "device": 0}}, [("/engine/name", "type")]),
        ({"engine": {"name": "a", "device": 0, "more": 1}}, [("/engine/more", "additionalProperties")]),
        ({"engine": {"name": 1}}, [("/engine", "required"), ("/engine/name", "type")]),
        ({"history": [-1, "x"]}, [("/history/0", "minimum"), ("/history/1", "anyOf")]),
        ({"options": {"": True}}, [("/options/", "propertyNames")]),
    ],
)
def test_a_value_in_a_union_is_held_against_the_member_of_its_type(
    changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    spec = api.load(ROOT / "tests" / "shapes" / "unions.telemetry.yaml")
    event = spec.sources["viewer"].events["opened"]
    value = {**event.samples[0].value, **changes}  # type: ignore[dict-item]  # the sample is an object
    assert [(one.pointer, one.keyword) for one in violations(event.payload, value)] == expected


def test_a_part_is_replaced_and_the_rest_shared() -> None:
    whole = {"a": [{"b": 1}, {"b": 2}], "c": {}}
    assert replaced(whole, ("a", 1, "b"), "x") == {"a": [{"b": 1}, {"b": "x"}], "c": {}}
    assert whole == {"a": [{"b": 1}, {"b": 2}], "c": {}}
    assert replaced(whole, (), 1) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"part": "row"},
        {"unknown_fields": ""},
        {"vectors": []},
        {"vectors": [{}]},
        {"more": 1},
    ],
    ids=str,
)
def test_the_schema_refuses_other_files(change: dict[str, Any]) -> None:
    file = _file()
    judge = jsonschema_rs.Draft202012Validator(SCHEMA)
    assert judge.is_valid(file)
    assert not judge.is_valid({**file, **change})


@pytest.mark.parametrize(
    ("valid", "change"),
    [
        (True, {"violates": {"pointer": "", "keyword": "type"}}),
        (False, {"violates": {"pointer": "os", "keyword": "type"}}),
        (False, {"raw": "AA=="}),
        (True, {"level": "optional"}),
        (True, {"id": "no-slash"}),
    ],
)
def test_the_schema_refuses_other_vectors(valid: bool, change: dict[str, Any]) -> None:
    file = _file()
    vector = next(one for one in file["vectors"] if one["valid"] is valid and "payload" in one)
    judge = jsonschema_rs.Draft202012Validator(SCHEMA)
    assert judge.is_valid({**file, "vectors": [vector]})
    assert not judge.is_valid({**file, "vectors": [{**vector, **change}]})
    assert not judge.is_valid({**file, "vectors": [{name: vector[name] for name in vector if name != "payload"}]})


def _file() -> dict[str, Any]:
    spec = api.load(ROOT / "schemas" / "refine.telemetry.yaml")
    ((_, text),) = api.vector_files(spec, select="core.init").items()
    file: dict[str, Any] = json.loads(text)
    assert file["vectors"] == [as_json(vector) for vector in api.vectors(spec, select="core.init")]
    return file
