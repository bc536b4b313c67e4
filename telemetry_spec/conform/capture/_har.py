"""What was captured, as a HAR file (HTTP Archive 1.2), which browsers and proxies can show. Values are masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from telemetry_spec.check.explain import class_of
from telemetry_spec.check.names import shown
from telemetry_spec.check.parse import parse
from telemetry_spec.check.transport import is_transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telemetry_spec.conform.capture.base import Exchange
    from telemetry_spec.model.shape import Json

_MASK: Final = "..."
_UNKNOWN: Final = -1


class Entry(NamedTuple):
    """One request: the run it is of, and its JSON text, None where it cannot be decoded.

    `declared` says that it went to a declared address: of others the path may say anything.
    """

    run: str
    exchange: Exchange
    text: bytes | None
    declared: bool = True


def archive(
    entries: Iterable[Entry],
    *,
    version: str,
    show_values: bool = False,
    mask: Callable[[str], str] = lambda text: text,
) -> str:
    """Return a HAR file of requests, in the order of their times.

    Args:
        entries: The requests.
        version: The version of this program.
        show_values: Whether values are shown; else only what kind of value each is, and names where they are harmless.
        mask: Takes what is private out of a name.
    """
    shown_entries = [_shown(one) if show_values else _masked(one, mask) for one in entries]
    shown_entries.sort(key=lambda entry: str(entry["startedDateTime"]))
    creator = {"name": "telemetry-spec", "version": version}
    log = {"log": {"version": "1.2", "creator": creator, "entries": shown_entries}}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _shown(one: Entry) -> dict[str, Any]:
    """Return an entry as it was sent."""
    request = one.exchange.request
    body = request.body if one.text is None else one.text
    headers = [*request.headers, *request.trailers]
    return _entry(one, request.url, headers, list(request.query), body.decode("utf-8", "replace"))


def _masked(one: Entry, mask: Callable[[str], str]) -> dict[str, Any]:
    """Return an entry without values, and without names that may be private."""

    def name_of(name: str) -> str:
        return mask(shown(name))

    request = one.exchange.request
    parts = urlsplit(request.url)
    path = parts.path if one.declared else "/".join(_MASK if step else "" for step in parts.path.split("/"))
    query = [(name_of(name), _MASK) for name, _ in request.query]
    url = parts._replace(netloc=mask(parts.netloc), path=path, query=urlencode(query, safe=".*")).geturl()
    headers = [
        (name_of(name), mask(value) if is_transport(name.lower(), value) else _MASK)
        for name, value in (*request.headers, *request.trailers)
    ]
    parsed = parse(one.text) if one.text is not None else None
    text = f"({len(request.body)} bytes)"
    if parsed is not None and parsed.readable:
        text = json.dumps(_kinds(parsed.value, name_of), ensure_ascii=False)
    return _entry(one, url, headers, query, text)


def _kinds(value: Json, name_of: Callable[[str], str]) -> Json:
    """Return a value with its kind in the place of every text, number and the like. Hidden names fall together."""
    if isinstance(value, dict):
        return {name_of(key): _kinds(inner, name_of) for key, inner in value.items()}
    if isinstance(value, list):
        return [_kinds(inner, name_of) for inner in value]
    return value if value is None else f"({class_of(value)})"


def _entry(
    one: Entry, url: str, headers: list[tuple[str, str]], query: list[tuple[str, str]], text: str
) -> dict[str, Any]:
    request = one.exchange.request
    return {
        "startedDateTime": datetime.fromtimestamp(request.started, UTC).isoformat(),
        "time": 0,
        "comment": f"run: {one.run}",
        "request": {
            "method": request.method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": name, "value": value} for name, value in headers],
            "queryString": [{"name": name, "value": value} for name, value in query],
            "postData": {"mimeType": dict(_lowered(headers)).get("content-type", ""), "text": text},
            "headersSize": _UNKNOWN,
            "bodySize": len(request.body),
        },
        "response": {
            "status": one.exchange.status,
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


def _lowered(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]
