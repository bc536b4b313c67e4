"""The command suffers when the certificate of the endpoint is bad.

## What it does

Runs the command against an endpoint that shows a certificate that nobody vouches for, and compares: it has to end
with the same exit code and the same output as usual, and to take no more than `--slack` longer. It is a
recommendation. Where no destination is `https`, there is nothing to try.

## Why

Behind a proxy that opens TLS, all clients see such certificates; the command has to work there too.

## Instead

Send in the background, with short time limits, without trying again for long, and say nothing of failures.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import manners
from telemetry_spec.conform.client.checks.base import skipped
from telemetry_spec.conform.client.checks.certificate_checked import encrypted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.result import Result

LEVEL: Final = "recommended"


def begin(bench: Bench) -> None:
    """Have the client run against such an endpoint."""
    if encrypted(bench):
        manners.begin(bench, "bad-certificate")


def check(bench: Bench) -> Iterator[Result]:
    """Yield what came of it."""
    if encrypted(bench):
        yield manners.judge(bench, "endpoint-certificate", "bad-certificate")
    else:
        skip = skipped("endpoint-certificate", bench, "No destination is `https`.", "")
        yield replace(skip, level=LEVEL)
