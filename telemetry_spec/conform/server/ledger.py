"""How many rows there may be and which there have to be, after all that was taken in a run."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from telemetry_spec.check.run import Check
from telemetry_spec.conform.server import contents
from telemetry_spec.conform.server.rows import RowsError
from telemetry_spec.transforms.row import events_in

if TYPE_CHECKING:
    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Mark, Row
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.wire.message import Request

#: Seconds without a new row after which none is expected any more; less where rows are not waited for as long.
QUIET: Final = 2.0
#: Seconds between two looks for rows that are missing.
_PAUSE: Final = 0.1
#: Bytes of a text that is read to count its events.
_LONGEST: Final = 2**20
#: The client's mistake (RFC 9110, section 15.5): such an answer says that nothing was kept.
_REFUSALS: Final = range(400, 500)
#: What is sent so is not to be stored, whatever the answer is (RFC 9110, sections 9.3.2 and 9.3.7).
_STORE_NOTHING: Final = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Balance:
    """What the rows after a run say, held against the events that were taken.

    `beyond` is the number of rows too many, `strangers` are rows that are like none of a declared event. Of `due`
    different events that were taken `lost` have no row of their own; `unfound` are the requests of those that no row
    holds as they were sent: more, where rows hold something else than they should. `problem` says why nothing is known.
    """

    beyond: int = 0
    strangers: tuple[Row, ...] = ()
    due: int = 0
    lost: int = 0
    unfound: tuple[Exchange, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    """A request as it was made. `count` is the number of events that there may be in its text."""

    route: Route
    text: bytes
    request: Request
    count: int


@dataclass(slots=True)
class Ledger:
    """The account of a run. Every request is counted when it is made.

    It owes rows if it was not refused, at most as many as it has events. If it was right and taken, each event that
    differs from all others is due: a store may merge those that are equal.
    """

    owed: int = 0
    _missed: int = 0
    _mark: Mark | None = None
    _problem: str = ""
    _made: dict[int, _Made] = field(default_factory=dict)
    _due: dict[str, Exchange] = field(default_factory=dict)
    _checks: dict[str, Check] = field(default_factory=dict)
    _balance: Balance | None = None

    def open(self, session: Session) -> None:
        """Remember what is stored before anything is sent."""
        if session.rows is not None:
            try:
                self._mark = session.rows.mark()
            except RowsError as error:
                self._problem = str(error)

    def made(self, route: Route, text: bytes, request: Request) -> None:
        """Count the events in the text of a request."""
        if self._mark is not None:
            kept = text if len(text) <= _LONGEST else b""
            self._made[_key(request)] = _Made(route, kept, request, _count(route, text))

    def sent(self, exchange: Exchange, session: Session) -> None:
        """Add what a request may have left in the store: where there is no answer, or an odd one, nobody knows."""
        if self._mark is None:
            return
        made = self._made.get(_key(exchange.request))
        for one in (*exchange.before, exchange):
            if not one.refused and one.status not in _REFUSALS and one.request.method not in _STORE_NOTHING:
                self.owed += made.count if made is not None else 1
        if made is not None and exchange.accepts and _as_made(exchange.request, made.request) and made.text:
            self._owe(made, exchange, session)

    def _owe(self, made: _Made, exchange: Exchange, session: Session) -> None:
        """Remember the events of a request that was taken, if it is right: of others nothing has to be stored."""
        source = made.route.source
        if source.id not in self._checks:
            self._checks[source.id] = Check(session.spec, source.id)
        if self._checks[source.id].check_text(made.text):
            return
        names = contents.names_in(session.routes)
        for event, payload in events_in(source, json.loads(made.text)):
            content = contents.of_payload(event, payload, names)
            if content:
                self._due.setdefault(content, exchange)

    def catch_up(self, session: Session) -> None:
        """Wait until the rows of all that was taken are there; of rows that never come, once only."""
        if session.rows is None or self._mark is None:
            return
        try:
            there = len(session.rows.after(self._mark, self.owed - self._missed, session.options.patience))
        except RowsError:
            return  # whoever reads next says so
        self._missed = max(self._missed, self.owed - there)

    def balance(self, session: Session) -> Balance:
        """Wait until nothing is stored any more, and return how the rows compare with what was taken."""
        if self._balance is None:
            self._balance = self._settled(session)
        return self._balance

    def _settled(self, session: Session) -> Balance:
        if session.rows is None or self._mark is None:
            return Balance(problem=self._problem or "What was stored before is not known.")
        patience = session.options.patience
        end = time.monotonic() + patience
        names = contents.names_in(session.routes)
        try:
            new = session.rows.settled(self._mark, min(QUIET, patience))
            there = contents.of_rows(new, names)
            while len(there) < len(self._due) and time.monotonic() < end:
                time.sleep(_PAUSE)
                new = session.rows.new(self._mark)
                there = contents.of_rows(new, names)
        except RowsError as error:
            return Balance(problem=str(error))
        if not new:
            return Balance(problem=session.rows.absent() or "No row appeared in the whole run.")
        beyond = max(0, len(new) - self.owed)
        return Balance(
            beyond=beyond,
            strangers=_strangers(new, session)[:beyond],
            due=len(self._due),
            lost=max(0, len(self._due) - len(there)),
            unfound=tuple(exchange for content, exchange in self._due.items() if content not in there),
        )


def _as_made(request: Request, made: Request) -> bool:
    """Say whether a request was sent as the spec declares, whatever headers it has besides."""
    return (request.method, request.url) == (made.method, made.url) and set(made.headers) <= set(request.headers)


def _key(request: Request) -> int:
    """Return what a request is known by, whatever its headers and method: bodies may be too long to be kept."""
    return hash(request.body or request.url)


def _count(route: Route, text: bytes) -> int:
    """Return how many events there may be in a text, at least 1."""
    if len(text) > _LONGEST:
        return max(1, text.count(b"{"))
    try:
        return max(1, sum(1 for _ in events_in(route.source, json.loads(text))))
    except (ValueError, RecursionError):
        return max(1, text.count(b"{"))


def _strangers(rows: list[Row], session: Session) -> tuple[Row, ...]:
    """Return the rows that lack what every row of any event has, unless all rows do."""
    needed = [{member.name for member in route.event.row.fields if not member.optional} for route in session.routes]
    found = tuple(row for row in rows if not any(names <= row.keys() for names in needed))
    return found if len(found) < len(rows) else ()
