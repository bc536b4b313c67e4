"""Field types and the table of constraints."""

from __future__ import annotations

import pytest

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.emit._values import fits
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS, same
from telemetry_spec.language.fields import ShapeSpec

KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
SCALARS = [name for name in fieldtypes.names() if fieldtypes.get(name).kind in KINDS and not fieldtypes.get(name).needs]


def right_kind(name: str, value: object) -> bool:
    kind = fieldtypes.get(name).kind
    return isinstance(value, KINDS[kind]) and isinstance(value, bool) == (kind == "boolean")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SCALARS)
def test_examples_are_right(name: str) -> None:
    found = fieldtypes.get(name)
    assert found.examples
    assert all(right_kind(name, example) and fits(example, found.implied) for example in found.examples)


@pytest.mark.parametrize("name", SCALARS)
def test_near_misses_are_wrong(name: str) -> None:
    found = fieldtypes.get(name)
    for value in found.near_misses:
        assert not (right_kind(name, value) and fits(value, found.implied)), value


@pytest.mark.parametrize("name", fieldtypes.names())
def test_what_is_implied_can_be_held_by_every_engine(name: str) -> None:
    found = fieldtypes.get(name)
    assert found.description.endswith(".")
    assert set(found.implied) | set(found.takes) <= set(CONSTRAINTS)
    assert all(key in ShapeSpec.model_fields for key in (*found.takes, *found.needs))
    if "pattern" in found.implied:
        low, high = patterns.length_bounds(patterns.parse_linear(str(found.implied["pattern"])))
        assert high is not None or "max_length" in found.implied
        assert low <= int(str(found.implied.get("max_length", low)))


def test_every_constraint_of_the_language_is_in_the_table() -> None:
    structure = {
        "description",
        "type",
        "nullable",
        "items",
        "keys",
        "values",
        "any_of",
        "fields",
        "include",
        "open",
        "entries",
    }
    assert set(ShapeSpec.model_fields) - structure == set(CONSTRAINTS)
    assert all(constraint.lower in {"", *CONSTRAINTS} for constraint in CONSTRAINTS.values())


@pytest.mark.parametrize(
    ("name", "limit", "right", "wrong"),
    [
        ("const", 1, 1.0, True),
        ("const", True, True, 1),
        ("enum", ("a", "b"), "b", "c"),
        ("enum", (0, 1), 1.0, False),
        ("minimum", 2, 2, 1.9),
        ("maximum", 2, 2.0, 2.1),
        ("min_length", 2, "\U0001f600x", "\U0001f600"),
        ("max_length", 1, "\U0001f600", "ab"),
        ("pattern", "[0-9]+", "12", "12\n"),
        ("pattern", "[0-9]+", "12", "\u0661"),
        ("min_items", 1, [0], []),
        ("max_items", 1, [0], [0, 0]),
        ("min_entries", 1, {"a": 0}, {}),
        ("max_entries", 1, {"a": 0}, {"a": 0, "b": 0}),
    ],
)
def test_constraints_mean_what_json_schema_means(name: str, limit: object, right: object, wrong: object) -> None:
    constraint = CONSTRAINTS[name]
    assert constraint.holds(right, limit)
    assert not constraint.holds(wrong, limit)
    assert constraint.words(limit)


@pytest.mark.parametrize(
    ("name", "limit", "narrower", "wider"),
    [
        ("const", "a", "a", "b"),
        ("enum", ("a", "b"), ("b",), ("b", "c")),
        ("enum", (1, 2), (2,), ("2",)),
        ("minimum", 2, 2.5, 1),
        ("maximum", 2, 1, 2.5),
        ("min_length", 2, 3, 1),
        ("max_length", 2, 1, 3),
        ("pattern", "[0-9]+", "[0-9]+", "[0-9]"),
        ("min_items", 2, 3, 1),
        ("max_items", 2, 1, 3),
        ("min_entries", 2, 3, 1),
        ("max_entries", 2, 1, 3),
    ],
)
def test_a_limit_can_be_held_against_another(name: str, limit: object, narrower: object, wider: object) -> None:
    constraint = CONSTRAINTS[name]
    assert constraint.narrows(limit, limit)
    assert constraint.narrows(narrower, limit)
    assert not constraint.narrows(wider, limit)


def test_equality_is_that_of_json() -> None:
    assert same(1, 1.0)
    assert not same(*(1, True))
    assert not same("1", 1)


def test_an_unknown_type_is_no_type() -> None:
    with pytest.raises(KeyError):
        fieldtypes.get("text")
    with pytest.raises(KeyError):
        fieldtypes.get("constraints")
