"""The vectors of every spec at hand show every obligation, and kill every mutant of the emitted schemas."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import patterns, vectors
from telemetry_spec.compile import require
from tests.vectors import score as scoring
from tests.vectors.equivalents import REASONS
from tests.vectors.languages import same_language
from tests.vectors.mutants import mutants
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.vectors import Vector
    from tests.vectors.score import Score

PATHS = spec_paths()


@cache
def scored(path: Path) -> Score:
    return scoring.score(require(path))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name.split(".")[0])
def test_obligations_and_mutants(path: Path) -> None:
    found = scored(path)
    assert found.unmet == []
    assert found.survivors == []
    assert found.mistaken == []
    assert found.full
    assert "obligations 100.0 %" in str(found)


def test_every_kind_of_equivalent_is_met_somewhere() -> None:
    small = [path for path in PATHS if "captures" not in path.parts]
    used = {reason for path in small for reason in scored(path).equivalents}
    # Captured products make use of these, and take their time.
    captured = {"every other branch asks for as much", "no text of the form has that many characters"}
    assert set(REASONS) == used | captured


@pytest.mark.parametrize(
    "lost", ["maxLength/above", "required/absent", "additionalProperties/", "optional/absent", "enum/is-"]
)
def test_a_missing_vector_is_noticed(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fewer(spec: object, part: object) -> tuple[Vector, ...]:
        return tuple(one for one in vectors.vectors_of(spec, part) if lost not in one.id)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(scoring, "vectors_of", fewer)
    name = {"enum/is-": "hasura", "optional/absent": "strapi"}.get(lost, "refine")
    found = scoring.score(require(scoring.ROOT / "schemas" / f"{name}.telemetry.yaml"))
    assert found.unmet
    assert found.survivors
    assert not found.full


def test_nothing_measured_is_not_full() -> None:
    assert not scoring.Score().full


def test_the_module_prints_both_numbers_and_fails_below_full(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(scoring.ROOT / "schemas" / "refine.telemetry.yaml")
    assert scoring.main([path]) == 0
    assert "refine: " in (printed := capsys.readouterr().out)
    assert "obligations 100.0 %" in printed
    assert "mutants 100.0 %" in printed
    monkeypatch.setattr(scoring, "equivalent", lambda *_: "nothing is told apart")
    assert scoring.main([path]) == 1
    assert "not equivalent: urn:telemetry-spec:refine" in capsys.readouterr().out


def test_mutants_differ_from_what_they_come_from() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "maxLength": 3}, "b": {"enum": [1, 2]}},
        "required": ["a"],
        "additionalProperties": False,
    }
    found = list(mutants(schema))
    assert all(mutant.schema != schema for mutant in found)
    said = {str(mutant) for mutant in found}
    assert said >= {"#/properties/a: maxLength dropped", "#/properties/a: maxLength moved by +1", "#/: opened"}
    assert said >= {"#/properties/b: enum without 1", "#/: 'a' not required", "#/: 'b' required"}


@pytest.mark.parametrize(
    ("one", "other", "longest", "same"),
    [
        ("a{1,3}", "a(a(a)?)?", None, True),
        ("(a|b)*", "(b|a)*", None, True),
        ("a{1,3}", "a{1,4}", None, False),
        ("a{1,3}", "a{1,4}", 3, True),
        ("[a-c]x", "(a|b|c)x", None, True),
        ("[a-c]x", "[a-d]x", None, False),
        ("a+", "a*", None, False),
    ],
)
def test_patterns_are_compared_by_their_texts(one: str, other: str, longest: int | None, same: bool) -> None:
    assert same_language(patterns.parse(one).root, patterns.parse(other).root, longest) is same
