"""Payloads are sent to anybody who shows a certificate.

## What it does

Where a destination is `https`: runs the command against an endpoint whose certificate nobody vouches for. Not a
single request may be sent to it.

## Why

A client that takes any certificate sends its payloads to whoever sits in between, and the `https` of the spec is no
promise at all.

## Instead

Leave the library's check of certificates on. Send nothing when it fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telemetry_spec.conform.client import manners
from telemetry_spec.conform.client.checks.base import AT_ONCE
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench

EARLY: Final = AT_ONCE
_CHAIN = "answer:bad-certificate"


def encrypted(bench: Bench) -> bool:
    """Say whether a destination shows a certificate at all."""
    return any(urlsplit(one.url).scheme == "https" for one in bench.judge.destinations.values())


def begin(bench: Bench) -> None:
    """Have the client run against such an endpoint."""
    if encrypted(bench):
        manners.begin(bench, "bad-certificate")


def check(bench: Bench) -> Iterator[Result]:
    """Yield whether something was sent all the same."""
    verdict, message = Verdict.SKIP, "No destination is `https`."
    if encrypted(bench) and not bench.has(_CHAIN):
        message = f"The mode `{bench.settings.capture.name}` has no certificates."
    elif encrypted(bench):
        run = bench.chain(_CHAIN)[0]
        taken = [sent for sent in run.sent if urlsplit(sent.request.url).scheme == "https" and not sent.other]
        if run.captured is None:
            verdict, message = Verdict.INCONCLUSIVE, run.failure
        elif taken:
            verdict, message = (
                Verdict.FAIL,
                "A request was sent to an endpoint with a certificate that nobody vouches for.",
            )
        elif not any(trouble.kind == "tls-failed" for trouble in run.captured.troubles):
            verdict, message = Verdict.INCONCLUSIVE, "The client did not get as far as looking at the certificate."
        else:
            verdict, message = Verdict.PASS, "The client broke off when it saw the certificate."
    yield Result(
        id="certificate-checked",
        verdict=verdict,
        message=message,
        help="Leave the library's check of certificates on." if verdict is Verdict.FAIL else "",
        span=bench.source.span,
        selector=bench.source.id,
    )
