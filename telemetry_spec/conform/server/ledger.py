"""How many rows there may be, after all that was taken in a run, and what lies beyond that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

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
#: Bytes of a text that is read to count its events.
_LONGEST: Final = 2**20
#: The client's mistake (RFC 9110, section 15.5): such an answer says that nothing was kept.
_REFUSALS: Final = range(400, 500)


@dataclass(frozen=True, slots=True)
class Excess:
    """Rows beyond those of the events that were taken.

    `count` is their number, `strangers` are rows that are like none of a declared event. `problem` says why nothing
    is known of them.
    """

    count: int = 0
    strangers: tuple[Row, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class Ledger:
    """The account of a run. Every request is counted when it is made, and owes rows if it was not refused."""

    owed: int = 0
    _missed: int = 0
    _mark: Mark | None = None
    _problem: str = ""
    _events: dict[int, int] = field(default_factory=dict)
    _excess: Excess | None = None

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
            self._events[_key(request)] = _count(route, text)

    def sent(self, exchange: Exchange) -> None:
        """Add what a request may have left in the store: where there is no answer, or an odd one, nobody knows."""
        if self._mark is not None and not exchange.refused and exchange.status not in _REFUSALS:
            self.owed += self._events.get(_key(exchange.request), 1)

    def catch_up(self, session: Session) -> None:
        """Wait until the rows of all that was taken are there; of rows that never come, once only."""
        if session.rows is None or self._mark is None:
            return
        try:
            there = len(session.rows.after(self._mark, self.owed - self._missed, session.options.patience))
        except RowsError:
            return  # whoever reads next says so
        self._missed = max(self._missed, self.owed - there)

    def excess(self, session: Session) -> Excess:
        """Wait until nothing is stored any more, and return what is beyond account."""
        if self._excess is None:
            self._excess = self._settled(session)
        return self._excess

    def _settled(self, session: Session) -> Excess:
        if session.rows is None or self._mark is None:
            return Excess(problem=self._problem or "What was stored before is not known.")
        try:
            new = session.rows.settled(self._mark, min(QUIET, session.options.patience))
        except RowsError as error:
            return Excess(problem=str(error))
        if not new:
            return Excess(problem=session.rows.absent() or "No row appeared in the whole run.")
        count = len(new) - self.owed
        return Excess(count, _strangers(new, session)[:count]) if count > 0 else Excess()


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
