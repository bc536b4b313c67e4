"""Whether a run was silent, and what that proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telemetry_spec.model.result import Verdict
from telemetry_spec.model.selector import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.conform.capture.base import Captured, Contact
    from telemetry_spec.conform.client.bench import Bench, Run, Scope
    from telemetry_spec.conform.client.sent import Sent
    from telemetry_spec.model.spec import OptOut


@dataclass(frozen=True, slots=True)
class Finding:
    """What looking at a run came to: a verdict, a sentence, what was seen, and what to do where that is special."""

    verdict: Verdict
    message: str
    evidence: tuple[str, ...] = ()
    help: str = ""


_CONTROL: Final = "Make the command end the same way with and without the opt-out."


def proves(bench: Bench) -> bool:
    """Say whether it proves something that nothing was seen, by the mode or because the caller says so."""
    return bench.settings.capture.proves_silence or bench.settings.accept_unproved


def control(bench: Bench) -> str:
    """Return why the runs without an opt-out do not show that the client would have sent, or ""."""
    for run in bench.controls():
        if run.failure:
            return run.failure
        if not sends(bench, run):
            when = "before" if run.label == "baseline" else "after" if run.label == "after" else "in another home"
            return f"The client, run without any opt-out {when}, sent nothing that the spec declares."
    return ""


def sends(bench: Bench, run: Run) -> bool:
    """Say whether a run sent an event of those that are looked at, or what cannot be read to where they are sent."""
    unreadable = any(one.undecodable and one.destination is not None for one in run.sent)
    return unreadable or any(name in bench.selectors() for name in run.events())


def stopped(bench: Bench, run: Run, scope: Scope, opt_out: OptOut | None = None) -> Finding:
    """Say whether a run sent nothing of what an opt-out stops."""
    if run.captured is None:
        return undone(run)
    farewell = opt_out.farewell if opt_out is not None else ""
    if scope.everything:
        found = list(breaches(bench, run, farewell))
    else:
        found = [f"The event `{name}` was sent." for name in scope.events if name in run.events() and name != farewell]
        found += [f"The field `{name}` was sent." for name in scope.fields if any(_holds(run.sent, name))]
    if found:
        return Finding(Verdict.FAIL, found[0], tuple(found[1:]))
    why = _unproved(bench, run, scope)
    if why:
        return Finding(Verdict.INCONCLUSIVE, why, help=_CONTROL)
    if not proves(bench) and scope.everything:
        capture = bench.settings.capture
        why = f"Nothing was seen, but the mode `{capture.name}` cannot prove silence. {capture.limits}"
        return Finding(
            Verdict.INCONCLUSIVE, why, help="Use `--capture isolate` (Linux), or take it with `--accept-unproved`."
        )
    return Finding(Verdict.PASS, _proved(bench, run, scope), _watched(bench, run))


def undone(run: Run) -> Finding:
    """Return what to say of a run that could not be done."""
    return Finding(Verdict.SKIP if run.declined else Verdict.INCONCLUSIVE, run.failure)


def breaches(bench: Bench, run: Run, farewell: str = "") -> Iterator[str]:
    """Yield what of a run was not silent, a sentence each. The last event, where one is declared, is no breach."""
    if run.captured is None:
        return
    before = (line for one in run.before for line in _heard(bench, one, run.sent_before, farewell))
    yield from (f"While opting out: {line}" for line in dict.fromkeys(before))
    yield from dict.fromkeys(_heard(bench, run.captured, run.sent, farewell))


def _heard(bench: Bench, captured: Captured, sent: Iterable[Sent], farewell: str) -> Iterator[str]:
    allowed = set(bench.settings.allowed)
    for one in sent:
        host = urlsplit(one.request.url).hostname or ""
        if farewell and set(one.events) == {farewell} and one.destination is not None:
            allowed.add(host)
        elif host not in allowed:
            what = ", ".join(f"`{name}`" for name in one.events)
            yield f"A request was sent to {host}{f', with {what}' if what else ''}."
    for contact in captured.contacts:
        if contact.name not in allowed and contact.address not in allowed:
            yield said(contact)
    for trouble in captured.troubles:
        if not captured.contacts and trouble.host not in allowed:
            yield f"There was a connection that came to nothing: {trouble.detail}."
    for lookup in captured.lookups:
        if lookup.name.lower() not in allowed:
            yield f"The name {lookup.name} was looked up."


def said(contact: Contact) -> str:
    """Return a sentence about something that was sent to an address."""
    if contact.protocol == "tcp":
        return f"There was a connection to {contact}."
    return f"A packet was sent to {contact}."


def _holds(sent: Iterable[Sent], selector: str) -> Iterator[bool]:
    return (covers(selector, name) for one in sent for name in one.values)


def _unproved(bench: Bench, run: Run, scope: Scope) -> str:
    """Return why nothing is proved by a run in which nothing was seen, or ""."""
    first = bench.baseline()
    captured, control_run = run.captured, first.captured
    assert captured is not None  # noqa: S101  both have been looked at before
    assert control_run is not None  # noqa: S101  as above
    if captured.outcome.code != control_run.outcome.code:
        return (
            f"The command ended with {captured.outcome.code}, and with {control_run.outcome.code} without the opt-out: "
            "that it sent nothing may be because it failed."
        )
    if captured.lost:
        return f"{captured.lost} packets came too fast to be looked at."
    if not scope.everything:
        missing = [name for name in scope.events if name not in first.events()]
        missing += [name for name in scope.fields if not any(_holds(first.sent, name))]
        return f"`{missing[0]}` is never sent without the opt-out either." if missing else ""
    return ""


def _proved(bench: Bench, run: Run, scope: Scope) -> str:
    if not scope.everything:
        return "What it stops was not sent."
    if run.sent or run.sent_before:
        return "Nothing but the declared last event was sent."
    if bench.settings.capture.proves_silence:
        return "Nothing was sent: no request, no connection, no name looked up."
    return f"Nothing was seen by the mode `{bench.settings.capture.name}`, which was to be enough."


def _watched(bench: Bench, run: Run) -> tuple[str, ...]:
    """Return for how long a run was watched that did not end by itself."""
    captured, first = run.captured, bench.baseline()
    assert captured is not None  # noqa: S101  it has been looked at before
    if captured.outcome.how == "itself" and not captured.outcome.survivors_overdue:
        return ()
    seconds = bench.settings.stop_after if captured.outcome.how == "stopped" else bench.settings.timeout
    after = min((sent.exchange.after for sent in first.sent), default=0.0)
    return (f"It was watched for {seconds:.1f} s; without the opt-out the first request came after {after:.1f} s.",)
