"""Payloads for the one verdict: of every event, row and body of all specs at hand, right and broken in one place."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telemetry_spec.compile import require
from telemetry_spec.emit._values import PLAIN, WILD, Maker
from telemetry_spec.emit.json_schema import payload_schema, request_schema, row_schema
from telemetry_spec.vectors import breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.vectors.edit import Edit

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = ("refine", "hasura", "strapi", "flowforge")

#: Breaks that are tried of one payload: large payloads have thousands, and other payloads have their turn.
_BREAKS = 12


@dataclass(frozen=True)
class Subject:
    """A shape with the schema emitted for it. `part` is `payload`, `row` or `request`; `selector` says of what."""

    spec: Spec
    selector: str
    part: str
    shape: Shape
    schema: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.spec.product}:{self.selector}:{self.part}"


@dataclass(frozen=True)
class Case:
    """One payload: which subject it is for, its JSON text, whether it is right, and how it was broken."""

    subject: int
    text: str
    right: bool
    how: str


def spec_paths() -> list[Path]:
    found = [ROOT / "schemas" / f"{name}.telemetry.yaml" for name in PRODUCTS]
    found += sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml"))
    found += sorted((ROOT / "tests" / "captures").glob("*.telemetry.yaml"))
    return [*found, ROOT / "tests" / "shapes" / "folder"]


def subjects() -> list[Subject]:
    found = []
    for path in spec_paths():
        spec = require(path)
        for source in spec.live_sources():
            schema = request_schema(spec, source)
            found.append(Subject(spec, source.id, "request", source.request.body, schema))
        for source, event in spec.live_events():
            name = f"{source.id}.{event.id}"
            found.append(Subject(spec, name, "payload", event.payload, payload_schema(spec, source, event)))
            found.append(Subject(spec, name, "row", event.row, row_schema(spec, source, event)))
    return found


def cases(found: list[Subject], number: int, seed: int = 0) -> Iterator[Case]:
    """Yield so many payloads, taking the subjects in turn."""
    rng = random.Random(seed)
    made = 0
    while made < number:
        for index, subject in enumerate(found):
            maker = Maker(rng, alphabet=rng.choice((PLAIN, WILD)), examples=0.1)
            value = maker.value(subject.shape)
            batch = [Case(index, write(value), right=True, how="right"), *_respelt(index, value)]
            batch += [
                Case(index, write(way.apply()), right=False, how=f"{_kind(way)} at {way.pointer}")
                for way in _some(list(breaks(subject.shape, value, rng)), rng)
            ]
            yield from batch[: number - made]
            made += len(batch)
            if made >= number:
                return


def _some(ways: list[Edit], rng: random.Random) -> list[Edit]:
    """Return a few breaks, of as many kinds as there are: most breaks of a payload are wrong types."""
    kinds: dict[str, list[Edit]] = {}
    for way in ways:
        kinds.setdefault(_kind(way), []).append(way)
    chosen = [rng.choice(kinds[kind]) for kind in sorted(kinds)]
    return rng.sample(chosen, min(len(chosen), _BREAKS))


def _kind(way: Edit) -> str:
    """Return what kind of break it is: what is violated, and of values that only look right that they do."""
    if way.operator == "null" or way.operator.startswith("near-miss"):
        return way.operator.split("-", 2)[0]
    return way.keyword


def _respelt(index: int, value: Json) -> Iterator[Case]:
    """Yield the same value with every whole number written as `1.0`: JSON knows one kind of number."""
    text = write(_with_points(value))
    if text != write(value):
        yield Case(index, text, right=True, how="whole numbers with a point")


def _with_points(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _with_points(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_points(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def write(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
