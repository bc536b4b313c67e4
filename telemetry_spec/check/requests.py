"""Whole requests: address, method, headers and query beside the body.

A request is a JSON object with `url`, `method`, `headers`, `query` and `body`, of which only `body` has to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from telemetry_spec.check import explain
from telemetry_spec.check.verdict import Report, forbidden_values, judge, judge_value
from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from telemetry_spec.check.target import Target
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Spec

#: Headers that carry the request and say nothing of the sender (RFC 9110, RFC 9112; Fetch metadata by the W3C).
TRANSPORT = frozenset(
    """
    accept accept-encoding connection content-encoding content-length content-type date expect host keep-alive
    sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user te trailer transfer-encoding upgrade via
    """.split()  # noqa: SIM905  a word list reads better than a list of words
)


#: The parts of a request, with what each may be.
_PARTS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "url": (str, "a text"),
    "method": (str, "a text"),
    "headers": (dict, "an object"),
    "query": (dict, "an object"),
    "body": (object, "a value"),
}


def judge_request(record: Json, targets: Sequence[Target], spec: Spec, report: Report) -> Target | None:
    """Judge a request: first its body, which says whose it is, then what goes with it."""
    if not isinstance(record, dict) or "body" not in record:
        report.add(
            "not-a-request",
            "This is not a request: it has no `body`.",
            "Write objects with `url`, `method`, `headers`, `query` and `body`, or check without `--requests`.",
            "",
        )
        return None
    _form(record, report)
    body = record["body"]
    report.prefix = "/body"
    if isinstance(body, str):
        target = judge(body.encode("utf-8", "surrogatepass"), targets, report)
    else:
        target = judge_value(body, targets, report)
    report.prefix = ""
    if target is not None:
        _address(record, target, spec, report)
        _carried(record, target, spec, report)
    return target


def _form(record: Mapping[str, Json], report: Report) -> None:
    """Report what a request cannot have."""
    for key, value in record.items():
        wanted, words = _PARTS.get(key, (None, ""))
        if wanted is None:
            near = nearest(key, _PARTS)
            help_text = (
                f"Did you mean `{near}`?" if near else f"A request has {', '.join(f'`{name}`' for name in _PARTS)}."
            )
            report.add("not-a-request", "A request has no such part.", help_text, explain.pointer([key]))
        elif not isinstance(value, wanted):
            help_text = f"Write {words}, or leave it out."
            report.add("not-a-request", f"`{key}` is not {words}.", help_text, explain.pointer([key]), repr_json(value))


def _address(record: Mapping[str, Json], target: Target, spec: Spec, report: Report) -> None:
    url, method = record.get("url"), record.get("method")
    allowed = _destinations(target, spec)
    if isinstance(url, str) and allowed:
        matching = [destination for destination in allowed if _same_address(destination.url, url)]
        if not matching:
            report.add(
                "undeclared-destination",
                f"No destination of `{target.source.id}` has this address.",
                "Declare it under `destinations`, or send elsewhere.",
                "/url",
                repr_json(url),
            )
        allowed = matching
    if isinstance(method, str) and allowed and method.upper() not in {destination.method for destination in allowed}:
        report.add(
            "wrong-method",
            f"The destination takes {allowed[0].method}.",
            "Send it with that method, or correct the destination.",
            "/method",
            repr_json(method),
        )


def _destinations(target: Target, spec: Spec) -> list[Destination]:
    names = dict.fromkeys(name for event in target.source.events.values() for name in event.destinations)
    return [spec.destinations[name] for name in names]


def _same_address(declared: str, seen: str) -> bool:
    left, right = urlsplit(declared), urlsplit(seen)
    return (left.scheme, left.netloc.lower(), left.path.rstrip("/")) == (
        right.scheme,
        right.netloc.lower(),
        right.path.rstrip("/"),
    )


def _carried(record: Mapping[str, Json], target: Target, spec: Spec, report: Report) -> None:
    carriers = {place.carrier_name for place in _destinations(target, spec) if place.carrier == "query"}
    headers, query = record.get("headers"), record.get("query")
    if isinstance(headers, dict):
        sent = {name.lower(): value for name, value in headers.items() if name.lower() not in TRANSPORT}
        _held(sent, "headers", target, report)
    if query is None and isinstance(url := record.get("url"), str):
        query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    if isinstance(query, dict):
        sent = {name: value for name, value in query.items() if name not in carriers}
        _held(sent, "query", target, report)


def _held(sent: dict[str, Json], where: str, target: Target, report: Report) -> None:
    shape = target.headers if where == "headers" else target.query
    report.prefix = f"/{where}"
    report.selectors = {
        explain.pointer([member.name]): f"{target.source.id}.request.{where}.{member.id}" for member in shape.fields
    }
    for violation in explain.violations(shape, sent):
        report.violation(violation)
    forbidden_values(sent, target.forbidden, report)
    report.prefix = ""
