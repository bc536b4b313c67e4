"""How a client behaves when its endpoint fails: the command still succeeds, says the same, is not much slower."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.capture.base import Answer, Captured
    from telemetry_spec.conform.client.bench import Bench, Run

from telemetry_spec.conform.client.bench import Step

_DIGITS: Final = re.compile(rb"\d+")
_HOW: Final = {"itself": "ended by itself", "stopped": "was asked to end", "overdue": "had to be ended by force"}


def begin(bench: Bench, answer: Answer) -> None:
    """Have the client run against an endpoint that behaves so."""
    if answer in bench.settings.capture.answers:
        bench.begin(f"answer:{answer}", Step(answer, answer=answer))


def judge(bench: Bench, check: str, answer: Answer) -> Result:
    """Return what came of it."""
    verdict, message = Verdict.SKIP, ""
    evidence: tuple[str, ...] = ()
    if not bench.has(f"answer:{answer}"):
        message = f"The mode `{bench.settings.capture.name}` cannot play such an endpoint."
    else:
        run = bench.chain(f"answer:{answer}")[0]
        if run.captured is None:
            verdict, message = Verdict.INCONCLUSIVE, run.failure
        else:
            if _slow(bench, run.captured):
                # What runs beside it slows it down as well: only what is slow when it runs alone is.
                bench.begin(f"answer:{answer}:alone", Step(answer, answer=answer))
                run = bench.chain(f"answer:{answer}:alone")[0]
            found = list(_faults(bench, run))
            verdict = Verdict.FAIL if found else Verdict.PASS
            message = found[0] if found else "The command succeeds all the same, says the same, and is not slowed down."
            evidence = (*found[1:], f"It may take {bench.settings.slack:g} s longer than usual.")
    return Result(
        id=check,
        verdict=verdict,
        level="recommended",
        message=message,
        help="Send in the background, with short time limits, and say nothing of failures." if verdict.fails else "",
        span=bench.source.span,
        selector=bench.source.id,
        evidence=evidence,
    )


def _slow(bench: Bench, captured: Captured) -> bool:
    seen = captured.outcome
    return seen.how == "overdue" or (seen.how == "itself" and seen.seconds > bench.longest() + bench.settings.slack)


def _faults(bench: Bench, run: Run) -> Iterator[str]:
    first = bench.baseline().captured
    if first is None or run.captured is None:
        return
    usual, seen = first.outcome, run.captured.outcome
    if seen.how != usual.how:
        yield f"The command {_HOW[seen.how]} after {seen.seconds:.1f} s; usually it {_HOW[usual.how]}."
        return
    if seen.code != usual.code:
        yield f"The command ended with {seen.code}, and with {usual.code} usually."
    outputs = {_output(one) for one in bench.controls() if one.label != "again"}
    if len(outputs) == 1 and _output(run) not in outputs:
        yield "The output of the command is another."
    if _slow(bench, run.captured):
        yield f"The command took {seen.seconds:.1f} s, and {bench.longest():.1f} s usually."


def _output(run: Run) -> tuple[bytes, bytes]:
    """Return what a run wrote, without what differs from world to world, and without numbers."""
    if run.captured is None or run.world is None:
        return b"", b""
    outcome = run.captured.outcome
    out, err = (_DIGITS.sub(b"#", run.world.masked(text)) for text in (outcome.stdout, outcome.stderr))
    return out, err
