"""An identifier lives longer or shorter than declared.

## What it does

Compares the values of each field with a `lifetime` within a run, between two runs in one home, and between two homes
on two machines. `request` and `run` and `session` must change; `project` and `installation` must stay in one home and
differ in another; `day`, `account` and `permanent` must stay in one home.

## Why

An identifier that lives longer than users were told tells more about them. One that lives shorter counts them
wrongly.

## Instead

Keep it as long as declared, or declare how long it is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.conform.client.checks.base import skipped
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import source_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.shape import Field


class _Life(NamedTuple):
    """Whether values are equal within a run, from run to run, and from home to home; None where nothing is said."""

    run: bool | None
    runs: bool | None
    homes: bool | None


_LIVES: Final = {
    "request": _Life(run=False, runs=False, homes=False),
    "run": _Life(run=True, runs=False, homes=False),
    "session": _Life(run=True, runs=False, homes=False),
    "day": _Life(run=True, runs=True, homes=None),
    "project": _Life(run=True, runs=True, homes=False),
    "installation": _Life(run=True, runs=True, homes=False),
    "account": _Life(run=True, runs=True, homes=None),
    "permanent": _Life(run=True, runs=True, homes=None),
}


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each identifier that was sent."""
    first, again = bench.chain("baseline")[:2]
    elsewhere = bench.chain("elsewhere")[0]
    found = False
    for selector, member in source_fields(bench.source):
        if member.lifetime in _LIVES and not member.origin and _values(first, selector):
            found = True
            yield _judged(selector, member, [_values(run, selector) for run in (first, again, elsewhere)])
    if not found:
        yield skipped("id-lifetime", bench, "No identifier was sent.", "Run a command that makes the client send one.")


def _values(run: Run, selector: str) -> list[str]:
    """Return what was sent for a field, request by request; null and an empty text are no identifiers."""
    return [repr(value) for sent in run.sent for value in sent.values.get(selector, ()) if value not in (None, "")]


def _judged(selector: str, member: Field, values: list[list[str]]) -> Result:
    wrong = next(_faults(_LIVES[member.lifetime], *values), "")
    missing = not wrong and not (values[1] and values[2])
    verdict = Verdict.FAIL if wrong else Verdict.INCONCLUSIVE if missing else Verdict.PASS
    told = f"It lives as long as declared: `{member.lifetime}`."
    return Result(
        id=f"id-lifetime:{selector}",
        verdict=verdict,
        message=wrong or ("It was not sent in every run, so nothing can be compared." if missing else told),
        help=f"Keep it as long as `lifetime: {member.lifetime}` says, or declare another." if wrong else "",
        span=member.span,
        selector=selector,
    )


def _faults(life: _Life, first: list[str], again: list[str], elsewhere: list[str]) -> Iterator[str]:
    # A field within a list has several values at once; then only whole sets can be compared.
    if life.run and len(set(first)) > 1 and len(first) == len(set(first)):
        yield "It changes within a run."
    if life.run is False and len(first) > len(set(first)):
        yield "It is the same in two requests."
    same = bool(set(first) & set(again))
    if life.runs and again and not same:
        yield "It changes from run to run in one home."
    if life.runs is False and same:
        yield "It is the same in two runs."
    if life.homes is False and set(first) & set(elsewhere):
        yield "It is the same in two homes on two machines."
