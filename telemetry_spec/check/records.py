"""Requests as tools record them, made ready for the verdict: one form for headers and query, and the body decoded.

A record is a JSON object with `url`, `method`, `headers`, `query` and `body`. Headers and query are objects or lists of
pairs, as in HAR; a query may also be a text. A body that is a text is one as it was sent, and is decoded as the
destination says; any other value is a body that has been decoded already. `body_base64` holds a body of bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeGuard
from urllib.parse import parse_qsl, urlencode, urlsplit

from telemetry_spec.check.requests import destinations_of, same_address
from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.model.pointer import write
from telemetry_spec.registry import nearest
from telemetry_spec.wire import carry, encodings
from telemetry_spec.wire.encodings.base import UndecodableError
from telemetry_spec.wire.extras import MissingExtraError
from telemetry_spec.wire.message import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from telemetry_spec.check.target import Target
    from telemetry_spec.check.verdict import Report
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Spec

Pairs = list[tuple[str, "Json"]]
"""Names and values. Values are texts, unless a record is wrong: that is for the verdict to say."""


def judgeable(record: Json, targets: Sequence[Target], spec: Spec, report: Report) -> dict[str, Json] | None:
    """Return a record with `headers` and `query` as objects and `body` decoded, None where there is no body.

    What is wrong with the record itself is added to the report.
    """
    if not isinstance(record, dict) or not ({"body", "body_base64", "url", "query"} & record.keys()):
        _no_body(report)
        return None
    parts = {key: value for key, value in record.items() if _is_part(key, value, report)}
    asked = _query(parts)
    place = _destination(parts, targets, spec)
    found: dict[str, Json] = {**{key: parts[key] for key in ("url", "method") if key in parts}}
    found |= carried(_pairs(parts.get("headers")), asked, targets, report)
    if isinstance(parts.get("body"), str) or "body" not in parts:
        body = _decoded(parts, place, asked, report)
        return None if body is None else {**found, "body": body}
    return {**found, "body": parts["body"]}


def carried(headers: Pairs, query: Pairs, targets: Sequence[Target], report: Report) -> dict[str, Json]:
    """Return `headers` and `query` as objects. What is there twice and should not be is added to the report."""
    names = {member.name for target in targets for member in target.headers.fields}
    lowered = [(name.lower(), value) for name, value in headers]
    asked = {name for name, _ in query}
    return {
        "headers": dict(_once(lowered, names, "headers", report)),
        "query": dict(_once(query, asked, "query", report)),
    }


def _no_body(report: Report) -> None:
    report.add(
        "not-a-request",
        "This is not a request: it has no `body`.",
        "Write objects with `url`, `method`, `headers`, `query` and `body`, or check without `--requests`.",
        "",
    )


# ---------------------------------------------------------------- parts


def _is_pairs(value: Json) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and all(map(_is_pair, value)))


def _is_texts(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _is_pair(value: Json) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("name"), str) and isinstance(value.get("value"), str)
    return isinstance(value, list) and [type(one) for one in value] == [str, str]


def _is_url(value: Json) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return bool(urlsplit(value).scheme)
    except ValueError:
        return False


_PAIRS: Final = "an object, or a list of pairs of a name and a value"
#: The parts of a request: what each may be, and how that is said.
_PARTS: Final[dict[str, tuple[Callable[[Json], bool], str]]] = {
    "url": (_is_url, "an address such as `https://example.com/v1`"),
    "method": (lambda value: isinstance(value, str), "a text"),
    "headers": (_is_pairs, _PAIRS),
    "query": (lambda value: isinstance(value, str) or _is_pairs(value), f"a text, {_PAIRS}"),
    "body": (lambda _: True, "a value"),
    "body_base64": (lambda value: isinstance(value, str), "a text in base64"),
}


def _is_part(key: str, value: Json, report: Report) -> bool:
    """Say whether this can be a part of a request; report it where it cannot."""
    where = write([key])
    if key not in _PARTS:
        near = nearest(key, _PARTS)
        help_text = f"Did you mean `{near}`?" if near else f"There are: {', '.join(f'`{name}`' for name in _PARTS)}."
        report.add("not-a-request", "A request has no such part.", help_text, where)
        return False
    fits, words = _PARTS[key]
    if not fits(value):
        report.add("not-a-request", f"`{key}` is not {words}.", "Write that, or leave it out.", where, repr_json(value))
        return False
    return True


def _pairs(value: Json) -> Pairs:
    if isinstance(value, dict):
        # Some servers record a name that came several times with a list of its values.
        return [(name, one) for name, held in value.items() for one in (held if _is_texts(held) else [held])]
    items: list[Any] = value if isinstance(value, list) else []
    return [(one["name"], one["value"]) if isinstance(one, dict) else (one[0], one[1]) for one in items]


def _query(parts: Mapping[str, Json]) -> Pairs:
    """Return the names and values of the address, and those that are given beside it."""
    url, query = parts.get("url"), parts.get("query")
    pairs: Pairs = [*parse_qsl(urlsplit(url).query, keep_blank_values=True)] if isinstance(url, str) else []
    beside = [*parse_qsl(query, keep_blank_values=True)] if isinstance(query, str) else _pairs(query)
    return pairs + [pair for pair in beside if pair not in pairs]


def _once(pairs: Pairs, names: set[str], where: str, report: Report) -> Pairs:
    """Report what is there twice. Other headers may be repeated: their values are one list (RFC 9110, section 5.3)."""
    counts = Counter(name for name, _ in pairs)
    for name, count in counts.items():
        if count > 1 and name in names:
            message = f"This {'header' if where == 'headers' else 'query value'} is there {count} times."
            report.add("duplicate-field", message, "Send it once.", write([where, name]))
    joined: dict[str, Json] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return list(joined.items())


# ---------------------------------------------------------------- bodies


def _destination(parts: Mapping[str, Json], targets: Sequence[Target], spec: Spec) -> Destination:
    """Return the destination by which the body is decoded: that of the address, else the one that all have alike."""
    declared = {place.id: place for target in targets for place in destinations_of(target.source, spec)}
    url = parts.get("url")
    there = [place for place in declared.values() if isinstance(url, str) and same_address(place.url, url)]
    places = there or list(declared.values())
    forms = {(place.encoding, place.carrier, place.carrier_name) for place in places}
    return places[0] if there or len(forms) == 1 else carry.UNSTATED


def _decoded(parts: Mapping[str, Json], place: Destination, query: Pairs, report: Report) -> Json:
    """Return the JSON text that a request carries, None where there is none that can be read."""
    where = "/body" if "body_base64" not in parts else "/body_base64"
    try:
        body = str(parts.get("body", "")).encode("utf-8", "surrogatepass")
        if "body_base64" in parts:
            body = base64.b64decode(str(parts["body_base64"]).encode("utf-8", "surrogatepass"), validate=True)
        if carry.carrier_of(place) != "query" and not {"body", "body_base64"} & parts.keys():
            _no_body(report)
            return None
        if "body_base64" not in parts:
            place = replace(place, encoding=_without_compression(place.encoding))
        request = Request(
            place.method, f"{place.url.partition('?')[0]}?{urlencode(query, errors='surrogatepass')}", (), body
        )
        return carry.from_request(place, request).decode("utf-8", "surrogateescape")
    except UndecodableError as error:
        report.add("payload-undecodable", str(error), "Send it as the destination says.", where)
    except binascii.Error:
        report.add("not-a-request", "`body_base64` is not base64.", "Write it as RFC 4648 has it.", where)
    except MissingExtraError as error:
        report.add("payload-undecodable", str(error), "Install what is missing.", where)
    return None


def _without_compression(steps: tuple[str, ...]) -> tuple[str, ...]:
    """Return the steps that a text can have gone through last: whoever recorded it has undone the compression."""
    while len(steps) > 1 and encodings.get(steps[-1]).content_encoding:
        steps = steps[:-1]
    return steps
