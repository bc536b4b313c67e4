"""Whole specs: the four products are clean, and no spec that compiles makes the linter fail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec import lint
from telemetry_spec.compile import compile_spec, compile_text
from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

PRODUCTS = sorted(schemas_dir().glob("*.telemetry.yaml"))
TESTS = Path(__file__).parents[1]
OTHERS = sorted(path for folder in ("shapes", "captures") for path in (TESTS / folder).rglob("*.telemetry.yaml"))


def spec_of(path: Path) -> Spec:
    compiled = compile_spec(path)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


@pytest.mark.parametrize("path", PRODUCTS, ids=lambda path: path.name.split(".")[0])
def test_the_products_are_clean(path: Path) -> None:
    found = lint.lint(spec_of(path))
    assert not found, [(finding.code, finding.selector) for finding in found]


def test_the_products_are_there() -> None:
    assert len(PRODUCTS) >= 4


def test_a_finding_is_the_same_on_every_run() -> None:
    path = TESTS / "shapes" / "opt-outs.telemetry.yaml"
    text = path.read_text("utf-8").replace("description: ", "note: ")
    one, other = (compile_text(text).spec for _ in range(2))
    assert one is not None
    assert other is not None
    found = lint.lint(one)
    assert found
    assert found == lint.lint(other)


@settings(max_examples=60)
@given(st.sampled_from([*PRODUCTS, *OTHERS]), st.data())
def test_no_spec_makes_the_linter_fail(path: Path, data: st.DataObject) -> None:
    """Lines are taken out until another spec is left; where that compiles, its findings are whole."""
    lines = path.read_text("utf-8").splitlines()
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=4))
    spec = compile_text("\n".join(line for index, line in enumerate(lines) if index not in gone), path.name).spec
    if spec is None:
        return
    for finding in lint.lint(spec):
        assert finding.code in lint.names()
        assert finding.span is not None
        assert finding.span.file == path.name
        assert finding.message
        assert finding.help
