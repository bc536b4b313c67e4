"""A payload breaks the spec.

## What it does

Holds each request against the spec as `telemetry-spec check --requests` does: types, bounds, missing fields,
duplicate keys, and values of classes that are never collected. Undeclared fields and headers have checks of their
own.

## Why

What is sent is what users were told, or they were told something else.

## Instead

Send what is declared, or declare what is sent.
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
    """Yield a failure for each thing that is wrong with payloads."""
    yield from about_payloads("valid", bench, _wanted)


def _wanted(finding: Finding) -> bool:
    return finding.code != "undeclared-field" and not (finding.pointer or "").startswith(("/url", "/method"))
