"""How good the vectors are: what they show of each obligation, and which mutants of the emitted schemas they kill.

`python -m tests.vectors.score [SPEC...]` prints both for the four products, or for the specs named, and fails where one
of them is below 100 %.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from telemetry_spec.compile import require
from telemetry_spec.emit.json_schema import payload_schema, request_schema
from telemetry_spec.model.selector import event_selector
from telemetry_spec.vectors import frame, vectors_of
from telemetry_spec.vectors.edit import Place
from telemetry_spec.vectors.obligations import obligations, unmet
from tests.vectors.equivalents import equivalent
from tests.vectors.mutants import mutants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.model.shape import Shape
    from telemetry_spec.model.spec import Source, Spec
    from tests.vectors.mutants import Path as Way

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = ("refine", "hasura", "strapi", "flowforge")

Judged = tuple[str, Any, bool]
"""The id of a vector, its value and whether it is right."""


@dataclass
class Score:
    """What the vectors of a spec come to. `mistaken` are mutants declared equivalent that some vector kills."""

    vectors: int = 0
    obligations: int = 0
    unmet: list[str] = field(default_factory=list)
    mutants: int = 0
    survivors: list[str] = field(default_factory=list)
    equivalents: Counter[str] = field(default_factory=Counter)
    mistaken: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Say whether everything is shown and every mutant killed. Nothing at all is not everything."""
        return bool(self.obligations and self.mutants) and not (self.unmet or self.survivors or self.mistaken)

    def __str__(self) -> str:
        killed = self.mutants - len(self.survivors)
        return (
            f"{self.vectors:,} vectors; obligations {_share(self.obligations - len(self.unmet), self.obligations)}; "
            f"mutants {_share(killed, self.mutants)} ({sum(self.equivalents.values()):,} equivalents aside)"
        )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part:,} of {whole:,})" if whole else "none"


def score(spec: Spec) -> Score:
    """Measure the vectors of everything that a spec sends."""
    found = Score()
    for source in spec.live_sources():
        vectors = vectors_of(spec, source)
        found.vectors += len(vectors)
        _show(found, source.request.body, f"{source.id}.request", vectors, events=False)
        judged = [(vector.id, json.loads(vector.text), vector.valid) for vector in vectors if not vector.is_raw]
        within = tuple(events_within(source.request.body))
        _kill(found, request_schema(spec, source), [*judged, *_framed(spec, source)], within)
    for source, event in spec.live_events():
        vectors = vectors_of(spec, event)
        found.vectors += len(vectors)
        _show(found, event.payload, event_selector(source, event), vectors, events=True)
        judged = [(vector.id, vector.payload, vector.valid) for vector in vectors if not vector.is_raw]
        _kill(found, payload_schema(spec, source, event), judged)
    return found


def _framed(spec: Spec, source: Source) -> Iterator[Judged]:
    """Yield the vectors of a source's events as request bodies."""
    for event in source.events.values():
        if not event.removed:
            around = frame(spec, event)
            for vector in vectors_of(spec, event):
                if not vector.is_raw:
                    yield vector.id, json.loads(around.around(vector.text)), vector.valid


def _show(found: Score, shape: Shape, select: str, vectors: Sequence[Any], *, events: bool) -> None:
    found.obligations += len(list(obligations(shape, Place(select), events=events)))
    found.unmet += map(str, unmet(shape, select, vectors, events=events))


def events_within(shape: Shape, path: Way = ()) -> Iterator[Way]:
    """Yield where the events lie in the schema of a request body.

    What is there is the schema of a payload, and the mutants of that are tried on it: they need no second time.
    """
    if shape.type == "event" and shape.kind != "variants":
        yield path
    elif shape.type == "event" and shape.tag:
        yield from ((*path, "allOf", index, "then") for index in range(len(shape.tags)))
    elif shape.type == "event":
        yield from ((*path, "properties", tag) for tag in shape.tags)
    for member in shape.fields:
        yield from events_within(member.shape, (*path, "properties", member.name))
    if shape.items is not None:
        yield from events_within(shape.items, (*path, "items"))
    if shape.values is not None:
        yield from events_within(shape.values, (*path, "additionalProperties"))
    if shape.kind == "union":
        for index, member_shape in enumerate(shape.members):
            yield from events_within(member_shape, (*path, "anyOf", index))


def _kill(found: Score, schema: dict[str, Any], judged: list[Judged], within: tuple[Way, ...] = ()) -> None:
    judge = jsonschema_rs.Draft202012Validator(schema)
    wrongly = [name for name, value, valid in judged if judge.is_valid(value) != valid]
    assert not wrongly, f"the schema says otherwise than the vectors: {wrongly[:5]}"
    # Schemas and vectors go through the fields in one order: what kills the next mutant is near to what killed this.
    near = 0
    for mutant in mutants(schema):
        if any(mutant.path[: len(path)] == path for path in within):
            continue
        validator = jsonschema_rs.Draft202012Validator(mutant.schema)
        order = (*range(near, len(judged)), *range(near))
        killer = next((at for at in order if validator.is_valid(judged[at][1]) != judged[at][2]), None)
        near = near if killer is None else killer
        reason = equivalent(mutant, schema)
        if reason:
            found.equivalents[reason] += 1
            found.mistaken += [] if killer is None else [f"{schema['$id']}{mutant} ({judged[killer][0]})"]
            continue
        found.mutants += 1
        found.survivors += [f"{schema['$id']}{mutant}"] if killer is None else []


def main(paths: Sequence[str]) -> int:
    """Print the score of each spec. Returns 1 when one is not full."""
    complete = True
    for path in paths or [str(ROOT / "schemas" / f"{name}.telemetry.yaml") for name in PRODUCTS]:
        spec = require(path)
        found = score(spec)
        print(f"{spec.product}: {found}")  # noqa: T201  the score is printed
        for reason, number in sorted(found.equivalents.items()):
            print(f"    {number:,} equivalents: {reason}")  # noqa: T201  the score is printed
        for what, names in (("shown", found.unmet), ("killed", found.survivors), ("equivalent", found.mistaken)):
            for name in names:
                print(f"    not {what}: {name}")  # noqa: T201  the score is printed
        complete &= found.full
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
