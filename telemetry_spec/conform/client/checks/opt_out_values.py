"""A declared value does not opt out.

## What it does

Runs the client with every declared way to write an opt-out, and with others that users guess: `1`, `TRUE`, `yes`,
`0`, nothing, a space. Each declared one has to stop what it should. What the others do is shown as a table, and fails
nothing.

## Why

Users guess. An opt-out that only works as `true`, when `1` was typed, has not been heard; and one that reads `0` as a
yes where any value counts breaks the promise.

## Instead

Take every declared value. Better still, take what users are likely to write, and declare it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec import optouts
from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.bench import Step
from telemetry_spec.conform.client.checks.base import UNLESS_PASSED, about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding, control, sends, stopped
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run, Scope
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut
    from telemetry_spec.optouts.base import Try

EARLY: Final = UNLESS_PASSED

_HELP: Final = "Take every declared value."


def _tries(bench: Bench) -> Iterator[tuple[OptOut, Scope, list[Try]]]:
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        tries = optouts.get(opt_out.kind).near(opt_out)
        if tries and bench.wants(f"opt-out-values:{name}") and not ways.obstacle(bench, opt_out):
            yield opt_out, scope, tries


def begin(bench: Bench) -> None:
    """Have the client run with each opt-out, and with each way to write it."""
    for opt_out, _, tries in _tries(bench):
        ways.begin(bench, opt_out)
        for number, one in enumerate(tries):
            bench.begin(f"value:{opt_out.id}:{number}", Step(one.label, one.change, against=opt_out.id))


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out that can be written in several ways."""
    broken = control(bench)
    for opt_out, scope, tries in _tries(bench):
        table: list[str] = []
        failed: list[str] = []
        unclear: list[Finding] = []
        for number, one in enumerate(tries):
            looked = stopped(bench, run := bench.chain(f"value:{opt_out.id}:{number}")[0], scope, opt_out)
            table.append(f"`{one.label}`: {_words(bench, run, looked, declared=one.opts_out)}")
            if one.opts_out and looked.verdict is Verdict.FAIL:
                failed.append(one.label)
            elif one.opts_out and looked.verdict is Verdict.INCONCLUSIVE:
                unclear.append(looked)
        if broken:
            unclear.append(Finding(Verdict.INCONCLUSIVE, broken, help=CONTROL))
        looked = ways.works(bench, opt_out, scope) or _judged(failed, unclear)
        yield about_opt_out("opt-out-values", opt_out, replace(looked, evidence=tuple(table)), _HELP)


def _judged(failed: list[str], unclear: list[Finding]) -> Finding:
    if failed:
        labels = ", ".join(f"`{label}`" for label in failed)
        return Finding(Verdict.FAIL, f"What is declared to opt out does not: {labels}.")
    if unclear:
        return unclear[0]
    return Finding(Verdict.PASS, "Everything that is declared to opt out does.")


def _words(bench: Bench, run: Run, looked: Finding, *, declared: bool) -> str:
    if run.captured is None:
        return "could not be tried"
    if looked.verdict is Verdict.FAIL:
        met = ", ".join(looked.hosts) if not sends(bench, run) else ""
        words = f"is not silent ({met})" if met else "sends"
        return f"{words}, though declared to opt out" if declared else words
    outcome = bench.baseline().captured
    if outcome is not None and run.captured.outcome.code != outcome.outcome.code:
        return f"the command ends with {run.captured.outcome.code}"
    if sends(bench, run):
        return "stops what it should" if declared else "stops it, though not declared"
    return "opts out" if declared else "opts out, though not declared"
