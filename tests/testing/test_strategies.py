"""What the strategies draw is right, what they break is wrong, and both shrink to something small."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from telemetry_spec import testing
from telemetry_spec.check.explain import violations
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit.json_schema import shape_schema
from telemetry_spec.emit.samples import minimal
from telemetry_spec.resources import schemas_dir
from tests.conftest import ROOT
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from telemetry_spec.model.spec import Spec

RIGHT = {"payload": testing.payloads, "row": testing.rows, "body": testing.bodies}
BROKEN = {"payload": testing.broken_payloads, "row": testing.broken_rows, "body": testing.broken_bodies}

each_spec = pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])


def parts(spec: Spec) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = [("body", one.id, one.request.body) for one in spec.live_sources()]
    for source, event in spec.live_events():
        name = f"{source.id}.{event.id}"
        found += [("payload", name, event.payload), ("row", name, event.row)]
    return found


def drawn(strategy: SearchStrategy[Any], number: int) -> list[Any]:
    """Return what a property is given."""
    found: list[Any] = []

    @settings(
        max_examples=number,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(strategy)
    def gather(value: Any) -> None:  # noqa: ANN401  any JSON value
        found.append(value)

    gather()
    return found


def smallest(strategy: SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:  # noqa: ANN401  any JSON value
    """Return what a failing property shrinks to."""
    return find(strategy, condition, settings=settings(database=None, max_examples=2000), random=random.Random(0))


@pytest.fixture(scope="module")
def flowforge() -> Spec:
    return require(schemas_dir() / "flowforge.telemetry.yaml")


@pytest.fixture(scope="module")
def strapi() -> Spec:
    return require(schemas_dir() / "strapi.telemetry.yaml")


@each_spec
def test_what_is_drawn_is_right(path: Path) -> None:
    spec = require(path)
    for part, name, shape in parts(spec):
        check = Check(spec, name, stored=part == "row")
        for value in drawn(RIGHT[part](spec, name), 12):
            assert violations(shape, value) == [], (name, value)
            assert check.check_text(json.dumps(value).encode()) == [], (name, value)


@each_spec
def test_what_is_broken_is_wrong(path: Path) -> None:
    spec = require(path)
    for part, name, shape in parts(spec):
        check = Check(spec, name, stored=part == "row")
        for broken in drawn(BROKEN[part](spec, name), 4):
            found = [(one.pointer, one.keyword) for one in violations(shape, broken.value)]
            assert found == [(broken.pointer, broken.keyword)], (name, broken)
            assert check.check_text(json.dumps(broken.value).encode()), (name, broken)
            assert broken.description


@each_spec
def test_requests_are_as_check_reads_them(path: Path) -> None:
    spec = require(path)
    for source in spec.live_sources():
        check = Check(spec, source.id, requests=True)
        for request in drawn(testing.requests(spec, source.id), 6):
            assert check.check_text(json.dumps(request).encode()) == [], request
            assert {"headers", "query", "body"} <= set(request)


def test_there_is_variety(flowforge: Spec) -> None:
    payloads = drawn(testing.payloads(flowforge, "platform.ping"), 200)
    assert len({json.dumps(payload) for payload in payloads}) > 150
    licensed = Counter("license" in payload["platform"] for payload in payloads)
    assert min(licensed.values()) > 20
    counts = {count for payload in payloads for count in payload["platform"]["counts"].values()}
    assert {0, 2**53 - 1} <= counts


BOUNDED = """
          bounded: {type: integer, minimum: -5, maximum: 5, description: A number.}
          share: {type: number, minimum: 0, maximum: 100, description: A number.}
          text: {type: string, min_length: 1, max_length: 20, description: A text.}
          codes: {type: "integer[]", min_items: 1, max_items: 4, description: A list.}
