"""What a server made of right payloads: the rows that appeared, beside those that the spec declares."""

from __future__ import annotations

import ipaddress
import json
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from telemetry_spec.conform.server import bodies, planted
from telemetry_spec.conform.server.client import Exchange
from telemetry_spec.conform.server.rows import RowsError
from telemetry_spec.emit.samples import blank, full, minimal
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.shape import walk
from telemetry_spec.transforms.apply import MissingSecretError, Secrets
from telemetry_spec.transforms.row import Arrival, row_of
from telemetry_spec.wire.encodings.base import UnencodableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Row
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.shape import Field, Json

#: The entry of the payload that has headers with it which the spec does not declare.
HEADERS: Final = "headers"
#: The check that tells of rows that are not there.
_COMPLETE: Final = "row-complete"
_ANY: Final = Secrets(salt=b"unknown", key=b"unknown")


@dataclass(frozen=True, slots=True)
class Stored:
    """One payload that was taken, with the rows that appeared.

    `expected` are the rows that would be right, one for each address that the server may have seen; `unsure` the names
    of fields whose value nobody can tell from outside. `addresses` are those that the server may take for the sender's.
    `count` is the number of rows that there should be. `sent` and `read` are when the payload was sent and its rows
    were read, in seconds since 1970. `problem` says why nothing can be said, and `untaken` that the payload was not
    taken, which `accepts` tells of.
    """

    name: str
    exchange: Exchange
    rows: tuple[Row, ...] = ()
    expected: tuple[Row, ...] = ()
    addresses: tuple[str, ...] = ()
    unsure: frozenset[str] = frozenset()
    count: int = 1
    sent: float = 0.0
    read: float = 0.0
    problem: str = ""
    untaken: bool = False

    @property
    def row(self) -> Row | None:
        """Return the row that is most like the expected one."""
        if not self.rows:
            return None
        return max(self.rows, key=lambda row: sum(row.get(key) == value for key, value in self.expected[0].items()))


def each(
    session: Session, route: Route, check: str, judge: Callable[[Stored], Iterator[tuple[str, str]]]
) -> Iterator[Result]:
    """Yield a result for each payload that was stored.

    `judge` yields what is wrong: the field's place without the first slash ("" for none), and a sentence.
    """
    if session.rows is None:
        yield Result(
            id=f"{check}:{route.selector}",
            verdict=Verdict.SKIP,
            message="What is stored is not shown.",
            help="Give --rows, the place where rows can be read back.",
        )
        return
    if route.selector not in session.stored:
        session.ledger.catch_up(session)
        session.stored[route.selector] = list(_sent(session, route))
    for one in session.stored[route.selector]:
        yield _result(session, route, f"{check}:{route.selector}/{one.name}", one, judge)


def _result(
    session: Session, route: Route, name: str, one: Stored, judge: Callable[[Stored], Iterator[tuple[str, str]]]
) -> Result:
    result = Result(
        id=name,
        verdict=Verdict.PASS,
        message="The row is as declared.",
        span=route.event.span,
        selector=route.selector,
    )
    if one.untaken and session.wanted.check("accepts"):
        return replace(result, verdict=Verdict.SKIP, message=f"{one.problem} `accepts` tells of it.")
    if one.problem:
        return replace(result, verdict=Verdict.INCONCLUSIVE, message=one.problem)
    if not one.rows and result.check != _COMPLETE:
        if session.wanted.check(_COMPLETE):
            return replace(result, verdict=Verdict.SKIP, message=f"No row appeared: `{_COMPLETE}` tells of it.")
        return replace(result, verdict=Verdict.INCONCLUSIVE, message="The payload was taken, and no row appeared.")
    wrong = list(judge(one))
    if not wrong:
        return result
    field = wrong[0][0]
    top = field.partition("/")[0]
    member = next((member for member in _row_fields(route) if member.name == top), None)
    return replace(
        result,
        verdict=Verdict.FAIL,
        message=wrong[0][1],
        help="Store what the spec declares, after its transforms, and nothing else.",
        span=member.span if member is not None else route.event.span,
        pointer=f"/{field}" if field else None,
        evidence=tuple(words for _, words in wrong[1:]),
        cause=wrong[0][1],
        value=json.dumps(one.row.get(top)) if one.row is not None and top else None,
        repeat=session.repeat(one.exchange),
    )


def _row_fields(route: Route) -> tuple[Field, ...]:
    return (*route.event.received, *route.event.payload.fields)


def _sent(session: Session, route: Route) -> Iterator[Stored]:
    """Send some payloads one by one, and wait for the row of each; the last with headers that nobody declared."""
    payloads = {
        "minimal": minimal(route.event.payload),
        "full": full(route.event.payload),
        "blank": blank(route.event.payload),
        "published": session.good(route),
    }
    for name, payload in payloads.items():
        try:
            yield _stored(session, route, name, payload)
        except UnencodableError:
            continue
    yield _stored(session, route, HEADERS, session.good(route))


