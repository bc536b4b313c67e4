"""A text that is not JSON is not refused.

## What it does

Sends what is no JSON text, or more than one: nothing at all, a body that breaks off, a comma too many, single quotes,
a comment, two values, bytes that are not UTF-8, brackets nested without end. Each has to be refused.

## Why

A lenient reader makes up a payload that nobody sent (RFC 8259).

## Instead

Answer 400 where the body cannot be read, before anything else is done with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server import bodies
from telemetry_spec.conform.server.judge import Case, expect_rejected
from telemetry_spec.conform.server.trials import trials
from telemetry_spec.wire import jsontext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "route"

#: Names and texts made of a right one, each with the words for it.
_BREAKS: Final[dict[str, tuple[Callable[[bytes], bytes], str]]] = {
    "empty": (lambda _: b"", "no text at all"),
    "blank": (lambda _: b"  ", "blanks alone"),
    "cut-short": (lambda text: text[:-1], "a text that breaks off before its end"),
    "comma-too-many": (lambda text: text[:-1] + b"," + text[-1:], "a text with a comma too many"),
    "single-quotes": (lambda text: text.replace(b'"', b"'"), "a text in single quotes"),
    "comment": (lambda text: b"/**/" + text, "a text with a comment"),
    "two-values": (lambda text: text + b" " + text, "two values in one text"),
    "bare-word": (lambda _: b"undefined", "the word `undefined`"),
}


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each text that is not JSON."""
    place = route.destination
    if place.encoding[0] == "form":
        return
    if route.first and not route.main:  # else the vectors say the same, and more
        text = jsontext.dumps(bodies.body_of(route.source, route.event, [session.good(route)]))
        for name, (made, words) in _BREAKS.items():
            if place.encoding[0] == "ndjson" and name in ("blank", "empty"):
                continue  # lines without a line: a list that is empty, and no breach of JSON
            case = Case(
                id=f"malformed-json:{route.place}/{name}",
                what=words,
                help="Answer 400 where the body is not one JSON text (RFC 8259).",
                span=place.span,
                selector=f"destinations.{place.id}" if place.id else route.selector,
            )
            yield expect_rejected(case, session.send(case.id, session.text(route, made(text))), session)
    for trial in trials(session, route, "malformed-json") if route.main else ():
        yield expect_rejected(trial.case, trial.send(session), session)
