"""Something of the user's slipped into what is sent.

## What it does

Plants values that only this run has: the names of user and machine, an e-mail address, home and working folder, the
name of a project, an argument (where the command line holds `{canary}`), a secret in the environment, the address and
the first commit of a git repository, the machine's identifier and addresses; of some of them a part too, such as the
last name, the domain of the e-mail address, the host of the repository, the name of the folder above. None may show up
in anything sent, be it beside or after a request, nor in a name that is looked up or asked for in TLS: not plain, in
upper or lower case, backwards, URL-encoded, in hexadecimal digits, base32, base64 (once or twice, of UTF-8 or UTF-16,
or compressed before), nor as bytes or a number where it is one; not hashed with MD5, SHA-1, SHA-2, SHA-3 or BLAKE2, as
it is, in lower or upper case, with or without the end of a line, also cut to 12 digits (a commit to 7), nor as a UUID
of version 3 or 5 (RFC 9562). The address of the repository is looked for as others write it too: without `.git`, as
`https`. A field may hold one that is declared to: by its type (`hostname`, `ip_address`, `email`), or by what its
description or its transform says, where its `sensitivity` is `identifier` or more. One that goes to a host given with
`--allow` is told as a recommendation. What is encrypted, salted, hashed again or split over several fields is not
found.

## Why

This is how telemetry comes to hold what nobody meant to collect: in a stack trace, a path, a header of some library.

## Instead

Do not send it, or declare the field that holds it, with the sensitivity that it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec.check.forbidden import nearest
from telemetry_spec.conform.client.canaries import Haystack
from telemetry_spec.conform.client.checks.base import skipped
from telemetry_spec.conform.client.sent import BODY, haystacks, leaves
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import fields_of
from telemetry_spec.model.shape import SENSITIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.capture.base import Captured
    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.conform.client.canaries import Canary
    from telemetry_spec.conform.client.sent import Sent
    from telemetry_spec.model.shape import Field

#: What a field is called, described or typed as that holds a canary of a kind.
_WORDS: Final = {
    "user": ("user name", "username", "login", "name of the user", "account"),
    "email": ("email", "e-mail"),
    "host": ("hostname", "host name", "name of the machine", "machine name"),
    "home": ("home", "path", "folder", "directory"),
    "folder": ("path", "folder", "directory"),
    "project": ("project", "path", "folder", "directory", "repository"),
    "argument": ("argument", "command line"),
    "secret": (),
    "git-remote": ("git", "repository", "remote"),
    "git-commit": ("git", "commit", "repository"),
    "machine-id": ("machine", "device"),
    "address": ("ip_address", "ip address", "mac address", "hardware address", "machine", "device"),
}
_OF_MACHINE: Final = frozenset({"host", "machine-id", "address"})
_IDENTIFYING: Final = SENSITIVITIES.index("identifier")


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each kind of canary."""
    fields = dict(fields_of(bench.spec))
    found: dict[str, _Leak] = {}
    others: dict[tuple[str, str], _Leak] = {}
    for run in bench.runs:
        for leak in _leaks(bench, run, fields):
            if leak.other:
                others.setdefault((leak.canary.kind, leak.other), leak)
            else:
                found.setdefault(leak.canary.kind, leak)
    for kind in _WORDS:
        if kind == "argument" and not any("{canary}" in word for word in bench.settings.command):
            continue
        if kind in _OF_MACHINE and not bench.settings.capture.plants_machine:
            mode = bench.settings.capture.name
            message = f"The mode `{mode}` cannot make the client believe in another machine, so nothing was planted."
            yield skipped("canary", bench, message, "Use `--capture isolate` (Linux).", kind)
            continue
        caught = found.get(kind)
        yield Result(
            id=f"canary:{kind}",
            verdict=Verdict.FAIL if caught else Verdict.PASS,
            message=caught.said() if caught else f"No {kind} was sent.",
            help="Do not send it, or declare the field that holds it." if caught else "",
            span=bench.source.span,
            selector=bench.source.id,
        )
    for (kind, host), leak in others.items():
        yield Result(
            id=f"canary:{kind}/{host}",
            verdict=Verdict.FAIL,
            level="recommended",
            message=leak.said(),
            help=f"See that users are told what goes to {host}: `--allow` says that it is no telemetry.",
            span=bench.source.span,
            selector=bench.source.id,
        )


