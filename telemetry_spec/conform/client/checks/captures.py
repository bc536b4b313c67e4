"""Nothing was captured.

## What it does

Runs the command without any opt-out, where consent is needed with it, and expects at least one request that carries
an event of the spec. All other checks rest on it: without it they are inconclusive.

## Why

A test that saw nothing proves nothing. Most often the client does not take the capture for its endpoint: it ignores
the proxy, or does not trust the authority that was made for the run.

## Instead

Run a command that sends, such as one that starts the program. Raise `--timeout`, or `--stop-after` for a program that
goes on for ever. `--capture isolate` needs no help from the client; for `--capture endpoint` write `{url}` in the
command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.conform.client.silence import sends
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.capture.base import Captured
    from telemetry_spec.conform.client.bench import Bench, Run


def check(bench: Bench) -> Iterator[Result]:
    """Yield whether the first run sent anything."""
    run = bench.baseline()
    events = {name: number for name, number in run.events().items() if name in bench.selectors()}
    found = sends(bench, run)
    yield Result(
        id="captures",
        verdict=Verdict.PASS if found else Verdict.INCONCLUSIVE,
        message=_seen(events, run) if found else _why_not(run),
        help="" if found else "Run a command that sends; see `telemetry-spec explain captures`.",
        span=bench.source.span,
        selector=bench.event or bench.source.id,
        evidence=tuple(_evidence(bench, run)),
    )


def _seen(events: dict[str, int], run: Run) -> str:
    what = ", ".join(f"{number} of `{name}`" for name, number in events.items()) or "none of them can be read"
    return f"{len(run.sent)} request{'s' if len(run.sent) != 1 else ''}: {what}."


def _why_not(run: Run) -> str:
    if run.captured is None:
        return run.failure
    if run.sent:
        return "What was sent carries no event that the spec declares for this source."
    return next(_instead(run.captured))


def _instead(captured: Captured) -> Iterator[str]:
    for trouble in captured.troubles:
        if trouble.kind == "tls-failed":
            yield f"The client does not accept the certificate of the capture ({trouble.detail})."
        yield f"A connection came to nothing: {trouble.detail}."
    for contact in captured.contacts:
        yield f"There was only a connection to {contact}, and no request."
    for lookup in captured.lookups:
        yield f"Only the name {lookup.name} was looked up."
    yield "The command sent nothing."


def _evidence(bench: Bench, run: Run) -> Iterator[str]:
    capture = bench.settings.capture
    yield f"Captured by the mode `{capture.name}`. {capture.limits}"
    if bench.settings.why_not_better:
        yield f"The mode `isolate` does not work here: {bench.settings.why_not_better}."
    if run.captured is not None:
        outcome = run.captured.outcome
        how = {"itself": "by itself", "stopped": "when it was asked to", "overdue": "by force, at the limit"}[
            outcome.how
        ]
        yield f"The command ended {how} after {outcome.seconds:.1f} s, with {outcome.code}."