"""


def test_bounds_are_drawn() -> None:
    text = (ROOT / "tests" / "shapes" / "one-event.telemetry.yaml").read_text("utf-8")
    head, _, rest = text.partition("        fields:\n")
    tail = rest[rest.index("        received:") :].partition("        samples:")[0]
    compiled = compile_text(f"{head}        fields:{BOUNDED}{tail}")
    assert compiled.spec is not None, compiled.findings
    [event] = compiled.spec.live_events()
    payloads = drawn(testing.payloads(compiled.spec, f"{event[0].id}.{event[1].id}"), 300)
    assert {-5, 5} <= {payload["bounded"] for payload in payloads}
    assert {0, 100} <= {payload["share"] for payload in payloads}
    assert {1, 20} <= {len(payload["text"]) for payload in payloads}
    assert {1, 4} <= {len(payload["codes"]) for payload in payloads}


def test_every_way_to_break_is_drawn(flowforge: Spec) -> None:
    keywords = Counter(broken.keyword for broken in drawn(testing.broken_payloads(flowforge, "platform.ping"), 200))
    expected = {"additionalProperties", "maxLength", "maximum", "minimum", "pattern", "required", "type"}
    assert expected <= set(keywords)
    assert min(keywords[one] for one in expected) > 5


def test_the_simplest_payload_is_the_smallest(flowforge: Spec, strapi: Spec) -> None:
    assert smallest(testing.payloads(strapi, "service.send"), lambda _: True) == {"event": ""}
    found = smallest(testing.payloads(flowforge, "platform.ping"), lambda _: True)
    assert "license" not in found["platform"]
    assert set(found["platform"]["counts"].values()) == {0}
    assert found["os"] == {"type": "", "release": "", "arch": ""}
    assert found["instanceId"] == "00000000-0000-0000-0000-000000000000"


@each_spec
def test_the_first_payload_is_as_small_as_the_minimal_sample(path: Path) -> None:
    spec = require(path)
    for source, event in spec.live_events():
        first = drawn(testing.payloads(spec, f"{source.id}.{event.id}"), 1)[0]
        sample = minimal(event.payload)
        assert isinstance(sample, dict)
        assert set(first) == set(sample)


def test_a_failing_property_shrinks_to_what_matters(flowforge: Spec, strapi: Spec) -> None:
    payloads = testing.payloads(flowforge, "platform.ping")
    least = smallest(payloads, lambda _: True)
    found = smallest(payloads, lambda one: "license" in one["platform"] and one["platform"]["counts"]["users"] > 400)
    assert found["platform"]["counts"].pop("users") == 401
    assert found["platform"].pop("license") == {"id": "00000000-0000-0000-0000-000000000000", "type": ""}
    assert least["platform"]["counts"].pop("users") == 0
    assert found == least
    database = smallest(
        testing.payloads(strapi, "service.send"), lambda one: "database" in one.get("groupProperties", {})
    )
    assert database == {"event": "", "groupProperties": {"database": ""}}


def test_a_broken_payload_shrinks_as_well(flowforge: Spec) -> None:
    found = smallest(testing.broken_payloads(flowforge, "platform.ping"), lambda one: one.keyword == "maximum")
    assert found.keyword == "maximum"
    assert found.pointer.startswith("/platform/counts/")
    others = dict(found.value["platform"]["counts"])
    others.pop(found.pointer.rpartition("/")[2])
    assert set(others.values()) == {0}


SCRIPT = """
import hypothesis, json, sys
from hypothesis import given, settings
from telemetry_spec import api, testing
spec = api.load(sys.argv[1])
@settings(max_examples=20, database=None, derandomize=True, deadline=None)
@given(testing.broken_payloads(spec, "platform.ping"))
def test(found):
    print(json.dumps([found.value, found.pointer, found.keyword]))
test()
"""


def test_the_same_examples_in_every_process() -> None:
    command = [sys.executable, "-c", SCRIPT, str(schemas_dir() / "flowforge.telemetry.yaml")]
    runs = {
        subprocess.run(
            command, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert len(runs.pop().splitlines()) == 20


def test_a_strategy_is_made_once(flowforge: Spec) -> None:
    assert testing.payloads(flowforge, "platform.ping") is testing.payloads(flowforge, "platform.ping")
    assert testing.rows(flowforge, "platform.ping") is not testing.payloads(flowforge, "platform.ping")
    again = require(schemas_dir() / "flowforge.telemetry.yaml")
    assert testing.payloads(again, "platform.ping") is not testing.payloads(flowforge, "platform.ping")


def test_a_name_that_is_not_there_is_told_with_the_nearest(flowforge: Spec) -> None:
    with pytest.raises(testing.NoSuchPartError, match=r"no event `platform\.pong`.*Did you mean `platform\.ping`\?"):
        testing.payloads(flowforge, "platform.pong")
    with pytest.raises(testing.NoSuchPartError, match=r"no source `elsewhere`.*There are: platform\."):
        testing.bodies(flowforge, "elsewhere")
    with pytest.raises(testing.NoSuchPartError, match="no event ``"):
        testing.broken_rows(flowforge, "")


def test_without_hypothesis_one_is_told_what_to_install() -> None:
    script = "import sys; sys.modules['hypothesis'] = None\nimport telemetry_spec.testing"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ImportError: telemetry_spec.testing needs hypothesis. To install it: pip install 'telemetry-spec[test]'"
    )


def test_very_large_payloads_can_be_drawn() -> None:
    from benchmarks import made

    compiled = compile_text(made.spec_text(1000), "made.telemetry.yaml")
    assert compiled.spec is not None
    strategy = testing.payloads(compiled.spec, "app.report")
    check = Check(compiled.spec, "app.report")
    found = drawn(strategy, 20)
    assert len(found) == 20
    assert all(check.check_text(json.dumps(one).encode()) == [] for one in found)
    assert len({json.dumps(one) for one in found}) > 10
    assert shape_schema(compiled.spec.sources["app"].events["report"].payload)["properties"].keys() == found[0].keys()
