"""Something is sent before anybody has agreed.

## What it does

For a source whose `consent` is `opt-in` or `ask`: runs the command in a fresh home, in which nobody has agreed to
anything, and expects silence. The other checks run it with consent: by the opt-out that says `on`, or by the caller's
driver.

## Why

`consent: opt-in` promises that nothing is sent until somebody asks for it.

## Instead

Send nothing until consent is given, or declare the consent that is really asked for. Where neither an opt-out nor a
program can give consent, write a driver, and run with `--driver`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client.bench import Scope, Step
from telemetry_spec.conform.client.checks.base import AT_ONCE
from telemetry_spec.conform.client.silence import stopped
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench

EARLY: Final = AT_ONCE
_CHAIN = "consent"


def _can(bench: Bench) -> bool:
    needed = bench.source.consent != "opt-out"
    return needed and (bench.consent() is not None or bool(bench.settings.driver))


def begin(bench: Bench) -> None:
    """Have the client run without consent."""
    if _can(bench):
        bench.begin(_CHAIN, Step("without consent", consenting=False))


def check(bench: Bench) -> Iterator[Result]:
    """Yield whether the run without consent was silent; nothing where no consent is needed."""
    if bench.source.consent == "opt-out":
        return
    result = Result(
        id=_CHAIN,
        verdict=Verdict.SKIP,
        message="No program can give the consent that is needed: the command is taken to have it.",
        help="By hand: run the command in a fresh home and see that nothing is sent; or give a `--driver`.",
        span=bench.source.span,
        selector=bench.source.id,
    )
    if bench.has(_CHAIN):
        looked = stopped(bench, bench.chain(_CHAIN)[0], Scope(everything=True))
        help_text = "" if looked.verdict is Verdict.PASS else "Send nothing until somebody has agreed."
        result = replace(
            result, verdict=looked.verdict, message=looked.message, help=help_text, evidence=looked.evidence
        )
    yield result
