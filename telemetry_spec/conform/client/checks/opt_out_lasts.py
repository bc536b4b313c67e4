"""An opt-out that should persist is forgotten.

## What it does

For each opt-out that persists (`config` and `command`, unless the spec says otherwise): runs the client twice more
in the same home, without using the opt-out again, and expects the same silence.

## Why

Users who have turned something off for good do not look again.

## Instead

Keep the choice where later runs look, or declare `persists: false`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.checks.base import UNLESS_PASSED, about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding, control, stopped
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.result import Result

EARLY: Final = UNLESS_PASSED


def begin(bench: Bench) -> None:
    """Have the client run with each opt-out, and then again."""
    for name in bench.scopes():
        if bench.spec.opt_outs[name].persists and bench.wants(f"opt-out-lasts:{name}"):
            ways.begin(bench, bench.spec.opt_outs[name])


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that persists and that somebody here can use."""
    broken = control(bench)
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        chain = bench.chain(ways.chain_of(opt_out)) if bench.has(ways.chain_of(opt_out)) else ()
        lasting = [run for run in chain if run.label == ways.LASTING]
        if not lasting:
            continue
        each = [stopped(bench, run, scope) for run in lasting]
        worst = next((one for one in each if one.verdict is not Verdict.PASS), each[0])
        looked = ways.works(bench, opt_out, scope) or worst
        if looked.verdict is Verdict.PASS and broken:
            looked = Finding(Verdict.INCONCLUSIVE, broken, help=CONTROL)
        elif looked.verdict is Verdict.PASS:
            looked = Finding(Verdict.PASS, "It is still in force in later runs.")
        yield about_opt_out("opt-out-lasts", opt_out, looked, "Keep the choice where later runs look.")
