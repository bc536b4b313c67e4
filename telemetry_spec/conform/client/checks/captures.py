"""Nothing was captured.

## What it does

Runs the command without any opt-out, where consent is needed with it, and expects at least one request that carries
an event of the spec. All other checks rest on it: without it they are inconclusive. Where the client turned to a
declared host and what it sent could not be read, opt-outs are tried all the same, on connections alone.

## Why

A test that saw nothing proves nothing. Most often the client does not take the capture for its endpoint: it ignores
the proxy, or does not trust the authority that was made for the run.

## Instead

Run a command that sends, such as one that starts the program. Every run is a first run, in a fresh home: where the
first only shows a notice, `--prepare COMMAND` is run once in each home before the runs that are looked at. Raise
`--timeout`, or `--stop-after` for a program that goes on for ever. `--capture isolate` needs no help from the client
but for `https`: there it has to trust the authority of the run, which the system's file of authorities and the usual
variables (`SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS` and more) name. A client that brings authorities of its own trusts it
only if it can be told to, or if it takes an `http` address: write `{url}` in the command line, or give
`--endpoint-env NAME`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client.left import left_behind
from telemetry_spec.conform.client.silence import said_on_failing, sends
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
        message=_seen(events, run) if found else _why_not(bench, run),
        help="" if found else _help(bench, run),
        span=bench.source.span,
        selector=bench.event or bench.source.id,
        evidence=tuple(_evidence(bench, run)),
    )


def _seen(events: dict[str, int], run: Run) -> str:
    what = ", ".join(f"{number} of `{name}`" for name, number in events.items()) or "none of them can be read"
    number = sum(not one.other for one in run.sent)
    return f"{number} request{'s' if number != 1 else ''}: {what}."


def _why_not(bench: Bench, run: Run) -> str:
    if run.captured is None:
        return run.failure
    if any(not one.other for one in run.sent):
        return "What was sent carries no event that the spec declares for this source."
    nothing = "It sent nothing." if run.captured.outcome.code else "The command sent nothing."
    seen = next(_instead(run.captured), bench.settings.capture.unseen or nothing)
    if run.captured.outcome.how == "overdue":
        return f"The command did not end by itself within its time. {seen}"
    if run.captured.outcome.code:
        return f"The command failed: it ended with {run.captured.outcome.code}. {seen}"
    return seen


def _help(bench: Bench, run: Run) -> str:
    if run.captured is None:
        return run.remedy or "Take away what is in the way, and try again."
    if any(trouble.kind == "tls-failed" for trouble in run.captured.troubles):
        return (
            f"Have the client trust the authority of the run: a file with it is named by {', '.join(_NAMED)} and more. "
            "A client that brings authorities of its own can be told an `http` address, where it takes one, with "
            "`{url}` in the command line or `--endpoint-env NAME`."
        )
    if any(trouble.kind == "malformed" for trouble in run.captured.troubles):
        return (
            "The capture speaks HTTP/1.1: have the client speak it in the test, if it can. Whether opt-outs are silent "
            "is told by connections all the same."
        )
    if run.captured.outcome.how == "overdue":
        return "Give `--stop-after` for a command that goes on for ever, and a longer `--timeout` for one that is slow."
    if run.captured.outcome.code:
        return "Give a command that succeeds; what it lacks can be given with `--project` and `--env`."
    elsewhere = bench.settings.capture.unseen and not next(_instead(run.captured), "")
    first = "See that the client heeds what it is told, or use another `--capture`." if elsewhere else _SEND
    return f"{first} {_FIRST}"


_SEND: Final = "Run a command that sends."
#: What may be in the way of a command that sends when people run it.
_FIRST: Final = (
    "Each run is a first run, in a fresh home: if only later ones send, give `--prepare COMMAND`, which is run once in "
    "each home before."
)


#: Of the variables that name the authority, those that most clients look at.
_NAMED: Final = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE")


def _instead(captured: Captured) -> Iterator[str]:
    for trouble in captured.troubles:
        if trouble.kind == "tls-failed":
            whom = f" for {trouble.host}" if trouble.host else ""
            yield f"The client does not accept the certificate of the capture{whom} ({trouble.detail})."
        yield f"A connection came to nothing: {trouble.detail}."
    for contact in captured.contacts:
        yield f"There was only a connection to {contact}, and no request."
    for lookup in captured.lookups:
        yield f"Only the name {lookup.name} was looked up."


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
        yield from said_on_failing(run)
        yield from filter(None, [left_behind(bench, [run])])
