"""An opt-out that is used after the program has run before is not heard.

## What it does

Runs the client as usual and then, in the same home, with an opt-out, and expects the silence that the opt-out promises.
The usual run is the control: it has to send.

## Why

Most people opt out of what they have used before. A client that looks once, and goes by what it wrote down then,
never hears of it; and what it kept for later must not be sent any more.

## Instead

Look at every opt-out in every run, before anything that was written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.bench import Step
from telemetry_spec.conform.client.checks.base import about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding, shows
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Scope
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut

_HELP = "Look at every opt-out in every run, before anything that was written down."


def _chain(opt_out: OptOut) -> str:
    return f"later:{opt_out.id}"


def begin(bench: Bench) -> None:
    """Have the client run as usual, and then with each opt-out."""
    for name in bench.scopes():
        opt_out = bench.spec.opt_outs[name]
        off = ways.way(bench, opt_out, "off")
        if off is not None and bench.wants(f"opt-out-later:{name}") and ways.begin(bench, opt_out):
            bench.begin(_chain(opt_out), Step("usual", against=name), off.step("off after use"))


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that somebody here can use."""
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        if bench.has(_chain(opt_out)):
            yield about_opt_out("opt-out-later", opt_out, _looked(bench, opt_out, scope), _HELP)


def _looked(bench: Bench, opt_out: OptOut, scope: Scope) -> Finding:
    usual, off = bench.chain(_chain(opt_out))
    looked = ways.tried(bench, opt_out, scope, off)
    if looked.verdict is Verdict.PASS and not shows(bench, usual):
        why = "The run before it, without any opt-out, sent nothing that the spec declares."
        return Finding(Verdict.INCONCLUSIVE, why, help=CONTROL)
    if looked.verdict is Verdict.PASS:
        return Finding(Verdict.PASS, "It is heard by a program that has run before.", looked.evidence)
    if looked.verdict is Verdict.FAIL:
        return Finding(Verdict.FAIL, f"After a usual run in the same home: {looked.message}", looked.evidence)
    return looked
