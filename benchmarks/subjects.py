"""What payload checkers are measured on: FlowForge's payload, and one of a made spec with very many fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from benchmarks import made
from benchmarks.peers import Subject
from telemetry_spec.compile import compile_text, require
from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.scale import Scale


def flowforge(count: int) -> Subject:
    """Return FlowForge's spec with so many payloads."""
    spec = require(schemas_dir() / "flowforge.telemetry.yaml")
    payloads = [orjson.dumps(payload) for payload in made.flowforge_payloads(spec, count)]
    size = sum(map(len, payloads)) // count
    return Subject(f"FlowForge's payload ({count:,} of {size} bytes)", spec, spec.sources["platform"], payloads)


def large(fields: int, count: int) -> Subject:
    """Return the made spec of so many fields with so many payloads."""
    compiled = compile_text(made.spec_text(fields), "made.telemetry.yaml")
    assert compiled.spec is not None, compiled.findings  # noqa: S101  it is ours
    payloads = [orjson.dumps(payload) for payload in made.payloads(fields, count)]
    size = sum(map(len, payloads)) // count // 1000
    title = f"a payload of {fields:,} fields ({count:,} of {size} kB)"
    return Subject(title, compiled.spec, compiled.spec.sources["app"], payloads)


def subjects(scale: Scale) -> Iterator[Subject]:
    """Yield both."""
    yield flowforge(scale.payloads)
    yield large(scale.fields, scale.large_payloads)
