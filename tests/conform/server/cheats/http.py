"""Servers that misbehave in HTTP."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.wire.message import Request, Response, problem
from telemetry_spec.wire.server import Limits
from tests.conform.server.honest import Honest, RefusedError

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Destination


class TakesEverything(Honest):
    UNSURE = True

    def answer(self, request: Request) -> Response:  # noqa: ARG002  the honest one's
        return Response(204)


class RefusesEverything(Honest):
    UNSURE = True

    def answer(self, request: Request) -> Response:  # noqa: ARG002  the honest one's
        return problem(422, "No.")


class NotThere(Honest):
    """Answers 404 to all, as a wrong address does."""

    UNSURE = True

    def answer(self, request: Request) -> Response:  # noqa: ARG002  the honest one's
        return problem(404, "Nothing is here.")


class AsksWho(Honest):
    """Answers 401 to what is wrong."""

    UNSURE = True

    def refusal(self, request: Request, error: RefusedError) -> Response:
        return replace(super().refusal(request, error), status=401)


class RefusesWith404(Honest):
    """Answers 404 to what is wrong: as if that were a refusal of the payload."""

    UNSURE = True

    def refusal(self, request: Request, error: RefusedError) -> Response:
        return replace(super().refusal(request, error), status=404)


class TakesEverythingLater(Honest):
    UNSURE = True

    def answer(self, request: Request) -> Response:
        return super().answer(request) if self.requests < 300 else Response(204)


class SetsCookies(Honest):
    CAUGHT = frozenset({"cookie"})

    def thanks(self, request: Request) -> Response:  # noqa: ARG002  the honest one's
        return Response(204, (("set-cookie", "visitor=1"),))


class RedirectsErrors(Honest):
    CAUGHT = frozenset({"redirect"})

    def refusal(self, request: Request, error: RefusedError) -> Response:
        if error.status == 400 and len(request.body) > 2:
            return Response(303, (("location", "/help"),))
        return super().refusal(request, error)


class EchoesPayloads(Honest):
    CAUGHT = frozenset({"echo"})

    def thanks(self, request: Request) -> Response:
        return Response(200, (("content-type", "application/json"),), request.body)


class EchoesInHeaders(Honest):
    CAUGHT = frozenset({"echo"})

    def thanks(self, request: Request) -> Response:
        return Response(204, (("x-instance", json.loads(request.body)["instanceId"]),))


class QuotesWrongValues(Honest):
    CAUGHT = frozenset({"echo"})

    def refusal(self, request: Request, error: RefusedError) -> Response:
        found = super().refusal(request, error)
        quoted = [finding.value or "" for finding in error.findings]
        return replace(found, body=found.body + json.dumps(quoted).encode())


class FailsOnBadJson(Honest):
    CAUGHT = frozenset({"server-error"})

    def refusal(self, request: Request, error: RefusedError) -> Response:
        return problem(500, "Oops.") if error.status == 400 else super().refusal(request, error)


class FailsOnOddTypes(Honest):
    """Breaks over a value of a type that it does not expect."""

    CAUGHT = frozenset({"server-error"})

    def refusal(self, request: Request, error: RefusedError) -> Response:
        return problem(500, "Oops.") if b"planted-" in request.body else super().refusal(request, error)


class FailsOnDepth(Honest):
    CAUGHT = frozenset({"server-error"})

    def answer(self, request: Request) -> Response:
        return problem(500, "Oops.") if b"[" * 500 in request.body else super().answer(request)


class AcceptsGet(Honest):
    CAUGHT = frozenset({"undeclared-method"})

    def look_at_method(self, request: Request, destination: Destination) -> None:
        if request.method != "GET":
            super().look_at_method(request, destination)


class HidesOtherMethods(Honest):
    """Answers 404 to another method."""

    CAUGHT = frozenset({"undeclared-method"})

    def look_at_method(self, request: Request, destination: Destination) -> None:
        if request.method != destination.method:
            raise RefusedError(404, "Nothing is here.")


class IgnoresMediaTypes(Honest):
    CAUGHT = frozenset({"wrong-content-type"})

    def look_at_type(self, request: Request, destination: Destination) -> None:
        pass


class TakesForms(Honest):
    """Takes a body that says it is a form, as a page of anybody may send it."""

    CAUGHT = frozenset({"wrong-content-type"})

    def look_at_type(self, request: Request, destination: Destination) -> None:
        if request.header("content-type") != "application/x-www-form-urlencoded":
            super().look_at_type(request, destination)


class TakesMultipart(Honest):
    CAUGHT = frozenset({"wrong-content-type"})

    def look_at_type(self, request: Request, destination: Destination) -> None:
        if not (request.header("content-type") or "").startswith("multipart/"):
            super().look_at_type(request, destination)


class StoresWhatOptionsSend(Honest):
    CAUGHT = frozenset({"undeclared-method"})

    def look_at_method(self, request: Request, destination: Destination) -> None:
        if request.method != "OPTIONS":
            super().look_at_method(request, destination)


class StoresWhatHeadSends(Honest):
    """And says that it does not know the method."""

    CAUGHT = frozenset({"undeclared-method"})

    def look_at_method(self, request: Request, destination: Destination) -> None:
        if request.method != "HEAD":
            super().look_at_method(request, destination)

    def thanks(self, request: Request) -> Response:
        return Response(405) if request.method == "HEAD" else super().thanks(request)


class ReadsWithoutEnd(Honest):
    CAUGHT = frozenset({"oversize"})
    LIMITS = Limits(body=1 << 26)
    LIMIT = 1 << 26


class BelievesTheLength(Honest):
    """Bounds bodies by what their header says of them, which is nothing where they come in chunks."""

    CAUGHT = frozenset({"oversize"})
    LIMITS = Limits(body=1 << 26)
    LIMIT = 1 << 26

    def decoded(self, request: Request, destination: Destination) -> bytes:
        if not request.header("transfer-encoding") and len(request.body) > 1 << 20:
            raise RefusedError(413, "This is too large.")
        return super().decoded(request, destination)


class ReadsNoChunks(Honest):
    ADVICE = frozenset({"encodings"})

    def decoded(self, request: Request, destination: Destination) -> bytes:
        if request.header("transfer-encoding"):
            raise RefusedError(400, "There is no body.")
        return super().decoded(request, destination)


class ReadsBombs(Honest):
    """Decompresses whatever says that it is compressed, as many frameworks do."""

    CAUGHT = frozenset({"decompression-bomb"})
    LIMIT = 1 << 27

    def decoded(self, request: Request, destination: Destination) -> bytes:
        if request.header("content-encoding") != "gzip":
            return super().decoded(request, destination)
        others = tuple((name, value) for name, value in request.headers if name.lower() != "content-encoding")
        return super().decoded(replace(request, headers=others, body=zlib.decompress(request.body, 31)), destination)


class SaysNothing(Honest):
    """Does not say which field is wrong, which is no more than a pity."""

    ADVICE = frozenset({"error-names-field"})

    def refusal(self, request: Request, error: RefusedError) -> Response:  # noqa: ARG002  the honest one's
        return problem(error.status, "Bad request.")


class ComparesMediaTypesAsTexts(Honest):
    """Knows no parameters of media types."""

    ADVICE = frozenset({"encodings"})

    def look_at_type(self, request: Request, destination: Destination) -> None:
        if request.header("content-type") != "application/json":
            raise RefusedError(415, "This is no media type for this address.")
        super().look_at_type(request, destination)


class TakesAnyPath(Honest):
    ADVICE = frozenset({"undeclared-path"})

    def destination(self, request: Request) -> Destination:
        del request
        return next(iter(self.spec.destinations.values()))