def _stored(session: Session, route: Route, name: str, payload: Json) -> Stored:
    assert session.rows is not None  # noqa: S101  asked before
    count = bodies.least(route)
    request = session.request(route, [payload])
    if name == HEADERS:
        given = [key for key, _ in (*request.headers, *session.client.headers)]
        request = replace(request, headers=(*request.headers, *planted.headers_for(route, given)))
    try:
        mark = session.rows.mark()
        sent = time.time()
        exchange = session.send(f"row:{route.selector}/{name}", request, payload)
        if not exchange.accepts:
            return _untaken(name, exchange)
        count *= 1 + len(exchange.before)  # each try may have left a row
        rows = session.rows.after(mark, count, session.options.patience)
    except RowsError as error:
        return Stored(name, Exchange("rows", request), problem=str(error))
    if not rows and session.rows.absent():
        return Stored(name, exchange, problem=f"The payload was taken. {session.rows.absent()}")
    known = (*addresses(session), *([planted.ADDRESS] if name == HEADERS else []))
    expected, unsure = _expected(session, route, exchange, known)
    return Stored(name, exchange, tuple(rows), expected, known, unsure, count, sent, time.time())


def _untaken(name: str, exchange: Exchange) -> Stored:
    if name == HEADERS:  # without these headers it is taken, so `accepts` has nothing to tell
        message = "The server does not take a right payload with the headers that browsers and proxies send."
        return Stored(name, exchange, problem=message)
    return Stored(name, exchange, untaken=True, problem="The server did not take the payload: there is no row.")


def addresses(session: Session) -> list[str]:
    """Return the addresses that the server may have seen us come from."""
    if session.options.address:
        return [session.options.address]
    found = sorted(session.client.addresses)
    mapped = [f"::ffff:{one}" for one in found if ":" not in one]  # RFC 4291, section 2.5.5.2
    return [*found, *mapped]


def knows_address(session: Session) -> bool:
    """Say whether nothing can be between us and the server that would change the address."""
    return bool(session.options.address) or is_here(session)


def is_here(session: Session) -> bool:
    """Say whether the server is reached on this machine."""
    return all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in session.client.addresses)


def _expected(
    session: Session, route: Route, exchange: Exchange, known: tuple[str, ...]
) -> tuple[tuple[Row, ...], frozenset[str]]:
    payload = cast("Json", exchange.payload)
    secret = session.options.secrets
    headers = {name.lower(): value for name, value in (*exchange.request.headers, *session.client.headers)}
    unsure = {member.name for member in route.event.received if not _is_known(member, headers, session)}
    try:
        row_of(route.event, payload, Arrival(at=time.time(), remote_address="127.0.0.1", headers=headers), secret)
    except MissingSecretError:
        secret = Secrets(salt=secret.salt or _ANY.salt, key=secret.key or _ANY.key)
        unsure |= {member.name for member in _row_fields(route) if _is_secret(member, session.options.secrets)}
    query = dict(exchange.request.query)
    rows = tuple(
        row_of(
            route.event,
            payload,
            Arrival(at=time.time(), remote_address=address, headers=headers, query=query),
            secret,
        )
        for address in known or ("",)
    )
    return rows, frozenset(unsure)


def _is_known(member: Field, headers: dict[str, str], session: Session) -> bool:
    if member.origin == "remote_address":
        return knows_address(session)
    if member.origin == "header":
        return member.header.lower() in headers
    return member.origin == "query"  # of a user agent, what is stored is often but a part


def _is_secret(member: Field, given: Secrets) -> bool:
    """Say whether a field, or one within it, is hashed with a salt or a key that we do not have."""
    fields = [member, *(inner for _, inner in walk(member.shape))]
    steps = [step for one in fields for step in one.transforms if step.at == "receiver"]
    lacking = {"salted": not given.salt, "keyed": not given.key}
    return any(lacking.get(step.mode, False) for step in steps if step.kind == "hash")


def leaves(row: Row) -> dict[tuple[str, ...], Json]:
    """Return every value of a row that is no object, with the names that lead to it."""
    found: dict[tuple[str, ...], Json] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            found |= {(name, *steps): inner for steps, inner in leaves(value).items()}
        else:
            found[(name,)] = value
    return found


def same(expected: object, found: object, *, loose: bool) -> bool:
    """Say whether two values are the same JSON value; with `loose`, 1 is true and 0 is false."""
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and expected.keys() == found.keys()
            and all(same(value, found[key], loose=loose) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(same(one, other, loose=loose) for one, other in zip(expected, found, strict=True))
        )
    if isinstance(expected, bool) != isinstance(found, bool):
        return loose and isinstance(expected, bool) and found in (0, 1) and bool(found) == expected
    return expected == found
