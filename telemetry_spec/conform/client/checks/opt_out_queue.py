"""What was not sent under an opt-out is sent later.

## What it does

Runs the client with an opt-out and then, in the same home, without it (for one that persists after it was taken
back). The later run must not send more than a first run without any opt-out does, nor an argument that only the
earlier run was given (where the command line holds `{canary}`), nor, where it is started as always, a text in a field
that holds another and always the same in all runs without an opt-out. A kept event that is sent in place of a new one,
and does not differ from it by any of that, is not found.

## Why

What is kept on disk and sent later was collected all the same. An opt-out that only stops sending has to say so.

## Instead

Keep nothing under an opt-out, or declare `stops: sending`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.bench import Step
from telemetry_spec.conform.client.checks.base import about_opt_out
from telemetry_spec.conform.client.sent import haystacks
from telemetry_spec.conform.client.silence import CONTROL, Finding, sends, undone
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut


_HELP: Final = "Keep nothing under an opt-out, or declare `stops: sending`."
#: So many runs have to hold the same text for it to be always the same.
_ALWAYS: Final = 3


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
    passed = Finding(Verdict.PASS, "A later run without the opt-out sent no more than usual.")
    kept = (*_planted(bench, opt_out, run), *_more(bench, run))
    return next(iter(kept), None) or _other(bench, opt_out, run) or passed


def _more(bench: Bench, run: Run) -> Iterator[Finding]:
    """Yield the events of which a run sends more than any without an opt-out."""
    usual: dict[str, int] = {}
    for one in bench.controls():
        for event, number in one.events().items():
            usual[event] = max(usual.get(event, 0), number)
    for event, number in run.events().items():
        if number > usual.get(event, 0):
            more = number - usual.get(event, 0)
            message = f"A later run without the opt-out sent `{event}` {more} times more than usual."
            yield Finding(Verdict.FAIL, message, (f"{number} instead of {usual.get(event, 0)}.",))


def _planted(bench: Bench, opt_out: OptOut, run: Run) -> Iterator[Finding]:
    """Yield where a run sends an argument that only an earlier one was given, with the opt-out."""
    for earlier in bench.chain(ways.chain_of(opt_out))[:-1]:
        for haystack in (one for sent in (*run.sent_before, *run.sent) for one in haystacks(sent)):
            if form := earlier.argument and haystack.form(earlier.argument):
                message = f"An argument of a run with the opt-out was sent by a later one, {form}, in {haystack.place}."
                yield Finding(Verdict.FAIL, message)


def _other(bench: Bench, opt_out: OptOut, run: Run) -> Finding | None:
    """Return that a run holds another text in a field than all others, and again when it is tried again."""
    off = ways.way(bench, opt_out, "off")
    if ways.kept(bench, opt_out) or off is None or not (found := _unlike(bench, run)):
        return None
    # What depends on time or on what else is running differs by chance, and not twice in the same place.
    chain = f"{ways.chain_of(opt_out)}:again"
    bench.begin(chain, off.step("off"), Step("later"))
    again = found & _unlike(bench, bench.chain(chain)[-1])
    if not again:
        return None
    message = f"A later run without the opt-out sent another text in `{min(again)}` than any other run does."
    return Finding(Verdict.FAIL, message)


def _unlike(bench: Bench, run: Run) -> set[str]:
    """Return the fields that hold one and the same text in all runs without an opt-out, and another in this one."""
    usual = [_texts(one) for one in bench.controls()]
    always = set.intersection(*map(set, usual)) if len(usual) >= _ALWAYS else set()
    return {
        name
        for name, texts in _texts(run).items()
        if name in always and all(one[name] == usual[0][name] for one in usual) and not texts <= usual[0][name]
    }


def _texts(run: Run) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for sent in run.sent:
        for name, values in sent.values.items():
            found.setdefault(name, set()).update(one for one in values if isinstance(one, str))
    return found
