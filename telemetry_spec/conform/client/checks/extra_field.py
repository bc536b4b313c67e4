"""A field is sent that nobody declared.

## What it does

Looks for fields in the bodies and in the queries of all requests of all runs that the spec does not declare. One in
one event of many is enough.

## Why

A field that is not declared is collected behind the users' backs.

## Instead

Declare it, or stop sending it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.client.checks.base import about_payloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.result import Result


def check(bench: Bench) -> Iterator[Result]:
    """Yield a failure for each field that is not declared."""
    yield from about_payloads("extra-field", bench, _wanted)


def _wanted(finding: Finding) -> bool:
    return finding.code == "undeclared-field" and not (finding.pointer or "").startswith("/headers")
