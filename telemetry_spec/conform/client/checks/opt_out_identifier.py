"""An identifier is made under an opt-out.

## What it does

Runs the client with an opt-out and then, in the same home, without it. No identifier that the later run sends may
have been in a file while telemetry was off, plain, encoded or hashed, nor in a file's name. Looked at is what was
written in the home folder, the working folder with its repository, and the folder for temporary files. Where there is
no later run, no file may be there that holds an identifier in a home without an opt-out.

## Why

An identifier that waits on the disk was collected in spite of the opt-out, and ties what is sent later to that time.

## Instead

Make identifiers when the first event is sent, and not before.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.canaries import Haystack
from telemetry_spec.conform.client.checks.base import AT_ONCE, about_opt_out
from telemetry_spec.conform.client.checks.opt_out_queue import later
from telemetry_spec.conform.client.silence import Finding, undone
from telemetry_spec.model.result import Verdict
from telemetry_spec.model.selector import source_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut

EARLY: Final = AT_ONCE
#: Shorter values are in files by chance.
_SHORTEST: Final = 8


def begin(bench: Bench) -> None:
    """Have the client run with each opt-out, and then without."""
    for name in bench.scopes():
        if bench.wants(f"opt-out-identifier:{name}"):
            ways.begin(bench, bench.spec.opt_outs[name])


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each opt-out of everything that somebody here can use."""
    fields = [name for name, member in source_fields(bench.source) if member.lifetime and not member.origin]
    for name, scope in bench.scopes().items():
        opt_out = bench.spec.opt_outs[name]
        if not scope.everything or not bench.has(ways.chain_of(opt_out)):
            continue
        looked = ways.works(bench, opt_out, scope)
        if not fields:
            looked = looked or Finding(Verdict.SKIP, "The spec declares no identifier.")
        looked = looked or _looked(bench, opt_out, fields)
        yield about_opt_out(
            "opt-out-identifier", opt_out, looked, "Make identifiers when the first event is sent, and not before."
        )


def _looked(bench: Bench, opt_out: OptOut, fields: list[str]) -> Finding:
    off = [run for run in bench.chain(ways.chain_of(opt_out)) if run.label in ways.OFF][-1]
    after = later(bench, opt_out)
    if off.captured is None:
        return undone(off)
    if after is not None and (values := _identifiers(after, fields)):
        place = next(_holding(off, values), "")
    else:
        first = bench.baseline()
        values = _identifiers(first, fields)
        holders = {_end(name) for name in _holding(first, values)}
        written = {_end(name) for name in off.written}
        place = next((name for name in off.files if _end(name) in holders - written), "")
    if not values:
        return Finding(Verdict.SKIP, "No identifier was sent.")
    if place:
        name = place.rpartition("/")[2]
        named = f" `{name}`" if not any(Haystack.of("", name).form(value) for value in values) else ""
        return Finding(Verdict.FAIL, f"The file{named} held an identifier while telemetry was off.")
    return Finding(Verdict.PASS, "No file held an identifier while telemetry was off.")


def _identifiers(run: Run, fields: list[str]) -> list[str]:
    values = (value for sent in run.sent for name in fields for value in sent.values.get(name, ()))
    return list(dict.fromkeys(one for one in values if isinstance(one, str) and len(one) >= _SHORTEST))


def _holding(run: Run, values: list[str]) -> Iterator[str]:
    """Yield the files, or whatever else has a name, that a value is in, in whatever form."""
    for name, content in run.files.items():
        haystack = Haystack.of(name, os.fsencode(name) + b"\n" + content)
        if any(haystack.form(value) for value in values):
            yield name


def _end(path: str) -> str:
    """Return a path without the names of folders that are new in each home."""
    return "/".join(step for step in path.split("/") if not step.startswith(("work-", "project-")))
