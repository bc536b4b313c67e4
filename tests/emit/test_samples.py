"""Samples: right by their own spec, for every shape that there is."""

from __future__ import annotations

import itertools
import json
import random
from typing import TYPE_CHECKING, Any, cast

import pytest

from telemetry_spec.check.explain import violations
from telemetry_spec.check.run import Check
from telemetry_spec.compile import require
from telemetry_spec.emit._values import Maker
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.samples import blank, emit, full, minimal, realistic, stream
from telemetry_spec.model.shape import walk
from tests.lint.fragments import compiled
from tests.verdict.cases import PRODUCTS, spec_paths, subjects

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Golden


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_product_has_its_samples(product: str, root: Path, golden: Golden) -> None:
    spec = require(root / "schemas" / f"{product}.telemetry.yaml")
    files = dict(emit(spec, Options()))
    assert len(files) == sum(3 + 6 * len(source.events) for source in spec.sources.values())
    for name, data in files.items():
        golden(root / "tests" / "golden" / name, data)


def test_every_sample_is_right() -> None:
    for subject in subjects():
        for make in (minimal, full, realistic, blank):
            assert violations(subject.shape, make(subject.shape)) == [], (subject.name, make.__name__)
        maker = Maker(random.Random(1))
        for _ in range(5):
            assert violations(subject.shape, maker.value(subject.shape)) == [], subject.name


def test_a_realistic_sample_shows_no_value_twice() -> None:
    types = ("uuid", "sha256", "md5")
    fields: dict[str, object] = {f"{name}{number}": {"type": name} for name in types for number in range(4)}
    fields |= {f"version{number}": {"type": "version"} for number in range(2)}
    fields["own"] = {"type": "uuid", "examples": ["dddff371-dab2-450f-9969-235bca66dab1"]}
    event = compiled(f"fields: {json.dumps(fields)}\n").sources["app"].events["start"]
    made = realistic(event.payload)
    assert isinstance(made, dict)
    assert violations(event.payload, made) == []
    assert made["own"] == "dddff371-dab2-450f-9969-235bca66dab1"
    assert len(set(map(str, made.values()))) == len(fields)
    assert realistic(event.payload) == made


def test_a_full_sample_has_every_field_and_a_minimal_one_no_optional_one(root: Path) -> None:
    spec = require(root / "schemas" / "flowforge.telemetry.yaml")
    payload = spec.sources["platform"].events["ping"].payload
    optional = [path for path, member in walk(payload) if member.optional]
    assert optional
    for path, _ in walk(payload):
        assert reach(full(payload), path), path
    for path in optional:
        assert not reach(minimal(payload), path)


def reach(value: object, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return True


@pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
def test_a_stream_is_clean_and_repeats_with_its_seed(path: Path, tmp_path: Path) -> None:
    spec = require(path)
    first, again, other = (list(itertools.islice(stream(spec, seed=seed), 60)) for seed in (5, 5, 6))
    assert first == again
    assert first != other
    file = tmp_path / "payloads.ndjson"
    file.write_text("".join(json.dumps(value) + "\n" for value in first))
    check = Check(spec)
    assert list(check.findings([str(file)])) == []
    assert check.summary.payloads == len(first)


def test_a_stream_of_one_event_is_clean_as_that_event(root: Path) -> None:
    spec = require(root / "tests" / "shapes" / "envelope-many.telemetry.yaml")
    for source, event in spec.live_events():
        name = f"{source.id}.{event.id}"
        check = Check(spec, name)
        for value in itertools.islice(stream(spec, name), 20):
            assert check.check_text(json.dumps(value).encode()) == []


def test_a_stream_of_nothing_ends(root: Path) -> None:
    spec = require(root / "schemas" / "flowforge.telemetry.yaml")
    assert list(stream(spec, "no.such.event")) == []


def test_a_blank_value_has_everything_that_careless_programs_leave_out() -> None:
    subject = next(one for one in subjects() if one.name == "flowforge:platform.ping:payload")
    value = cast("dict[str, Any]", blank(subject.shape))
    assert set(value["platform"]["counts"].values()) == {0}
    assert value["os"]["arch"] == ""
    assert value["platform"]["config"]["broker"]["enabled"] is False


def test_made_uuids_are_in_lower_case(root: Path) -> None:
    spec = require(root / "schemas" / "flowforge.telemetry.yaml")
    for payload in itertools.islice(stream(spec, "platform.ping"), 50):
        assert isinstance(payload, dict)
        assert str(payload["instanceId"]).islower()
