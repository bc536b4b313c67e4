"""Payloads are sent to anybody who shows a certificate.

## What it does

Where a destination is `https`: runs the command against an endpoint whose certificate nobody vouches for, against one
whose certificate is for another name, and against one whose certificate has expired. Not a single request may be sent
to any of them.

## Why

A client that takes any certificate sends its payloads to whoever sits in between, and the `https` of the spec is no
promise at all.

## Instead

Leave the library's check of certificates on. Send nothing when it fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telemetry_spec.conform.capture._authority import hosts_of
from telemetry_spec.conform.client import manners
from telemetry_spec.conform.client.checks.base import AT_ONCE
from telemetry_spec.conform.client.silence import Finding
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.capture.base import Answer
    from telemetry_spec.conform.client.bench import Bench, Run

EARLY: Final = AT_ONCE
#: How endpoints answer, and what is wrong with their certificates.
_FAULTS: Final[dict[Answer, str]] = {
    "bad-certificate": "that nobody vouches for",
    "other-certificate": "for another name",
    "old-certificate": "that has expired",
}


def encrypted(bench: Bench) -> bool:
    """Say whether a destination shows a certificate at all."""
    return any(urlsplit(one.url).scheme == "https" for one in bench.judge.destinations.values())


def begin(bench: Bench) -> None:
    """Have the client run against such endpoints."""
    if encrypted(bench):
        for answer in _FAULTS:
            manners.begin(bench, answer)


def check(bench: Bench) -> Iterator[Result]:
    """Yield whether something was sent all the same."""
    found = Finding(Verdict.SKIP, "No destination is `https`.")
    if encrypted(bench):
        runs = {answer: bench.chain(f"answer:{answer}")[0] for answer in _FAULTS if bench.has(f"answer:{answer}")}
        each = [_looked(bench, runs[answer], _FAULTS[answer]) for answer in runs]
        found = next((one for verdict in _WORST for one in each if one.verdict is verdict), None) or Finding(
            Verdict.SKIP, f"The mode `{bench.settings.capture.name}` has no certificates."
        )
    yield Result(
        id="certificate-checked",
        verdict=found.verdict,
        message=found.message,
        help="Leave the library's check of certificates and names on." if found.verdict is Verdict.FAIL else "",
        span=bench.source.span,
        selector=bench.source.id,
    )


#: From what has to be told first.
_WORST: Final = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)


def _looked(bench: Bench, run: Run, fault: str) -> Finding:
    """Say whether a run sent nothing to an endpoint with such a certificate, and saw the certificate."""
    if run.captured is None:
        return Finding(Verdict.INCONCLUSIVE, run.failure)
    if any(urlsplit(sent.request.url).scheme == "https" and not sent.other for sent in run.sent):
        return Finding(Verdict.FAIL, f"A request was sent to an endpoint with a certificate {fault}.")
    # Some libraries look at the certificate when TLS has been agreed on: then no handshake fails.
    asked = set(hosts_of(bench.judge.urls.values())).intersection(run.captured.server_names)
    if not asked and not any(trouble.kind == "tls-failed" for trouble in run.captured.troubles):
        return Finding(Verdict.INCONCLUSIVE, f"The client did not get as far as looking at a certificate {fault}.")
    return Finding(Verdict.PASS, "The client broke off when it saw a certificate of somebody else, or an old one.")
