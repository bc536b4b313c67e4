"""A request cannot be read.

## What it does

Reads each request as its destination declares: the carrier, the steps of the encoding, JSON. A request that is no
HTTP/1.1 is told here too. For JWE, give the private key with `--jwe-key`.

## Why

What cannot be decoded cannot be judged, and a receiver cannot read it either.

## Instead

Send the declared encoding, or declare what is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.client.checks.base import passed
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench


def check(bench: Bench) -> Iterator[Result]:
    """Yield a failure for each way in which requests could not be read."""
    found: dict[str, str] = {}
    for one in bench.sent():
        if one.undecodable:
            found.setdefault(one.destination.id if one.destination is not None else "undeclared", one.undecodable)
    for run in bench.runs:
        for trouble in run.captured.troubles if run.captured is not None else ():
            if trouble.kind == "malformed":
                found.setdefault("http", f"A request is no HTTP/1.1: {trouble.detail}.")
    for name, message in found.items():
        destination = bench.judge.destinations.get(name)
        yield Result(
            id=f"decodes:{name}",
            verdict=Verdict.FAIL,
            message=message,
            help="Send the declared encoding, or declare what is sent.",
            span=destination.span if destination is not None else bench.source.span,
            selector=f"destinations.{name}" if destination is not None else bench.source.id,
        )
    if not found:
        yield passed("decodes", bench, message=f"All {len(bench.sent())} requests could be read.")
