"""A capture within a test: what a client sends is judged before the client gets its answer."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit, urlunsplit

import pytest

from telemetry_spec import api
from telemetry_spec.check.parse import parse
from telemetry_spec.model.finding import Finding, Severity, Span
from telemetry_spec.pytest_plugin._spec import told
from telemetry_spec.wire import carry
from telemetry_spec.wire.encodings.base import Keys, UndecodableError
from telemetry_spec.wire.extras import MissingExtraError
from telemetry_spec.wire.message import Request, Response
from telemetry_spec.wire.server import BackgroundServer, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Spec
    from telemetry_spec.wire.server import Sight

#: What keeps clients from sending to a proxy instead.
_NO_PROXY: Final = ("NO_PROXY", "no_proxy")
_BROKEN: Final = {"malformed": "A request came that is no HTTP: {}", "tls-failed": "TLS was tried: {}"}


@dataclass(frozen=True, slots=True)
class Captured:
    """A request as it was sent, the JSON value that it carried, and what the spec has against it.

    `payload` is None where it cannot be decoded or read; then there is a finding.
    """

    request: Request
    payload: Json
    findings: tuple[Finding, ...]


class Capture:
    """What a client has sent in this test.

    It is judged before the client is answered: when a call that sends returns, all of it is here. `status` is what
    requests are answered with.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.status = 200
        self.requests: list[Captured] = []
        self._server = BackgroundServer(self._handle, Settings(observe=self._observe))
        self._check = api.checker(spec, requests=True)
        self._silence = "fails"
        self._ignored: set[str] = set()
        self._keys = Keys()
        self._troubles: list[Finding] = []

    # ------------------------------------------------------------ for tests

    @property
    def url(self) -> str:
        """Return the address to send to, without a path: that of a destination follows it, as in the spec."""
        return self._server.url

    def url_of(self, destination: str) -> str:
        """Return the address that stands for a destination of the spec, with its path and query.

        Raises:
            LookupError: The spec has no such destination.
        """
        if destination not in self.spec.destinations:
            raise api.UnknownNameError("destination", destination, self.spec.destinations)
        declared, here = urlsplit(self.spec.destinations[destination].url), urlsplit(self.url)
        return urlunsplit((here.scheme, here.netloc, declared.path or "/", declared.query, ""))

    @property
    def payloads(self) -> list[Json]:
        """Return the JSON values that the requests carried."""
        return [captured.payload for captured in self.requests]

    @property
    def findings(self) -> list[Finding]:
        """Return what the spec has against all that was sent."""
        return [*self._troubles, *(finding for captured in self.requests for finding in captured.findings)]

    def decrypt_with(self, key: bytes) -> None:
        """Decrypt bodies with a key (PEM or JWK), where the spec declares that they are encrypted (RFC 7516)."""
        self._keys = Keys(jwe=key)

    def ignore_headers(self, *names: str) -> None:
        """Take these headers as declared, such as the `user-agent` that a library sends."""
        self._ignored.update(name.lower() for name in names)

    def allow_silence(self) -> None:
        """Let the test pass where nothing is sent."""
        self._silence = "allowed"

    def expect_silence(self) -> None:
        """Let the test pass only where nothing at all is sent, as after an opt-out."""
        self._silence = "expected"

    def clear(self) -> None:
        """Forget what was sent so far. The test still fails if nothing else comes."""
        self.requests.clear()
        self._troubles.clear()

    # ------------------------------------------------------------ for the plugin

    def verdict(self) -> str:
        """Return why the test fails, in words for people, or ""."""
        sent = len(self.requests) + len(self._troubles)
        if self._silence == "expected" and sent:
            return f"Nothing was to be sent, and something was: {sent} request{'s' * (sent > 1)}."
        if self.findings:
            return "\n".join([f"What was sent is not as {self.spec.title} declares it:", *map(told, self.findings)])
        if self._silence == "fails" and not sent:
            return (
                "Nothing was sent to `telemetry_capture.url`, so nothing is shown. Let the client send there, or call "
                "`telemetry_capture.allow_silence()`."
            )
        return ""

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    # ------------------------------------------------------------ in the thread of the server

    async def _handle(self, request: Request) -> Response:
        near = self._near(request)
        tried = [self._judged(request, destination) for destination in near]
        self.requests.append(min(tried, key=lambda captured: len(captured.findings)))
        return Response(self.status)

    def _near(self, request: Request) -> list[Destination | None]:
        """Return the destinations that the request may be meant for."""
        used = [self.spec.destinations[name] for name in sorted(self.spec.used_destinations)]
        if not used:
            return [carry.UNSTATED]
        same = [one for one in used if (urlsplit(one.url).path.rstrip("/")) == request.path.rstrip("/")]
        return [one for one in same if one.method == request.method] or list(same) or [None]

    def _judged(self, request: Request, destination: Destination | None) -> Captured:
        place = destination or carry.UNSTATED
        try:
            text = carry.from_request(place, request, keys=self._keys)
        except (UndecodableError, MissingExtraError) as error:
            return Captured(request, None, (_finding("undecodable", str(error), "/body"),))
        headers = {name.lower(): value for name, value in request.headers if name.lower() not in self._ignored}
        record: dict[str, Json] = {
            "url": _as_declared(request.url, destination),
            "method": request.method,
            "headers": dict(headers),
            "body": text.decode("utf-8", "surrogateescape"),
        }
        if not self.spec.used_destinations:
            del record["url"], record["method"]
        findings = self._check.check_text(json.dumps(record).encode())
        return Captured(request, parse(text).value, tuple(findings))

    def _observe(self, sight: Sight) -> None:
        if sight.kind in _BROKEN:
            self._troubles.append(_finding("unreadable", _BROKEN[sight.kind].format(sight.detail)))


def _as_declared(url: str, destination: Destination | None) -> str:
    """Return the address that the client would have sent to, had it not been told this one."""
    if destination is None:
        return url
    declared, sent = urlsplit(destination.url), urlsplit(url)
    return urlunsplit((declared.scheme, declared.netloc, sent.path, sent.query, ""))


def _finding(code: str, message: str, pointer: str | None = None) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=message,
        help="",
        span=Span("<request>", 1, 1, 1, 1),
        pointer=pointer,
    )


def capturing(spec: Spec) -> Iterator[Capture]:
    """Yield a capture that runs, and fail the test afterwards if there is a reason to."""
    try:
        capture = Capture(spec)
        server = capture.__enter__()
    except MissingExtraError as error:
        pytest.fail(str(error), pytrace=False)
    with pytest.MonkeyPatch.context() as patch:
        for name in _NO_PROXY:
            patch.setenv(name, ",".join(filter(None, [os.environ.get(name), "127.0.0.1"])))
        try:
            yield server
        finally:
            capture.__exit__()
    reason = capture.verdict()
    if reason:
        pytest.fail(reason, pytrace=False)
