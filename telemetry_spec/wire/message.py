"""Requests and responses, whole and as they were sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.model.shape import Json


def combined(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return the value of a header, several values joined by commas (RFC 9110, section 5.3), None when it is absent."""
    wanted = name.lower()
    values = [value for key, value in headers if key.lower() == wanted]
    return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its whole body.

    `url` is absolute, with the query. `headers` are in the order in which they came, names as they were written, and so
    are `trailers`: the fields after a chunked body, which stand for no header (RFC 9110, section 6.5.1). `extensions`
    is what was written beside the sizes of the chunks, which means nothing (RFC 9112, section 7.1.1).
    `peer` is the address that it came from, without the port; `started` the time at which its first line had been
    read, in seconds since 1970.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    peer: str = ""
    started: float = 0.0
    trailers: tuple[tuple[str, str], ...] = ()
    extensions: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, whatever its case; None when it is absent."""
        return combined(self.headers, name)

    @property
    def path(self) -> str:
        """Return the path of the address, at least `/`."""
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return the names and values in the query, in order, empty values included."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Response:
    """A response with its whole body. How long the body is need not be said in the headers."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, whatever its case; None when it is absent."""
        return combined(self.headers, name)


def problem(
    status: int, title: str, errors: Sequence[Json] = (), headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    """Return a response that says what is wrong, as RFC 9457 has it: `title`, `status`, and `errors` one by one."""
    body: dict[str, Json] = {"title": title, "status": status}
    if errors:
        body["errors"] = list(errors)
    text = json.dumps(body, separators=(",", ":"))
    return Response(status, (("content-type", "application/problem+json"), *headers), text.encode())
