"""What was captured, as a HAR file (HTTP Archive 1.2), which browsers and proxies can show. Values are masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from telemetry_spec.check.explain import class_of
from telemetry_spec.check.parse import parse
from telemetry_spec.check.transport import is_transport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.conform.capture.base import Exchange
    from telemetry_spec.model.shape import Json

_MASK: Final = "..."
_UNKNOWN: Final = -1


def archive(exchanges: Iterable[tuple[str, Exchange, bytes | None]], *, version: str, show_values: bool = False) -> str:
    """Return a HAR file of requests, in the order of their times.

    Args:
        exchanges: The name of the run, the request, and the JSON text that it carried, None where it cannot be decoded.
        version: The version of this program.
        show_values: Whether values are shown; else only what kind of value each is.
    """
    entries = sorted(
        (_entry(*one, show_values=show_values) for one in exchanges), key=lambda entry: str(entry["startedDateTime"])
    )
    creator = {"name": "telemetry-spec", "version": version}
    log = {"log": {"version": "1.2", "creator": creator, "entries": entries}}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _entry(run: str, exchange: Exchange, text: bytes | None, *, show_values: bool) -> dict[str, Any]:
    request = exchange.request
    parts = urlsplit(request.url)
    query = [(name, value if show_values else _MASK) for name, value in request.query]
    mime = request.header("content-type") or ""
    return {
        "startedDateTime": datetime.fromtimestamp(request.started, UTC).isoformat(),
        "time": 0,
        "comment": f"run: {run}",
        "request": {
            "method": request.method,
            "url": parts._replace(query=urlencode(query, safe=".")).geturl(),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [
                {"name": name, "value": value if show_values or is_transport(name.lower(), value) else _MASK}
                for name, value in (*request.headers, *request.trailers)
            ],
            "queryString": [{"name": name, "value": value} for name, value in query],
            "postData": {"mimeType": mime, "text": _text(request.body, text, show_values=show_values)},
            "headersSize": _UNKNOWN,
            "bodySize": len(request.body),
        },
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": ""},
            "redirectURL": "",
            "headersSize": _UNKNOWN,
            "bodySize": _UNKNOWN,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def _text(body: bytes, text: bytes | None, *, show_values: bool) -> str:
    if show_values:
        return (body if text is None else text).decode("utf-8", "replace")
    parsed = parse(text) if text is not None else None
    if parsed is None or not parsed.readable:
        return f"({len(body)} bytes)"
    return json.dumps(_masked(parsed.value), ensure_ascii=False)


def _masked(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value if value is None else f"({class_of(value)})"
