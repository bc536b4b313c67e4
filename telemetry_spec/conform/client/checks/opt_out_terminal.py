"""An opt-out is not heard at a terminal.

## What it does

Runs the client with each opt-out once more, with a terminal for its standard output and error, and expects the same
silence. In all other runs they are files, as they are in a CI job.

## Why

Programs behave otherwise where somebody looks on: they ask, they draw, they look for updates. Users opt out at a
terminal.

## Instead

Look at the opt-out wherever the program runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.checks.base import about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding, control
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut

_HELP = "Look at the opt-out wherever the program runs."


def _chain(opt_out: OptOut) -> str:
    return f"terminal:{opt_out.id}"


def begin(bench: Bench) -> None:
    """Have the client run at a terminal with each opt-out."""
    for name in bench.scopes():
        opt_out = bench.spec.opt_outs[name]
        off = ways.way(bench, opt_out, "off")
        if off is not None and bench.wants(f"opt-out-terminal:{name}") and ways.begin(bench, opt_out):
            bench.begin(_chain(opt_out), replace(off.step("off at a terminal"), terminal=True))


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that somebody here can use."""
    broken = control(bench)
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        if not bench.has(_chain(opt_out)):
            continue
        looked = ways.tried(bench, opt_out, scope, bench.chain(_chain(opt_out))[0])
        if looked.verdict is Verdict.PASS and broken:
            looked = Finding(Verdict.INCONCLUSIVE, broken, help=CONTROL)
        elif looked.verdict is Verdict.PASS:
            looked = Finding(Verdict.PASS, "It is heard at a terminal too.", looked.evidence)
        elif looked.verdict is Verdict.FAIL:
            looked = Finding(Verdict.FAIL, f"At a terminal: {looked.message}", looked.evidence)
        yield about_opt_out("opt-out-terminal", opt_out, looked, _HELP)
