"""From answers to verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.result import Level

#: These checks look at all answers and tell of what no other check should tell a second time.
SERVER_ERROR: Final = "server-error"
REDIRECT: Final = "redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to try. `what` names what is sent in the middle of a sentence: `a payload without /os`."""

    id: str
    what: str
    help: str = ""
    span: Span | None = None
    selector: str = ""
    pointer: str | None = None
    level: Level = "required"

    def result(self, verdict: Verdict, message: str, exchange: Exchange | None, session: Session) -> Result:
        """Return the result of this case."""
        seen = () if exchange is None else (exchange.seen(),)
        answer = exchange.answer if exchange is not None else None
        failed = verdict is not Verdict.PASS
        return Result(
            id=self.id,
            verdict=verdict,
            message=message,
            level=self.level,
            help=self.help if verdict is Verdict.FAIL else "",
            span=self.span,
            selector=self.selector,
            pointer=self.pointer,
            evidence=seen,
            value=answer.body[:1000].decode("utf-8", "replace") if answer is not None and failed else None,
            repeat=session.repeat(exchange) if exchange is not None and failed else "",
            cause=f"{message.replace(self.what, '') if self.what else message} {_outcome(exchange)}",
        )


def _outcome(exchange: Exchange | None) -> str:
    """Return what came of a request, alike for answers that differ in nothing but their length."""
    return "" if exchange is None else exchange.error or str(exchange.status)


def expect_accepted(case: Case, exchange: Exchange, session: Session) -> Result:
    """Return PASS for an answer of success."""
    result = _undecided(case, exchange, session)
    if result is not None:
        return result
    if exchange.accepts:
        return case.result(Verdict.PASS, f"The server took {case.what}.", exchange, session)
    return case.result(Verdict.FAIL, f"The server did not take {case.what}, which is right.", exchange, session)


def expect_rejected(
    case: Case, exchange: Exchange, session: Session, *, also: frozenset[int] = frozenset(), may_close: bool = False
) -> Result:
    """Return PASS for an answer that refuses what was sent.

    `also` are further status codes that do. `may_close` says that the connection may be closed instead.
    """
    if may_close and exchange.closed:
        return case.result(Verdict.PASS, f"The server broke off {case.what}.", exchange, session)
    result = _undecided(case, exchange, session)
    if result is not None:
        return result
    if exchange.rejects or exchange.status in also:
        return case.result(Verdict.PASS, f"The server refused {case.what}.", exchange, session)
    if exchange.accepts:
        return case.result(Verdict.FAIL, f"The server took {case.what}.", exchange, session)
    codes = ", ".join(map(str, sorted({400, 413, 415, 422} | also)))
    message = f"The server did not take {case.what}, but its answer does not say that the request is wrong: {codes} do."
    return case.result(Verdict.FAIL, message, exchange, session)


def _undecided(case: Case, exchange: Exchange, session: Session) -> Result | None:
    """Return the result where an answer, or there being none, decides nothing about what was sent."""
    if exchange.refused:
        message = f"The server could not be reached with {case.what}."
        return case.result(Verdict.INCONCLUSIVE, message, exchange, session)
    if exchange.undecided:
        return case.result(Verdict.INCONCLUSIVE, exchange.undecided, exchange, session)
    broken = exchange.breaks or exchange.answer is None
    if broken or exchange.redirects:
        other = SERVER_ERROR if broken else REDIRECT
        what = "failed on" if broken else "pointed elsewhere at"
        if case.id.startswith(f"{other}:") or not session.wanted.check(other):
            return case.result(Verdict.FAIL, f"The server {what} {case.what}.", exchange, session)
        return case.result(Verdict.SKIP, f"The server {what} {case.what}: `{other}` tells of it.", exchange, session)
    return None
