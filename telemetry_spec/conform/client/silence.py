"""Whether a run was silent, and what that proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.conform.capture._authority import hosts_of
from telemetry_spec.conform.client.output import said_by
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
    """What looking at a run came to: a verdict, a sentence, what was seen, and what to do where that is special.

    `hosts` are those that were met where nothing but them was wrong.
    """

    verdict: Verdict
    message: str
    evidence: tuple[str, ...] = ()
    help: str = ""
    hosts: tuple[str, ...] = ()


class Breach(NamedTuple):
    """Something that was not silent: the host that was met, "" where it is not known, and a sentence."""

    host: str
    text: str


#: What to do where the runs without an opt-out do not show that the client would have sent.
CONTROL: Final = "Give a command that sends each time that it is run without an opt-out; see `captures`."
_CONTROL: Final = "Make the command end the same way with and without the opt-out."


def proves(bench: Bench) -> bool:
    """Say whether it proves something that nothing was seen, by the mode or because the caller says so."""
    return bench.settings.capture.proves_silence or bench.settings.accept_unproved


def control(bench: Bench) -> str:
    """Return why the runs without an opt-out do not show that the client would have sent, or ""."""
    for run in bench.controls():
        if run.failure:
            return run.failure
        if not shows(bench, run):
            when = _WHEN.get(run.label, "in another home")
            return f"The client, run without any opt-out {when}, sent nothing that the spec declares."
    return ""


_WHEN: Final = {"baseline": "before", "again": "once more", "after": "after"}


def shows(bench: Bench, run: Run) -> bool:
    """Say whether a run shows that the client sends, by what the first run without an opt-out has shown of it."""
    return (sends if sends(bench, bench.baseline()) else reaches)(bench, run)


def sends(bench: Bench, run: Run) -> bool:
    """Say whether a run sent an event of those that are looked at, or what cannot be read to where they are sent."""
    unreadable = any(one.undecodable and one.judged for one in run.sent)
    return unreadable or any(name in bench.selectors() for name in run.events())


def reaches(bench: Bench, run: Run) -> bool:
    """Say whether a run turned to a declared host: connected to it, or looked it up. What it sent may be unknown."""
    if run.captured is None:
        return False
    declared = _declared(bench)
    met = {contact.name or contact.address for contact in run.captured.contacts}
    met |= {lookup.name.lower() for lookup in run.captured.lookups}
    return bool(met & declared)


def _declared(bench: Bench) -> set[str]:
    return set(hosts_of(bench.judge.urls.values()))


def stopped(bench: Bench, run: Run, scope: Scope, opt_out: OptOut | None = None) -> Finding:
    """Say whether a run sent nothing of what an opt-out stops."""
    if run.captured is None:
        return undone(run)
    farewell = opt_out.farewell if opt_out is not None else ""
    if scope.everything:
        found = list(breaches(bench, run, farewell))
        if found:
            return _broken(bench, run, found)
        seen = []
    else:
        events = run.events()
        seen = [f"The event `{name}` was sent." for name in scope.events if events.get(name, 0) > (name == farewell)]
        seen += [f"The field `{name}` was sent." for name in scope.fields if any(_holds(run.sent, name))]
    if seen:
        return Finding(Verdict.FAIL, seen[0], (*seen[1:], *_before(run)))
    why = _unproved(bench, run, scope)
    if why:
        return Finding(Verdict.INCONCLUSIVE, why, tuple(said_on_failing(run)), _CONTROL)
    if not proves(bench) and scope.everything:
        capture = bench.settings.capture
        why = f"Nothing was seen, but the mode `{capture.name}` cannot prove silence. {capture.limits}"
        return Finding(
            Verdict.INCONCLUSIVE, why, help="Use `--capture isolate` (Linux), or take it with `--accept-unproved`."
        )
    return Finding(Verdict.PASS, _proved(bench, run, scope), _watched(bench, run))


def _broken(bench: Bench, run: Run, found: list[Breach]) -> Finding:
    """Return what to say of a run that was not silent."""
    hosts = {breach.host for breach in found}
    usual = {breach.host for breach in breaches(bench, bench.baseline())}
    help_text = ""
    if not hosts & (_declared(bench) | {""}) and hosts <= usual:
        options = " ".join(f"--allow {host}" for host in sorted(hosts))
        help_text = f"No declared host was met. If this is for something else than telemetry, give `{options}`."
    lines = (*(breach.text for breach in found[1:]), *_before(run))
    return Finding(Verdict.FAIL, found[0].text, lines, help_text, tuple(sorted(hosts - {""})))


def _before(run: Run) -> Iterator[str]:
    """Yield of each command that was to opt out and failed, that it did."""
    for one in run.before:
        if one.outcome.code:
            yield f"The command that opts out ended with {one.outcome.code}."
            if run.world is not None:
                yield from (f"It said: {line}" for line in said_by(one.outcome, run.world))


def said_on_failing(run: Run) -> Iterator[str]:
    """Yield what a command which failed wrote to standard error, without names of this world."""
    if run.captured is None or run.world is None or not run.captured.outcome.code:
        return
    yield from (f"It said: {line}" for line in said_by(run.captured.outcome, run.world))


def undone(run: Run) -> Finding:
    """Return what to say of a run that could not be done."""
    if run.declined:
        return Finding(Verdict.SKIP, run.failure, help="Have the driver do that and end with 0, if it can be done.")
    return Finding(Verdict.INCONCLUSIVE, run.failure, help=run.remedy or "Take away what is in the way, and try again.")


def breaches(bench: Bench, run: Run, farewell: str = "") -> Iterator[Breach]:
    """Yield what of a run was not silent. The last event, where one is declared, is no breach: once."""
    if run.captured is None:
        return
    last = next((one for one in (*run.sent_before, *run.sent) if _is_last(one, farewell)), None)
    before = (one for captured in run.before for one in _heard(bench, captured, run.sent_before, last))
    yield from (Breach(one.host, f"While opting out: {one.text}") for one in dict.fromkeys(before))
    yield from dict.fromkeys(_heard(bench, run.captured, run.sent, last))


def _is_last(sent: Sent, farewell: str) -> bool:
    """Say whether a request carries the declared last event, and that alone."""
    return bool(farewell) and sent.events == {farewell: 1} and sent.judged


def _heard(bench: Bench, captured: Captured, sent: Iterable[Sent], last: Sent | None) -> Iterator[Breach]:
    allowed = bench.settings.allowed
    here = last is not None and any(last.exchange is one for one in captured.exchanges)
    # What leads to the one request that may be sent: its host is looked up, and connected to.
    reached = {last.host} if here and last is not None else set()
    for one in sent:
        if one is not last and not one.other:
            what = ", ".join(f"`{name}`" for name in one.events)
            yield Breach(one.host, f"A request was sent to {one.host}{f', with {what}' if what else ''}.")
    yield from _connected(captured, allowed, reached)
    for trouble in captured.troubles:
        if (not captured.contacts or here) and trouble.host not in allowed:
            yield Breach(trouble.host, f"There was a connection that came to nothing: {trouble.detail}.")
    for lookup in captured.lookups:
        if lookup.name.lower() not in allowed | reached:
            yield Breach(lookup.name.lower(), f"The name {lookup.name} was looked up.")


def _connected(captured: Captured, allowed: frozenset[str], reached: set[str]) -> Iterator[Breach]:
    """Yield who was connected to, beside hosts that are `allowed` and those that the last event may go to."""
    for contact in captured.contacts:
        excused = allowed | reached if contact.protocol == "tcp" else allowed
        if contact.name not in excused and contact.address not in excused:
            yield Breach(contact.name or contact.address, said(contact))
    met = {contact.name for contact in captured.contacts}
    for name in captured.server_names:
        if name not in allowed | reached | met:
            yield Breach(name, asked_for(name))


def said(contact: Contact) -> str:
    """Return a sentence about something that was sent to an address."""
    if contact.protocol == "tcp":
        return f"There was a connection to {contact}."
    return f"A packet was sent to {contact}."


def asked_for(name: str) -> str:
    """Return a sentence about the name of a server that was asked for in TLS."""
    return f"A TLS connection asked for {name}, which is not declared."


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
    if bench.settings.capture.proves_silence and not sends(bench, bench.baseline()):
        return (
            "No connection was made and no name looked up. Without the opt-out a declared host is turned to; what is "
            "sent there could not be read."
        )
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
