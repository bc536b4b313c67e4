"""What several checks share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client.sent import event_at
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import event_selector, fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.conform.client.sent import Sent
    from telemetry_spec.conform.client.silence import Finding as Looked
    from telemetry_spec.model.finding import Finding, Span
    from telemetry_spec.model.spec import OptOut

#: For `EARLY`: all that a check says is known when the runs that it has begun are done.
AT_ONCE: Final = frozenset(Verdict)
#: For `EARLY`: that nothing is wrong is known only with the last run without any opt-out, the control of all others.
UNLESS_PASSED: Final = AT_ONCE - {Verdict.PASS}
_NUMBER: Final = re.compile(r"/\d+(?=/|$)")


def span_of(bench: Bench, selector: str) -> Span:
    """Return the line of the spec for a field or an event; the source's for anything else."""
    for name, member in fields_of(bench.spec):
        if name == selector:
            return member.span
    for event in bench.source.live_events():
        if event_selector(bench.source, event) == selector:
            return event.span
    return bench.source.span


def about_opt_out(check: str, opt_out: OptOut, looked: Looked, help_text: str = "") -> Result:
    """Return the result of a check about an opt-out."""
    return Result(
        id=f"{check}:{opt_out.id}",
        verdict=looked.verdict,
        message=looked.message,
        help=looked.help or (help_text if looked.verdict in {Verdict.FAIL, Verdict.SKIP} else ""),
        span=opt_out.span,
        selector=f"opt_outs.{opt_out.id}",
        evidence=looked.evidence,
    )


def about_payloads(check: str, bench: Bench, wanted: Callable[[Finding], bool]) -> Iterator[Result]:
    """Yield a failure for each thing that the spec has against what was sent, or one result that there is nothing."""
    found: dict[str, tuple[Finding, Sent, int]] = {}
    # What went elsewhere is for `undeclared-endpoint`: the spec does not say what may be in it.
    sent = [one for one in bench.sent() if one.judged and not one.undecodable]
    for one in sent:
        for finding in one.findings:
            if wanted(finding):
                place = _NUMBER.sub("/*", finding.pointer or "")
                first, where, number = found.get(place, (finding, one, 0))
                found[place] = (first, where, number + 1)
    for place, (finding, one, number) in found.items():
        event = (
            event_at(one, bench.source, finding.pointer or "") if finding.selector in {"", bench.source.id} else None
        )
        selector = event_selector(bench.source, event) if event is not None else finding.selector or bench.source.id
        yield Result(
            id=f"{check}:{place.lstrip('/') or 'body'}",
            verdict=Verdict.FAIL,
            message=finding.message,
            help=finding.help,
            span=span_of(bench, selector),
            selector=selector,
            pointer=finding.pointer,
            evidence=(f"In {number} of {len(sent)} requests.",),
            value=finding.value,
        )
    if not sent:
        yield skipped(check, bench, "No request to a declared address could be read.", "See `decodes`.")
    elif not found:
        yield passed(check, bench, f"In none of {len(sent)} requests." if len(sent) != 1 else "In the one request.")


def skipped(check: str, bench: Bench, message: str, help_text: str, what: str = "") -> Result:
    """Return the result of a check that had nothing to look at."""
    return Result(
        id=f"{check}:{what}" if what else check,
        verdict=Verdict.SKIP,
        message=message,
        help=help_text,
        span=bench.source.span,
        selector=bench.source.id,
    )


def passed(check: str, bench: Bench, *evidence: str, message: str = "Nothing of the kind was found.") -> Result:
    """Return the result of a check that found nothing."""
    return Result(
        id=check,
        verdict=Verdict.PASS,
        message=message,
        span=bench.source.span,
        selector=bench.source.id,
        evidence=evidence,
    )
