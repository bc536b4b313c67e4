"""The vectors of an event, as things to try on a server, and which check tries which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.judge import Case
from telemetry_spec.model.pointer import steps
from telemetry_spec.vectors import frame, vectors_of
from telemetry_spec.wire.encodings.base import UnencodableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.vectors import Vector
    from telemetry_spec.wire.message import Request

#: The checks that own the vectors of some keywords; `accepts` and `rejects` have all others.
_OWNERS: Final = {
    "additionalProperties": "unknown-field",
    "duplicate-field": "repeated-field",
    "number-not-finite": "not-finite",
    "payload-not-json": "malformed-json",
    "payload-not-utf8": "malformed-json",
    "payload-too-deep": "malformed-json",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A vector in a request, with what is to be said of it."""

    vector: Vector
    case: Case
    request: Request

    def send(self, session: Session) -> Exchange:
        """Send it."""
        about = () if self.vector.valid else self._about(session)
        payload = None if self.vector.is_raw else self.vector.payload
        return session.send(self.case.id, self.request, payload, about)

    def _about(self, session: Session) -> tuple[str, ...]:
        """Return what names the wrong field: its name, or the place where an answer may see it."""
        member = session.declared(self.vector.selector)
        last = next(reversed(steps(self.vector.pointer)), "")
        return () if member is None else (member.name, *filter(None, [last]))


def owner(vector: Vector) -> str:
    """Return the name of the check that tries a vector."""
    return "accepts" if vector.valid else _OWNERS.get(vector.keyword, "rejects")


def ids_of(session: Session) -> Iterator[str]:
    """Yield the ids of the results of all vectors that are tried on the session's routes."""
    parts = {name for route in session.routes for name in (route.selector, route.source.id)}
    for part in sorted(parts):
        yield from (f"{owner(vector)}:{vector.id}" for vector in vectors_of(session.spec, part))


def trials(session: Session, route: Route, check: str) -> Iterator[Trial]:
    """Yield what a check tries on a route: the vectors of its event, and on a source's first route those of the source.

    What the route's encoding cannot carry, such as a number in a form, is left out.
    """
    yield from _of(session, route, check, route.selector)
    if route is next(one for one in session.routes if one.source is route.source and one.main):
        yield from _of(session, route, check, route.source.id)


def _of(session: Session, route: Route, check: str, select: str) -> Iterator[Trial]:
    around = frame(session.spec, select)
    for vector in vectors_of(session.spec, select):
        if owner(vector) != check or _means_something_else(vector, route):
            continue
        case = Case(
            id=f"{check}:{vector.id}",
            what=f"a payload: {_sentence(vector)}",
            help=_HELP_RIGHT if vector.valid else _HELP_WRONG.get(vector.keyword, _HELP_VALUE),
            span=session.span(vector.selector, route),
            selector=vector.selector,
            pointer=vector.pointer,
            level=vector.level,
        )
        if session.wanted.check(check) and not session.wanted.result(case.id):
            continue
        try:
            request = session.text(route, around.around(vector.text))
        except UnencodableError:
            continue
        yield Trial(vector, case, request)


def _means_something_else(vector: Vector, route: Route) -> bool:
    """Say whether an encoding makes something else of a vector.

    Lines without a line are an empty list, a list after a byte order mark is none, and a form makes texts of numbers.
    """
    first = route.destination.encoding[0]
    if first == "ndjson":
        return not vector.text.strip() or vector.text.startswith(b"\xef\xbb\xbf")
    if first == "form":
        value = None if vector.is_raw else vector.payload
        return not isinstance(value, dict) or not all(isinstance(inner, str) for inner in value.values())
    return False


def _sentence(vector: Vector) -> str:
    return vector.description.removesuffix(".")


_HELP_RIGHT: Final = "Take what the spec declares, or narrow the declaration."
_HELP_VALUE: Final = "Hold the payload against the spec before it is used, without coercion of types."
#: What is wrong before there is a value to be held against the spec, and what is wrong with no value at all.
_HELP_WRONG: Final = {
    "additionalProperties": "Refuse fields that are not declared, or drop them and state `unknown_fields: drop`.",
    "duplicate-field": "Refuse objects in which a name comes twice.",
    "number-not-finite": "Let the reader of JSON refuse it.",
    "payload-not-json": "Answer 400 where the body is not one JSON text (RFC 8259).",
    "payload-not-utf8": "Answer 400 where the text is not UTF-8 or spells half a character (RFC 8259, section 8).",
    "payload-too-deep": "Bound how deep values may be nested, and answer 400 beyond.",
}
