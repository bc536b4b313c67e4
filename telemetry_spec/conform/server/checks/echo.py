"""The payload is echoed.

## What it does

Looks for values of a payload in the answer to it, in the header and the body, in every answer of the run. For each
event it also sends texts that occur nowhere else where other values are expected: error messages often quote what
they complain about.

## Why

Answers end up in the logs of proxies and in the error reports of the client, with the data that users were told goes
to one place.

## Instead

Name the field and what is expected there, and leave the value out (in pydantic: `include_input=False`).
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.answers import all_of
from telemetry_spec.model.pointer import write
from telemetry_spec.wire.encodings.base import UnencodableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Json

SCOPE = "answers"

#: Occurs nowhere but in what this check sends.
_PLANTED: Final = "planted-7c1e55ad0b924f86"
#: Shorter texts, and texts of fewer different characters, may be in an answer by chance.
_SHORTEST: Final = 12
_VARIETY: Final = 6


def check(session: Session) -> Iterator[Result]:
    """Yield one result about all answers."""
    for route in session.routes:
        good = session.good(route)
        if not route.main or not isinstance(good, dict):
            continue
        both: tuple[Json, Json] = ({"planted": _PLANTED}, _PLANTED)
        for name in good:
            for planted in both:
                with suppress(UnencodableError):
                    payload = {**good, name: planted}
                    session.send_payload(route, f"echo:{route.selector}/{name}", payload)

    known = session.texts_of_spec()

    def wrong(exchange: Exchange) -> str:
        return _echoed(exchange, known)

    yield all_of(
        session,
        "echo:answers",
        wrong,
        good="No answer holds a value of the payload",
        bad="The server sends values of the payload back",
        help_text="Name the field in the answer, and leave its value out.",
    )


def _echoed(exchange: Exchange, known: str) -> str:
    if exchange.answer is None or exchange.payload is None:
        return ""
    headers = "\n".join(value for _, value in exchange.answer.headers)
    body = exchange.answer.body.decode("utf-8", "replace")
    for pointer, text in _texts(exchange.payload, ""):
        if len(text) < _SHORTEST or len(set(text)) < _VARIETY or text in known:
            continue
        if any(form in headers or form in body for form in {text, json.dumps(text)[1:-1]}):
            return f"The value at {pointer or 'the whole payload'} is in the answer."
    return ""


def _texts(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, pointer + write([name]))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{pointer}/{index}")
    elif isinstance(value, str):
        yield pointer, value
