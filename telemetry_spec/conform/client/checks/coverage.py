"""Declared fields were never seen.

## What it does

Lists the declared fields that no request of any run held. It is a recommendation: a field may be sent on other
occasions than those that the command makes. Where `--select` names an event, fields of other events do not count.

## Why

What was never seen was never tested; and a field that is declared and never sent alarms users for nothing.

## Instead

Run a command that makes the client send it, or take the field out of the spec.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.check.coverage import unseen
from telemetry_spec.conform.client.checks.base import passed
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench

LEVEL: Final = "recommended"
_SHOWN: Final = 20


def check(bench: Bench) -> Iterator[Result]:
    """Yield one result, with the fields that were never seen."""
    declared = set(filter(bench.concerns, bench.judge.target.coverage.selectors.values()))
    seen = {selector for one in bench.sent() for selector in one.values}
    missing = unseen(declared, seen)
    if not missing:
        yield passed("coverage", bench, message=f"All {len(declared)} declared fields were seen.")
        return
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    yield Result(
        id="coverage",
        verdict=Verdict.INCONCLUSIVE,
        level=LEVEL,
        message=f"{len(missing)} of what is declared was never seen, so nothing was tested about it.",
        help="Run commands that make the client send it, or take it out of the spec.",
        span=bench.source.span,
        selector=bench.source.id,
        evidence=(f"{', '.join(missing[:_SHOWN])}{more}.",),
    )
