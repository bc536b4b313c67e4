"""What is stored fits the shape of the row: whatever a transform gives, of whichever right value."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from telemetry_spec.check.explain import violations
from telemetry_spec.compile import compile_text
from telemetry_spec.compile.rows import after
from telemetry_spec.emit._values import Maker
from telemetry_spec.language.fields import AlgorithmName
from telemetry_spec.model.shape import Transform
from telemetry_spec.transforms.apply import Secrets, apply
from telemetry_spec.transforms.row import Arrival, row_of
from tests.lint.fragments import compiled, complete

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Shape

SECRETS = Secrets(salt=b"salt", key=b"key")
SAFE = 2**53 - 1

Described = dict[str, Any]


@cache
def shape_of(described: str) -> Shape:
    """Return the shape of a field that is described in JSON. Fails when it is none."""
    return compiled(f"fields: {{it: {described}}}\n").sources["app"].events["start"].payload.fields[0].shape


def ordered(numbers: st.SearchStrategy[Any], *names: str) -> st.SearchStrategy[Described]:
    return st.tuples(numbers, numbers).map(lambda pair: dict(zip(names, sorted(pair), strict=True)))


whole = st.one_of(st.integers(-200, 200), st.integers(-SAFE, SAFE))
finite = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: not number.is_integer() or number < SAFE
)
members = st.lists(whole, min_size=1, max_size=4, unique=True)
numbers = st.one_of(
    ordered(whole, "minimum", "maximum").map(lambda bounds: {"type": "integer", **bounds}),
    ordered(st.one_of(whole, finite), "minimum", "maximum").map(lambda bounds: {"type": "number", **bounds}),
    whole.map(lambda number: {"type": "integer", "minimum": number}),
    st.just({"type": "number"}),
    members.map(lambda values: {"enum": values}),
    whole.map(lambda value: {"const": value}),
    st.just({"type": "integer_string", "min_length": 2, "max_length": 12}),
    st.just({"type": "number_string", "min_length": 3, "max_length": 9}),
    st.just({"any_of": [{"type": "integer", "minimum": 3, "maximum": 17}, {"type": "integer_string"}]}),
)
texts = st.one_of(
    ordered(st.integers(0, 12), "min_length", "max_length").map(lambda bounds: {"type": "string", **bounds}),
    st.sampled_from(
        [
            {"type": "uuid"},
            {"type": "version"},
            {"enum": ["one", "seven", "\U0001f600\U0001f600"]},
            {"const": "always"},
            {"type": "string", "pattern": "[a-z]{2,9}(/[a-z]+)*"},
            {"any_of": [{"type": "uuid"}, {"type": "integer", "minimum": 5}]},
        ]
    ),
)
anything = st.one_of(numbers, texts, st.just({"type": "map", "values": {"type": "boolean"}}))


def holds(transform: Transform, described: Described, seed: int) -> None:
    shape = shape_of(json.dumps({"nullable": True, **described}, ensure_ascii=False))
    stored = after(transform, shape)
    maker = Maker(random.Random(seed))
    for value in [None, *(maker.value(shape) for _ in range(8))]:
        assert violations(shape, value) == []
        kept = json.loads(json.dumps(apply(transform, value, SECRETS)))
        assert violations(stored, kept) == [], (value, kept)


@given(described=numbers, size=st.one_of(st.integers(1, 40), st.integers(1, SAFE)), seed=st.integers(0, 9))
@example(described={"type": "number", "minimum": 1e300, "maximum": 1e300}, size=3, seed=0)
@example(described={"const": SAFE}, size=10, seed=0)
def test_what_is_rounded_fits_the_row(described: Described, size: int, seed: int) -> None:
    holds(Transform(kind="round", at="receiver", size=size), described, seed)


@given(described=texts, size=st.integers(1, 40), seed=st.integers(0, 9))
def test_what_is_truncated_fits_the_row(described: Described, size: int, seed: int) -> None:
    holds(Transform(kind="truncate", at="receiver", size=size), described, seed)


@given(
    algorithm=st.sampled_from(get_args(AlgorithmName)),
    mode=st.sampled_from(["plain", "salted", "keyed"]),
    described=anything,
    seed=st.integers(0, 9),
)
def test_what_is_hashed_fits_the_row(algorithm: str, mode: Any, described: Described, seed: int) -> None:  # noqa: ANN401  one of three
    holds(Transform(kind="hash", at="receiver", algorithm=algorithm, mode=mode), described, seed)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ("minimum: 3, maximum: 17", {"minimum": 0, "maximum": 20}),
        ("minimum: -3, maximum: 20", {"minimum": -10, "maximum": 20}),
        ("minimum: 0", {"minimum": 0, "maximum": SAFE}),
    ],
)
def test_bounds_of_a_row_are_those_of_rounded_values(bounds: str, expected: Described) -> None:
    transform = "transform: {kind: round, at: receiver, size: 10}"
    event = compiled(f"fields: {{it: {{type: integer, {bounds}, {transform}}}}}").sources["app"].events["start"]
    assert event.payload.fields[0].shape.constraints != expected or bounds == "minimum: 0"
    assert event.row.fields[0].shape.constraints == expected


def test_values_of_a_row_are_rounded_ones() -> None:
    transform = "transform: {kind: round, at: receiver, size: 10}"
    event = compiled(f"fields: {{it: {{enum: [3, 10, -7], {transform}}}}}").sources["app"].events["start"]
    assert event.row.fields[0].shape.constraints == {"enum": (-10, 0, 10)}


ENTRIES = "entries: {of: {mail: {type: email, transform: {kind: drop, at: receiver}}, count: {type: integer}}}"
ONLY = "entries: {of: {mail: {type: email, transform: {kind: drop, at: receiver}}}}"


@pytest.mark.parametrize("entries", [ENTRIES, ONLY])
@pytest.mark.parametrize(
    "described",
    ["{%s}", "{any_of: [{%s}, {type: boolean}]}", "{items: {%s}, min_items: 2}", "{values: {%s}, min_entries: 2}"],
)
def test_what_is_dropped_takes_its_key_along(described: str, entries: str) -> None:
    event = compiled(f"fields: {{it: {described % entries}, other: {{type: uuid}}}}").sources["app"].events["start"]
    maker = Maker(random.Random(0))
    for _ in range(20):
        payload = maker.value(event.payload)
        assert violations(event.payload, payload) == []
        assert violations(event.row, row_of(event, payload, Arrival(at=0), SECRETS)) == []
        assert violations(event.row, maker.value(event.row)) == []


def test_a_client_sends_what_its_transform_gives() -> None:
    found = compile_text(complete("fields: {user: {type: email, transform: sha256}}\n"))
    assert [finding.code for finding in found.findings] == ["transform-unfit"]
