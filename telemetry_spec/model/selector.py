"""Selectors: `source`, `source.event` or `source.event.field.path`, the one way to name a part of a spec.

A step with characters beyond letters, digits, `_`, `-`, `*`, `[` and `]` is written in double quotes:
`cli.command."host.name"`. Parts outside the sources are named by their section: `opt_outs.config-file`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Event, Source, Spec

_PLAIN = re.compile(r"[A-Za-z0-9_*\[\]-]+", re.ASCII)
_STEP = re.compile(r'"(?:[^"\\]|\\.)*"|[^."]+')

#: Sections whose entries can be named like sources; a source may not take one of these names.
SECTIONS = ("notice", "never_collected", "destinations", "opt_outs", "types", "groups", "third_parties", "options")

#: Parts of the public page that have a name of their own beside these; a source may not take one either.
PAGE_PARTS = ("access", "collected", "gone", "history", "notes", "picture", "purpose")


def join(*steps: str) -> str:
    """Write steps as a selector, quoting where needed."""
    return ".".join(step if _PLAIN.fullmatch(step) else json.dumps(step, ensure_ascii=False) for step in steps)


def split(selector: str) -> tuple[str, ...]:
    """Read a selector back into its steps. Raises ValueError for text that is not a selector."""
    steps: list[str] = []
    position = 0
    while True:
        match = _STEP.match(selector, position)
        if match is None:
            raise ValueError(selector)
        text = match.group()
        steps.append(str(json.loads(text)) if text.startswith('"') else text)
        position = match.end()
        if position == len(selector):
            return tuple(steps)
        if selector[position] != ".":
            raise ValueError(selector)
        position += 1


def canonical(selector: str) -> str:
    """Return a selector as the spec writes it, quoted only where needed; text that is no selector as it is."""
    try:
        return join(*split(selector))
    except ValueError:
        return selector


def covers(outer: str, inner: str) -> bool:
    """Say whether `inner` is `outer` or lies within it."""
    if outer == inner:
        return True
    return inner.startswith(outer + ".")


def event_selector(source: Source, event: Event) -> str:
    """Return `source.event`."""
    return join(source.id, event.id)


def fields_of(spec: Spec) -> Iterator[tuple[str, Field]]:
    """Yield every field of the spec with its selector: sent, received, and the request's own."""
    for source in spec.sources.values():
        yield from source_fields(source)


def source_fields(source: Source) -> Iterator[tuple[str, Field]]:
    """Yield every field of one source with its selector."""
    yield from request_fields(source)
    for event in source.events.values():
        for path, member in walk(event.payload):
            yield join(source.id, event.id, *path), member
        for member in event.received:
            yield join(source.id, event.id, member.id), member


def request_fields(source: Source) -> Iterator[tuple[str, Field]]:
    """Yield what a request carries besides its events, named `source.request.path`."""
    for path, member in walk(source.request.body, events=False):
        yield join(source.id, "request", *path), member
    for member in source.request.headers:
        yield join(source.id, "request", "headers", member.id), member
    for member in source.request.query:
        yield join(source.id, "request", "query", member.id), member
