"""One opt-out does not take precedence over another as declared.

## What it does

For each opt-out that `overrides` another: runs the client where the first says off and the second on, and expects
silence; and where the first says on and the second off, and expects that something is sent. What has no way to say on
is left out.

## Why

Users who set both have to be able to tell what will happen.

## Instead

Look at them in the declared order, or declare the order in which they are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from telemetry_spec.conform.client.checks.base import UNLESS_PASSED
from telemetry_spec.conform.client.silence import Finding, control, stopped, undone
from telemetry_spec.conform.client.ways import way, words
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Scope
    from telemetry_spec.conform.client.ways import Way
    from telemetry_spec.model.spec import OptOut

State: TypeAlias = Literal["off", "on"]
_STATES: Final[tuple[State, ...]] = ("off", "on")
_LABELS: Final = {"off": "off over on", "on": "on over off"}
EARLY: Final = UNLESS_PASSED


def _pairs(bench: Bench) -> Iterator[tuple[OptOut, OptOut]]:
    scopes = bench.scopes()
    for name in scopes:
        for other in bench.spec.opt_outs[name].overrides:
            if other in scopes:
                yield bench.spec.opt_outs[name], bench.spec.opt_outs[other]


def _chain(first: OptOut, second: OptOut, state: str) -> str:
    return f"precedence:{first.id}-{state}:{second.id}"


def _id(first: OptOut, second: OptOut, state: str) -> str:
    return f"precedence:{first.id}-{state}-over-{second.id}"


def _way(bench: Bench, first: OptOut, second: OptOut, state: State) -> Way | None:
    """Return how the first is used, with the second saying the contrary; None where no program can."""
    mine, other = way(bench, first, state), way(bench, second, "on" if state == "off" else "off")
    return None if mine is None or other is None else other.and_then(mine)


def begin(bench: Bench) -> None:
    """Have the client run with both, each time one off and the other on."""
    for first, second in _pairs(bench):
        for state in _STATES:
            both = _way(bench, first, second, state)
            if both is not None and bench.wants(_id(first, second, state)):
                bench.begin(_chain(first, second, state), both.step(_LABELS[state]))


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each pair, both ways."""
    broken = control(bench)
    scopes = bench.scopes()
    for first, second in _pairs(bench):
        found = [
            (state, _looked(bench, _chain(first, second, state), state, scopes[first.id], scopes[second.id]))
            for state in _STATES
            if bench.has(_chain(first, second, state))
        ]
        nobody: list[tuple[State, Finding]] = [
            ("off", Finding(Verdict.SKIP, "No program here can make both of them speak."))
        ]
        for state, looked in found or nobody:
            both = _way(bench, first, second, state)
            used = (f"It was run with {words(bench, both)}.",) if both is not None else ()
            verdict = looked.verdict
            if broken and verdict is Verdict.PASS:
                verdict = Verdict.INCONCLUSIVE
            yield Result(
                id=_id(first, second, state),
                verdict=verdict,
                message=looked.message if verdict is looked.verdict else broken,
                help="" if verdict is Verdict.PASS else f"Let `{first.id}` decide, whatever `{second.id}` says.",
                span=first.span,
                selector=f"opt_outs.{first.id}",
                evidence=(*looked.evidence, *used),
            )


def _looked(bench: Bench, chain: str, state: str, first: Scope, second: Scope) -> Finding:
    run = bench.chain(chain)[0]
    if state == "off":
        return stopped(bench, run, first)
    if run.captured is None:
        return undone(run)
    stops = [name for name in second.events if name in first.events and name in bench.baseline().events()]
    if not stops:
        return Finding(Verdict.INCONCLUSIVE, "Nothing that both of them stop is sent without them.")
    missing = [name for name in stops if name not in run.events()]
    if missing:
        return Finding(Verdict.FAIL, f"`{missing[0]}` was not sent, though what takes precedence says that it is.")
    return Finding(Verdict.PASS, "What takes precedence says that it is sent, and it was.")
