"""A small server that keeps to a spec. The cheats are made of it, each honest but for one thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal
from urllib.parse import urlsplit

from telemetry_spec.check.run import Check
from telemetry_spec.model.pointer import at, steps, write
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.transforms.row import Arrival, events_in, row_of
from telemetry_spec.wire import carry
from telemetry_spec.wire.encodings.base import Keys, UndecodableError
from telemetry_spec.wire.message import Request, Response, problem
from telemetry_spec.wire.server import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Event, Source, Spec


_SHORT: Final = 1 << 16
#: Verdicts by spec: all servers of the tests are asked the same, and judging takes most of their time.
_VERDICTS: Final[dict[int, tuple[Spec, dict[tuple[str, bytes], list[Finding]]]]] = {}


class RefusedError(Exception):
    """A request is refused."""

    def __init__(self, status: int, title: str, findings: list[Finding] | None = None) -> None:
        super().__init__(title)
        self.status = status
        self.findings = findings or []


class Honest:
    """A server. Each step is a method of its own, for cheats to replace.

    A cheat says in `CAUGHT` which required checks catch it, in `ADVICE` which recommended ones, and in `UNSURE` that
    nothing at all can be shown of it.
    """

    CAUGHT: ClassVar[frozenset[str]] = frozenset()
    ADVICE: ClassVar[frozenset[str]] = frozenset()
    UNSURE: ClassVar[bool] = False
    #: What the destination states of unknown fields.
    UNKNOWN_FIELDS: ClassVar[Literal["reject", "drop"]] = "reject"
    LIMITS: ClassVar[Limits] = Limits()
    #: The name of the file of rows, and how it is given to `--rows`.
    STORE: ClassVar[str] = "rows.ndjson"
    PLACE: ClassVar[str] = "{}"
    #: Bytes of a body once it is decoded.
    LIMIT: ClassVar[int] = 1 << 20

    def __init__(self, spec: Spec, store: Path, keys: Keys | None = None) -> None:
        self.spec = spec
        self.store = store
        self.keys = keys or Keys()
        self.requests = 0
        self.checks = {source.id: Check(spec, source.id) for source in spec.live_sources()}

    async def __call__(self, request: Request) -> Response:
        return self.answered(request)

    def answered(self, request: Request) -> Response:
        self.requests += 1
        return self.answer(request)

    def answer(self, request: Request) -> Response:
        try:
            return self.handled(request)
        except RefusedError as error:
            return self.refusal(request, error)

    def handled(self, request: Request) -> Response:
        destination = self.destination(request)
        self.look_at_method(request, destination)
        self.look_at_type(request, destination)
        text = self.decoded(request, destination)
        source, value = self.judged(text, destination)
        self.keep(request, source, value)
        return self.thanks(request)

    def destination(self, request: Request) -> Destination:
        places = list(self.spec.destinations.values()) or [carry.UNSTATED]
        found = [one for one in places if (urlsplit(one.url).path or "/").rstrip("/") == request.path.rstrip("/")]
        if not found:
            raise RefusedError(404, "Nothing is here.")
        return found[0]

    def look_at_method(self, request: Request, destination: Destination) -> None:
        if request.method != destination.method:
            raise RefusedError(405, "This method is not allowed.")

    def look_at_type(self, request: Request, destination: Destination) -> None:
        if carry.carrier_of(destination) != "query" and not carry.takes_content_type(
            destination, request.header("content-type") or ""
        ):
            raise RefusedError(415, "This is no media type for this address.")

    def decoded(self, request: Request, destination: Destination) -> bytes:
        try:
            return carry.from_request(destination, request, keys=self.keys, limit=self.LIMIT)
        except UndecodableError as error:
            status = {"too-large": 413, "undeclared-encoding": 415}.get(error.code, 400)
            raise RefusedError(status, str(error)) from error

    def judged(self, text: bytes, destination: Destination) -> tuple[Source, Any]:
        if destination.unknown_fields == "drop":
            text = self.dropped(text, destination)
        verdicts = {source.id: (source, self.findings(text, source)) for source in self.sources(destination)}
        source, findings = min(verdicts.values(), key=lambda verdict: len(verdict[1]))
        if findings:
            unreadable = any(finding.code.startswith("payload-not") for finding in findings)
            raise RefusedError(400 if unreadable else 422, "The payload is not what is declared.", findings)
        return source, json.loads(text)

    def dropped(self, text: bytes, destination: Destination) -> bytes:
        """Return a text without its undeclared fields."""
        findings = [finding for source in self.sources(destination) for finding in self.findings(text, source)]
        names = [finding.pointer or "" for finding in findings if finding.code == "undeclared-field"]
        if not names or any(finding.code.startswith(("payload-", "duplicate-")) for finding in findings):
            return text
        value = json.loads(text)
        for pointer in names:
            *above, last = steps(pointer)
            holder = at(value, write(above))
            assert isinstance(holder, dict)
            holder.pop(last, None)
        return json.dumps(value).encode()

    def sources(self, destination: Destination) -> list[Source]:
        return [
            source
            for source in self.spec.live_sources()
            if not destination.id or any(destination.id in event.destinations for event in source.events.values())
        ]

    def findings(self, text: bytes, source: Source) -> list[Finding]:
        if len(text) > _SHORT:
            return self.checks[source.id].check_text(text)
        known = _VERDICTS.setdefault(id(self.spec), (self.spec, {}))[1]
        key = (source.id, text)
        if key not in known:
            known[key] = self.checks[source.id].check_text(text)
        return known[key]

    def keep(self, request: Request, source: Source, value: Any) -> None:  # noqa: ANN401  any JSON value
        with self.store.open("a", encoding="utf-8") as file:
            for event, payload in events_in(source, value):
                file.write(json.dumps(self.row(request, event, payload)) + "\n")

    def row(self, request: Request, event: Event, payload: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
        arrival = Arrival(
            at=request.started,
            number=self.requests,
            remote_address=request.peer,
            headers={name.lower(): text for name, text in request.headers},
            query=dict(request.query),
        )
        return row_of(event, payload, arrival, Secrets(salt=b"salt", key=b"key"))

    def thanks(self, request: Request) -> Response:  # noqa: ARG002  cheats look at it
        return Response(204)

    def refusal(self, request: Request, error: RefusedError) -> Response:  # noqa: ARG002  cheats look at it
        errors: list[Json] = [
            {"pointer": finding.pointer or "", "detail": finding.message} for finding in error.findings
        ]
        return problem(error.status, str(error), errors[:20])
