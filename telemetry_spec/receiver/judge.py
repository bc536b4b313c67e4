"""The verdict on one request, as `check --requests` gives it, and the events in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.check.explain import Violation
from telemetry_spec.check.parse import parse
from telemetry_spec.check.requests import judge_request
from telemetry_spec.check.verdict import Report, closest
from telemetry_spec.model.pointer import at, steps, write
from telemetry_spec.receiver.refusal import MOST, invalid, refused, undecodable
from telemetry_spec.transforms.row import events_in
from telemetry_spec.wire import jsontext
from telemetry_spec.wire.carry import beside, from_request, takes_content_type
from telemetry_spec.wire.encodings.base import Keys, UndecodableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.check.target import Target
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Event, Source, Spec
    from telemetry_spec.receiver.routes import Route
    from telemetry_spec.wire.message import Request

#: Not a file: findings on requests are for the sender, who knows what he sent.
_NAME: Final = "<request>"


@dataclass(frozen=True, slots=True)
class Taken:
    """One event that was accepted."""

    source: Source
    event: Event
    payload: Json


class Judge:
    """Judges requests. `limit` bounds the bytes of a body, as sent and decoded."""

    def __init__(self, spec: Spec, keys: Keys, limit: int) -> None:
        self._spec = spec
        self._keys = keys
        self._limit = limit

    def judge(self, route: Route, request: Request) -> list[Taken]:
        """Return the events in a request to a destination. Raises RefusedError when anything of it is wrong."""
        destination = route.destination
        media_type = request.header("content-type")
        if media_type is not None and request.body and not takes_content_type(destination, media_type):
            raise refused(415, "The body has another content type than the destination takes.", "wrong-content-type")
        try:
            text = from_request(destination, request, keys=self._keys, limit=self._limit)
            others = beside(destination, request)
        except UndecodableError as error:
            raise undecodable(error) from error
        report = Report(_NAME, 1, most=MOST)
        if others and destination.unknown_fields != "drop":
            for name in others[:MOST]:
                report.violation(_undeclared(name))
        bodies = _bodies(route, text)
        if not bodies:
            report.add("nothing-checked", "There is no event in this request.", "Send at least one.", "/body")
        taken = [one for body in bodies for one in self._body(route, request, body, report)]
        if report.findings:
            raise invalid(_reasons(report.findings, destination))
        return taken

    def _body(self, route: Route, request: Request, text: bytes, report: Report) -> Iterator[Taken]:
        target, value = _accepted(route, request, text) or self._judged(route, request, text, report)
        if target is not None and not report.findings:
            for event, payload in events_in(target.source, value):
                yield Taken(target.source, event, payload)

    def _judged(self, route: Route, request: Request, text: bytes, report: Report) -> tuple[Target | None, Json]:
        parsed = parse(text)
        body: Json = text.decode("utf-8", "surrogateescape")
        query = route.query_of(request)
        value = parsed.value
        if route.destination.unknown_fields == "drop" and parsed.readable and not parsed.faults:
            value = _pruned(value, route)
            body = value if not isinstance(value, str) else body
            declared = {member.name for target in route.targets for member in target.source.request.query}
            query = [pair for pair in query if pair[0] in declared]
        for name, count in Counter(name for name, _ in query).items():
            if count > 1:
                report.add(
                    "duplicate-field", "This query value is there twice.", "Send it once.", write(["query", name])
                )
        names = {member.name.lower() for target in route.targets for member in target.source.request.headers}
        headers = {name: found for name in names if (found := request.header(name)) is not None}
        record: Json = {"headers": dict(headers), "query": dict(query), "body": body}
        target = judge_request(record, route.targets, self._spec, report)
        return target, value


def _bodies(route: Route, text: bytes) -> list[bytes]:
    """Return the bodies in what was sent: lines that are no list by declaration are a body each."""
    if route.destination.encoding[0] != "ndjson" or any(target.shape.kind == "array" for target in route.targets):
        return [text]
    return [line.encode() for line in jsontext.items(text.decode())]


def _accepted(route: Route, request: Request, text: bytes) -> tuple[Target, Json] | None:
    """Return what a body is and holds if that is right for sure, and nothing goes with it that could be wrong."""
    if route.query_of(request):
        return None
    for target in route.targets:
        if not target.source.request.headers and not target.source.request.query and target.acceptor.accepts(text):
            return target, parse(text).value
    return None


def _pruned(value: Json, route: Route) -> Json:
    """Return a value without its undeclared fields."""
    target, violations = closest(value, route.targets)
    del target
    for violation in violations:
        if violation.keyword == "additionalProperties":
            _remove(value, violation)
    return value


def _remove(value: Json, violation: Violation) -> None:
    *above, name = steps(violation.pointer)
    holder = at(value, write(above))
    if isinstance(holder, dict):
        holder.pop(name, None)


def _reasons(findings: list[Finding], destination: Destination) -> list[Finding]:
    """Return why a request is refused: not for an undeclared field, where those are dropped."""
    drops = destination.unknown_fields == "drop"
    return [one for one in findings if one.code != "undeclared-field"] if drops else findings


def _undeclared(name: str) -> Violation:
    return Violation(write(["body", name]), "additionalProperties", "no such field", "a text", name)
