"""Examples of properties: drawn from a spec, beside hypothesis-jsonschema's drawn from the schema emitted for it.

Both run whole tests of hypothesis, which does its own work for each example. Nothing is shrunk or replayed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from benchmarks.table import Table, Unit
from benchmarks.timing import side_by_side
from telemetry_spec import testing
from telemetry_spec.check.explain import violations
from telemetry_spec.compile import require
from telemetry_spec.emit.json_schema import payload_schema
from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from benchmarks.scale import Scale
    from telemetry_spec.model.shape import Shape

OURS = "telemetry_spec.testing"
PEER = "hypothesis-jsonschema"
ALONE = "hypothesis alone, one number"

#: One event of each product.
EVENTS = {"flowforge": "platform.ping", "hasura": "server.usage", "refine": "core.init", "strapi": "service.send"}

_EXAMPLE = Unit("ms an example", 1e3)
_SHARE = 0.1
#: The peer is slow, and so often is enough.
_REPETITIONS = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """A payload, and the strategies of both."""

    name: str
    shape: Shape
    ours: SearchStrategy[Any]
    peer: SearchStrategy[Any]


def subjects() -> Iterator[Subject]:
    """Yield one for each product."""
    for product, event in EVENTS.items():
        spec = require(schemas_dir() / f"{product}.telemetry.yaml")
        source = spec.sources[event.split(".")[0]]
        found = source.events[event.split(".")[1]]
        schema = payload_schema(spec, source, found)
        yield Subject(f"{product}, {event}", found.payload, testing.payloads(spec, event), from_schema(schema))


def compare(scale: Scale, folder: Path) -> Iterator[Table]:  # noqa: ARG001  every comparison has this signature
    """Yield a table for each payload. There is no target where hypothesis alone takes more than a tenth of the peer."""
    for subject in subjects():
        strategies = {OURS: subject.ours, PEER: subject.peer, ALONE: st.integers()}
        contenders = {name: per_example(strategy, scale.examples) for name, strategy in strategies.items()}
        times = side_by_side(contenders, min(scale.repetitions, _REPETITIONS))
        table = Table(f"examples of payloads: {subject.name} ({scale.examples} a test)", _EXAMPLE, times, OURS)
        if times[ALONE].least <= _SHARE * times[PEER].least:
            table.at_most(f"at least ten times as many as {PEER}", _SHARE, PEER)
        yield table


def per_example(strategy: SearchStrategy[Any], count: int) -> Callable[[], float]:
    """Return a contender that runs a test of so many examples, and says how long each of them took."""

    def run() -> float:
        start = time.perf_counter()
        drawn = len(examples(strategy, count))
        return (time.perf_counter() - start) / drawn

    return run


def examples(strategy: SearchStrategy[Any], count: int) -> list[Any]:
    """Return what a test of so many examples is given, the same each time."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def gather(value: Any) -> None:  # noqa: ANN401  any JSON value
        found.append(value)

    gather()
    return found


def wrong(shape: Shape, values: list[Any]) -> list[Any]:
    """Return the examples that are no right payloads."""
    return [value for value in values if violations(shape, value)]
