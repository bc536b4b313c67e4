"""One verdict on all answers of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.conform.server.client import Exchange
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Level


def all_of(  # noqa: PLR0913  a result has many parts
    session: Session,
    name: str,
    wrong: Callable[[Exchange], str],
    *,
    good: str,
    bad: str,
    help_text: str,
    level: Level = "required",
    among: Callable[[Exchange], bool] = lambda exchange: exchange.answer is not None,
) -> Result:
    """Return FAIL with the first answer that something is wrong with, or PASS. Without an answer it is INCONCLUSIVE.

    `wrong` says in a sentence what is wrong with an answer, or "". `among` are the answers that are looked at.
    """
    looked_at = [exchange for exchange in session.log if among(exchange)]
    if not looked_at:
        message = "There was no answer to look at."
        return Result(id=name, verdict=Verdict.INCONCLUSIVE, message=message, level=level)
    found = [(exchange, words) for exchange in looked_at if (words := wrong(exchange))]
    total = f"{len(looked_at):,} answer{'' if len(looked_at) == 1 else 's'}"
    if not found:
        return Result(id=name, verdict=Verdict.PASS, message=f"{good}, in {total}.", level=level)
    exchange, words = found[0]
    return Result(
        id=name,
        verdict=Verdict.FAIL,
        message=f"{bad}: {len(found):,} of {total}.",
        level=level,
        help=help_text,
        evidence=(words, f"first in the answer to {exchange.name}: {exchange.seen()}"),
        value=exchange.answer.body[:1000].decode("utf-8", "replace") if exchange.answer is not None else None,
        repeat=session.repeat(exchange),
    )