class _Leak(NamedTuple):
    """A canary that got out: where it was, in words, in which form, and to which allowed host, or ""."""

    canary: Canary
    place: str
    form: str
    other: str = ""

    def said(self) -> str:
        whom = f" to {self.other}" if self.other else ""
        return f"{self.canary.what.capitalize()} was sent{whom}, {self.form}, in {self.place}."


def _leaks(bench: Bench, run: Run, fields: dict[str, Field]) -> Iterator[_Leak]:
    """Yield each canary that got out in a run, with where it was and in which form."""
    if run.world is None:
        return
    for sent in (*run.sent_before, *run.sent):
        prepared = [*haystacks(sent)]
        for canary in run.world.canaries:
            for place, selector, form in _places(bench, sent, prepared, canary):
                if not _declared(canary, fields.get(selector)):
                    yield _Leak(canary, place, form, sent.host if sent.other else "")
    for captured in (*run.before, *([run.captured] if run.captured is not None else [])):
        for haystack, host in _beside(captured):
            for canary in run.world.canaries:
                if form := haystack.form(canary.value):
                    yield _Leak(canary, haystack.place, form, host if host in bench.settings.allowed else "")


def _beside(captured: Captured) -> Iterator[tuple[Haystack, str]]:
    """Yield what was sent beside requests that could be read, each with the host that it went to, or ""."""
    for name in dict.fromkeys(lookup.name for lookup in captured.lookups):
        yield Haystack.of("a name that was looked up", name), ""
    for name in captured.server_names:
        yield Haystack.of("the name of a server that was asked for in TLS", name), ""
    for trouble in captured.troubles:
        if trouble.stray:
            yield Haystack.of("what is no request", trouble.stray), trouble.host


def _places(bench: Bench, sent: Sent, prepared: list[Haystack], canary: Canary) -> Iterator[tuple[str, str, str]]:
    """Yield where a request holds a canary: in words, the selector of the field or "", and in which form."""
    for haystack in prepared:
        if form := haystack.form(canary.value):
            if haystack.place != BODY:
                yield haystack.place, _carried(bench, haystack.place), form
                continue
            within = [(one.place, form) for one in _leaves(sent) if (form := one.form(canary.value))]
            for pointer, inner in within:
                yield f"the field `{pointer}`", nearest(pointer, sent.pointers), inner
            if not within:
                yield BODY, "", form


def _carried(bench: Bench, place: str) -> str:
    """Return the selector of the declared header or query value that a place in words is, or ""."""
    request = bench.source.request
    for where, members in (("header", request.headers), ("query value", request.query)):
        for member in members:
            if place == f"the {where} `{member.name.lower()}`":
                kind = "headers" if where == "header" else "query"
                return f"{bench.source.id}.request.{kind}.{member.id}"
    return ""


def _leaves(sent: Sent) -> Iterator[Haystack]:
    """Yield every text in the body by itself, each with its JSON pointer as its place."""
    for pointer, text in leaves(sent):
        yield Haystack.of(pointer, text)


def _declared(canary: Canary, field: Field | None) -> bool:
    """Say whether a field is declared to hold what a canary stands for."""
    if field is None or SENSITIVITIES.index(field.sensitivity) < _IDENTIFYING:
        return False
    said = [
        field.id,
        field.name,
        field.shape.type,
        field.description,
        *(transform.of for transform in field.transforms),
    ]
    text = " ".join(said).lower()
    return any(word in text for word in _WORDS[canary.kind])
