"""Something is sent to where nobody declared.

## What it does

Compares every request with the declared destinations: scheme, host, port, path and method. In the mode `isolate` also
every connection, every datagram and every name that is looked up; and in all modes that see TLS, the name of the
server that is asked for in it. Hosts that the program needs for other things than
telemetry are given with `--allow HOST`.

## Why

Data that goes to another host goes to somebody whom users were not told of. A name alone can carry data as well.

## Instead

Declare the destination, or send elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telemetry_spec.conform.capture._authority import hosts_of
from telemetry_spec.conform.client.checks.base import passed
from telemetry_spec.conform.client.silence import asked_for, said
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.spec import Destination

#: The ports of schemes that are not written (RFC 9110, section 4.2).
_PORTS = {"http": 80, "https": 443}


def check(bench: Bench) -> Iterator[Result]:
    """Yield a failure for each place that is not declared."""
    destinations = bench.judge.destinations
    if not destinations:
        yield Result(
            id="undeclared-endpoint",
            verdict=Verdict.SKIP,
            message="The spec names no address for this source.",
            help="Declare a destination.",
            span=bench.source.span,
            selector=bench.source.id,
        )
        return
    found: dict[str, str] = {}
    for run in bench.runs:
        for host, message in _strays(bench, run, list(destinations.values())):
            found.setdefault(host, message)
    for host, message in found.items():
        yield Result(
            id=f"undeclared-endpoint:{host}",
            verdict=Verdict.FAIL,
            message=message,
            help="Declare the destination, or send elsewhere; `--allow HOST` if it is not telemetry.",
            span=bench.source.span,
            selector=bench.source.id,
        )
    if not found:
        yield passed("undeclared-endpoint", bench, message="All went to where the spec says.")


def _strays(bench: Bench, run: Run, declared: list[Destination]) -> Iterator[tuple[str, str]]:
    """Yield each place that is not declared, by its host, and what went there."""
    allowed = bench.settings.allowed
    for one in (*run.sent_before, *run.sent):
        parts = urlsplit(one.request.url)
        host = parts.hostname or ""
        if host in allowed:
            continue
        if one.destination is None:
            path = "/..." if parts.path.strip("/") else "/"
            yield host, f"A request went to {parts.scheme}://{parts.netloc}{path}, which is not declared."
        elif one.request.method.upper() != one.destination.method:
            yield host, f"A request was sent with {one.request.method}, and {one.destination.method} is declared."
    hosts = set(hosts_of(one.url for one in declared)) | allowed
    parts_of = [urlsplit(one.url) for one in declared]
    ports = {(part.hostname, part.port or _PORTS.get(part.scheme, 0)) for part in parts_of}
    for captured in (*run.before, *([run.captured] if run.captured is not None else [])):
        for contact in captured.contacts:
            host = contact.name or contact.address
            if host not in allowed and (host, contact.port) not in ports:
                yield host, said(contact)
        for lookup in captured.lookups:
            if lookup.name.lower() not in hosts:
                yield lookup.name.lower(), f"The name {lookup.name} was looked up."
        yield from ((name, asked_for(name)) for name in captured.server_names if name not in hosts)
