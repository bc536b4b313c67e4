"""What was not sent under an opt-out is sent later.

## What it does

Runs the client with an opt-out and then, in the same home, without it (for one that persists after it was taken
back). The later run must not send more than a first run without any opt-out does.

## Why

What is kept on disk and sent later was collected all the same. An opt-out that only stops sending has to say so.

## Instead

Keep nothing under an opt-out, or declare `stops: sending`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.checks.base import about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding, sends, undone
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut


_HELP: Final = "Keep nothing under an opt-out, or declare `stops: sending`."


def begin(bench: Bench) -> None:
    """Have the client run with each opt-out, and then without."""
    for name in bench.scopes():
        if bench.wants(f"opt-out-queue:{name}"):
            ways.begin(bench, bench.spec.opt_outs[name])


def later(bench: Bench, opt_out: OptOut) -> Run | None:
    """Return the run after an opt-out and without it, None where there is no way to have one."""
    chain = ways.chain_of(opt_out)
    run = bench.chain(chain)[-1] if bench.has(chain) else None
    return run if run is not None and run.label == "later" else None


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that somebody here can use and take back."""
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        if not bench.has(ways.chain_of(opt_out)):
            continue
        run = later(bench, opt_out)
        looked = ways.works(bench, opt_out, scope)
        if run is None:
            looked = looked or Finding(Verdict.SKIP, "No program here can turn telemetry on again.")
        else:
            looked = looked or _looked(bench, opt_out, run)
        yield about_opt_out("opt-out-queue", opt_out, looked, _HELP)


def _looked(bench: Bench, opt_out: OptOut, run: Run) -> Finding:
    if opt_out.stops == "sending":
        return Finding(Verdict.PASS, "It is declared to stop sending only: what is kept may be sent later.")
    if run.captured is None:
        return undone(run)
    if not sends(bench, run):
        return Finding(
            Verdict.INCONCLUSIVE, "The run without the opt-out, after one with it, sent nothing.", help=CONTROL
        )
    usual: dict[str, int] = {}
    for one in bench.controls():
        for event, number in one.events().items():
            usual[event] = max(usual.get(event, 0), number)
    for event, number in run.events().items():
        if number > usual.get(event, 0):
            more = number - usual.get(event, 0)
            return Finding(
                Verdict.FAIL,
                f"A later run without the opt-out sent `{event}` {more} times more than usual.",
                (f"{number} instead of {usual.get(event, 0)}.",),
            )
    return Finding(Verdict.PASS, "A later run without the opt-out sent no more than usual.")
