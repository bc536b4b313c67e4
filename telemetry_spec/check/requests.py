"""Whole requests: address, method, headers and query beside the body.

A request is a JSON object with `url`, `method`, `headers`, `query` and `body`, of which only `body` has to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from telemetry_spec.check import explain
from telemetry_spec.check.transport import is_transport
from telemetry_spec.check.verdict import Report, forbidden_values, judge, judge_value
from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.model.pointer import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from telemetry_spec.check.target import Target
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Destination, Source, Spec


def judge_request(record: Json, targets: Sequence[Target], spec: Spec, report: Report) -> Target | None:
    """Judge a request: first its body, which says whose it is, then what goes with it.

    `headers` and `query` are objects of texts; what is not given was not sent. A body that is a text is a JSON text.
    """
    if not isinstance(record, dict) or "body" not in record:
        report.add(
            "not-a-request",
            "This is not a request: it has no `body`.",
            "Write objects with `url`, `method`, `headers`, `query` and `body`, or check without `--requests`.",
            "",
        )
        return None
    body = record["body"]
    report.prefix = "/body"
    if isinstance(body, str):
        target = judge(body.encode("utf-8", "surrogatepass"), targets, report)
    else:
        target = judge_value(body, targets, report)
    report.prefix, report.shape = "", None
    if target is not None:
        _address(record, target, spec, report)
        _carried(record, target, spec, report)
    return target


def _address(record: Mapping[str, Json], target: Target, spec: Spec, report: Report) -> None:
    url, method = record.get("url"), record.get("method")
    allowed = destinations_of(target.source, spec)
    if isinstance(url, str) and allowed:
        matching = [destination for destination in allowed if same_address(destination.url, url)]
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


def destinations_of(source: Source, spec: Spec) -> list[Destination]:
    """Return the destinations of the events that a source may still send."""
    names = dict.fromkeys(name for event in source.live_events() for name in event.destinations)
    return [spec.destinations[name] for name in names]


def same_address(declared: str, seen: str) -> bool:
    """Say whether a request went to a declared address: scheme, host, port and path."""
    try:
        left, right = urlsplit(declared), urlsplit(seen)
    except ValueError:  # such as `https://[x`
        return False
    return (_origin(left.scheme, left.netloc), left.path.rstrip("/")) == (
        _origin(right.scheme, right.netloc),
        right.path.rstrip("/"),
    )


def _origin(scheme: str, host: str) -> str:
    """Return scheme, host and port, without the port that the scheme stands for (RFC 3986, section 6.2.3)."""
    default = {"http": ":80", "https": ":443"}.get(scheme, "")
    return f"{scheme}://{host.lower().removesuffix(default)}"


def _carried(record: Mapping[str, Json], target: Target, spec: Spec, report: Report) -> None:
    headers, query = record.get("headers"), record.get("query")
    sent = headers if isinstance(headers, dict) else {}
    _held(
        {name.lower(): value for name, value in sent.items() if not is_transport(name.lower(), value)},
        "headers",
        target,
        report,
    )
    if query is None:
        query = dict(_asked(record.get("url")))
    places = destinations_of(target.source, spec)
    carriers = {place.carrier_name for place in places if place.carrier == "query"}
    fixed = [pair for place in places for pair in _asked(place.url)]
    sent = query if isinstance(query, dict) else {}
    apart = {name: value for name, value in sent.items() if name not in carriers and (name, value) not in fixed}
    _held(apart, "query", target, report)


def _asked(url: Json) -> list[tuple[str, str]]:
    """Return the names and values in the query of an address."""
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True) if isinstance(url, str) else []
    except ValueError:
        return []


def _held(sent: dict[str, Json], where: str, target: Target, report: Report) -> None:
    shape = target.headers if where == "headers" else target.query
    report.prefix = f"/{where}"
    report.selectors = {
        write([member.name]): f"{target.source.id}.request.{where}.{member.id}" for member in shape.fields
    }
    report.shape, report.looked_at = shape, sent
    for violation in explain.violations(shape, sent):
        report.violation(violation)
    forbidden_values(shape, sent, target.forbidden, report)
    report.prefix, report.shape = "", None
