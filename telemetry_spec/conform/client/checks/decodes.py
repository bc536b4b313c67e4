"""A request cannot be read.

## What it does

Reads each request as its destination declares: the carrier, the steps of the encoding, JSON. A request that is no
HTTP/1.1 is told here too, and so are bytes that follow the last one of a connection. For JWE, give the private key with
`--jwe-key`. A body that is compressed otherwise than its `content-encoding` says is told as a recommendation. What goes
to undeclared places is for `undeclared-endpoint`.

## Why

What cannot be decoded cannot be judged, and a receiver cannot read it either.

## Instead

Send the declared encoding, or declare what is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client.checks.base import passed
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.conform.client.sent import Sent

#: How compressed bodies begin, by what `content-encoding` calls them (RFC 9110, section 8.4.1, RFC 1952, section 2.3.1,
#: RFC 1950, section 2.2 with the window that everybody uses, RFC 8878, section 3.1.1).
_COMPRESSED: Final[dict[str, tuple[bytes, ...]]] = {
    "gzip": (b"\x1f\x8b",),
    "deflate": (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"),
    "zstd": (b"\x28\xb5\x2f\xfd",),
}


def check(bench: Bench) -> Iterator[Result]:
    """Yield a failure for each way in which requests could not be read."""
    found: dict[str, str] = {}
    sent = [one for one in bench.sent() if one.judged]
    for one in sent:
        if one.undecodable:
            found.setdefault(one.destination.id if one.destination is not None else "undeclared", one.undecodable)
    for run in bench.runs:
        for trouble in run.captured.troubles if run.captured is not None else ():
            if trouble.kind == "malformed" and trouble.host not in bench.settings.allowed:
                found.setdefault("http", f"A request is no HTTP/1.1: {trouble.detail}.")
    for name, message in found.items():
        destination = bench.judge.destinations.get(name)
        yield Result(
            id=f"decodes:{name}",
            verdict=Verdict.FAIL,
            message=message,
            help="Send the declared encoding, or declare what is sent.",
            span=destination.span if destination is not None else bench.source.span,
            selector=f"destinations.{name}" if destination is not None else bench.source.id,
        )
    if not found:
        yield passed("decodes", bench, message=f"All {len(sent)} requests could be read.")
    yield from _misnamed(bench, sent)


def _misnamed(bench: Bench, sent: list[Sent]) -> Iterator[Result]:
    """Yield a recommendation for each destination to which bodies are sent compressed otherwise than announced."""
    found: dict[str, tuple[str, str]] = {}
    for one in sent:
        said = (one.request.header("content-encoding") or "").strip().lower().removeprefix("x-")
        real = next((name for name, begins in _COMPRESSED.items() if one.request.body.startswith(begins)), "")
        if one.destination is not None and said and real and said != real:
            found.setdefault(one.destination.id, (said, real))
    for name, (said, real) in found.items():
        yield Result(
            id=f"decodes:{name}/content-encoding",
            verdict=Verdict.FAIL,
            level="recommended",
            message=f"The header `content-encoding` says `{said}`, and the body is compressed as `{real}`.",
            help=f"Send `content-encoding: {real}`, or compress as the header says: proxies and servers go by it.",
            span=bench.judge.destinations[name].span,
            selector=f"destinations.{name}",
        )
