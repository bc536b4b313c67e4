"""An opt-out does not stop what it should.

## What it does

For each opt-out that stops something of the source and that a program can carry out (`env`, `flag`, `config`,
`command`, `DO_NOT_TRACK`): runs the client with it in a fresh home, and expects silence: no request, no connection,
no datagram, no name looked up, and no last event but a declared `farewell`, once. Two more runs with it in the same
home have to be as silent (for one that persists see `opt-out-lasts`). Where it stops only some events or fields, those
must not be sent. Runs without any opt-out, before and after, are the control: they have to send.
`code`, `setting` and `prompt` are skipped, or carried out by `--driver`.

Where what is sent cannot be read, because the client does not trust the authority of the run, silence is proved on
connections alone: without the opt-out a declared host is turned to, with it none is.

Only the mode `isolate` sees everything. In another mode, silence is INCONCLUSIVE; `--accept-unproved` takes it for
proof.

## Why

This is what users were promised.

## Instead

Look at the opt-out first, before anything else: before a name is looked up, a connection is made, an identifier is
written; and look at it in every run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.checks.base import UNLESS_PASSED, about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding, control, stopped
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Scope
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut

EARLY: Final = UNLESS_PASSED
_HELP = "Look at the opt-out before anything else is done, and send nothing where it is used."


def begin(bench: Bench) -> None:
    """Have the client run with each opt-out."""
    for name in bench.scopes():
        if bench.wants(f"opt-out:{name}"):
            ways.begin(bench, bench.spec.opt_outs[name])


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out of the source."""
    broken = control(bench)
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        if not bench.has(ways.chain_of(opt_out)):
            in_the_way = ways.obstacle(bench, opt_out)
            if in_the_way is not None:
                yield about_opt_out("opt-out", opt_out, in_the_way)
            continue
        looked = _looked(bench, opt_out, scope)
        if broken and looked.verdict is Verdict.PASS:
            looked = Finding(Verdict.INCONCLUSIVE, f"Nothing was sent, but that proves nothing. {broken}", help=CONTROL)
        yield about_opt_out("opt-out", opt_out, looked, _HELP)


def _looked(bench: Bench, opt_out: OptOut, scope: Scope) -> Finding:
    """Say whether every run with an opt-out in one home was silent; of several that were not, the first says why."""
    first, *more = [run for run in bench.chain(ways.chain_of(opt_out)) if run.label in ways.OFF]
    looked = stopped(bench, first, scope, opt_out)
    for number, run in enumerate(more, start=2):
        if looked.verdict is not Verdict.PASS:
            break
        again = stopped(bench, run, scope, opt_out)
        if again.verdict is not Verdict.PASS:
            looked = replace(again, message=f"In run {number} with it in the same home: {again.message}")
    return looked
