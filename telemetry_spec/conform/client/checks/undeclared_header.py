"""A header is sent that nobody declared.

## What it does

Looks for headers in all requests of all runs that the spec does not declare under `request.headers`. Those that only
carry the request, such as `content-type`, need no declaration; `user-agent` and cookies do. Fields after a chunked
body are held against the spec in the same way. Extensions of its chunks cannot be declared, and must not be sent.

## Why

Headers say things too: `user-agent` names the program, its version and often the system.

## Instead

Declare it under `request.headers` of the source, or stop sending it.
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
    """Yield a failure for each header that is not declared."""
    yield from about_payloads("undeclared-header", bench, _wanted)


def _wanted(finding: Finding) -> bool:
    return finding.code == "undeclared-field" and (finding.pointer or "").startswith("/headers")
