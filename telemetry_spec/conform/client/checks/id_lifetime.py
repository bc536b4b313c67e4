"""An identifier lives longer or shorter than declared.

## What it does

Compares the values of each field with a `lifetime` within a run, between two runs in one home, and between two homes
on two machines. `request` and `run` and `session` must change; `project` and `installation` must stay in one home and
differ in another; `day`, `account` and `permanent` must stay in one home. A field of events in a list may have several
values in one request, of several things: then they are the same or not as a whole, and where that tells nothing the
result is INCONCLUSIVE.

## Why

An identifier that lives longer than users were told tells more about them. One that lives shorter counts them
wrongly.

## Instead

Keep it as long as declared, or declare how long it is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.conform.client.checks.base import AT_ONCE, skipped
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import source_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.shape import Field

EARLY: Final = AT_ONCE


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


#: A step of a JSON pointer that is a place in a list.
_IN_A_LIST: Final = re.compile(r"/\d+(?=/|$)")


class _Values(NamedTuple):
    """The values of a field in one run, a set for each request; `listed` says that one request may hold several."""

    requests: list[frozenset[str]]
    listed: bool

    @property
    def all(self) -> frozenset[str]:
        return frozenset().union(*self.requests)


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each identifier that was sent."""
    first, again = bench.chain("baseline")[:2]
    elsewhere = bench.chain("elsewhere")[0]
    found = False
    for selector, member in source_fields(bench.source):
        asked = member.lifetime in _LIVES and not member.origin and bench.concerns(selector)
        if asked and _values(first, selector).requests:
            found = True
            yield _judged(selector, member, [_values(run, selector) for run in (first, again, elsewhere)])
    if not found:
        yield skipped("id-lifetime", bench, "No identifier was sent.", "Run a command that makes the client send one.")


def _values(run: Run, selector: str) -> _Values:
    """Return what was sent for a field; null and an empty text are no identifiers."""
    places = (pointer for sent in run.sent for pointer, name in sent.pointers.items() if name == selector)
    found = (
        frozenset(repr(value) for value in sent.values.get(selector, ()) if value not in (None, ""))
        for sent in run.sent
    )
    return _Values([one for one in found if one], any(_IN_A_LIST.search(pointer) for pointer in places))


def _judged(selector: str, member: Field, values: list[_Values]) -> Result:
    life = _LIVES[member.lifetime]
    verdict, message = Verdict.PASS, f"It lives as long as declared: `{member.lifetime}`."
    help_text = ""
    if wrong := next(_faults(life, *values), ""):
        verdict, message = Verdict.FAIL, wrong
        help_text = f"Keep it as long as `lifetime: {member.lifetime}` says, or declare another."
    elif not (values[1].requests and values[2].requests):
        verdict, message = Verdict.INCONCLUSIVE, "It was not sent in every run, so nothing can be compared."
        help_text = "Run a command that sends it each time."
    elif life.run and not _steady(life, *values[:2]):
        verdict = Verdict.INCONCLUSIVE
        message = "It has several values in a run, each of another thing perhaps, so nothing can be compared."
        help_text = "Run a command that sends about one thing only."
    return Result(
        id=f"id-lifetime:{selector}",
        verdict=verdict,
        message=message,
        help=help_text,
        span=member.span,
        selector=selector,
        value=None if verdict is Verdict.PASS else _shown(values),
    )


def _shown(values: list[_Values]) -> str:
    runs = ("first run", "second run", "in another home")
    return "; ".join(
        f"{name}: {', '.join(sorted(one.all)[:_SHOWN]) or 'none'}" for name, one in zip(runs, values, strict=True)
    )


#: So many values of a run are shown.
_SHOWN: Final = 5


def _steady(life: _Life, first: _Values, again: _Values) -> bool:
    """Say whether a field has one value in a run, or the same ones again in the next where it is to last."""
    return len(first.all) == 1 or (bool(life.runs) and first.all == again.all)


def _faults(life: _Life, first: _Values, again: _Values, elsewhere: _Values) -> Iterator[str]:
    same = bool(first.all & again.all)
    if life.run and not first.listed and not _steady(life, first, again):
        yield "It changes within a run."
    if life.run is False and sum(map(len, first.requests)) > len(first.all):
        yield "It is the same in two requests."
    if life.runs and again.requests and not same and len(first.all) == 1:
        yield "It changes from run to run in one home."
    if life.runs is False and same:
        yield "It is the same in two runs."
    if life.homes is False and first.all & elsewhere.all:
        yield "It is the same in two homes on two machines."
