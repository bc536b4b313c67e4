"""A result: what one check of a running client or server came to, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Span

Level: TypeAlias = Literal["required", "recommended", "dialect"]
"""`required`: the spec says so. `recommended`: good manners. `dialect`: implementations differ there in practice."""


class Verdict(StrEnum):
    """What a check came to.

    INCONCLUSIVE is for want of evidence, and fails a run like FAIL does. XFAIL is a failure that was known and
    XPASS a known failure that did not happen, which fails too: the list of known failures is out of date.
    """

    PASS = "PASS"  # noqa: S105  a verdict, no password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    SKIP = "SKIP"
    XFAIL = "XFAIL"
    XPASS = "XPASS"

    @property
    def fails(self) -> bool:
        """Say whether a run with this verdict on a required check fails."""
        return self in {Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.XPASS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one check came to.

    `id` names it for good (`--only ID`, known failures): the check's name, and after a colon what it was tried on,
    such as `rejects:platform.ping.os.arch/type` or `opt-out:config-file`. `message` says in one sentence what was
    found, `help` what to do about it. `span` and `selector` are the line of the spec that says what was expected;
    `pointer` is the place in the payload. `evidence` are lines about what was seen, without private values; `value` is
    such a value, shown on request only. `repeat` is one command that does the same again. `cause` is what was expected
    and what came instead, without what it was tried on: results of one check and one cause may be told together.
    """

    id: str
    verdict: Verdict
    message: str
    level: Level = "required"
    help: str = ""
    span: Span | None = None
    selector: str = ""
    pointer: str | None = None
    evidence: tuple[str, ...] = ()
    value: str | None = None
    repeat: str = ""
    cause: str = ""

    @property
    def check(self) -> str:
        """Return the name of the check, which `explain` knows."""
        return self.id.split(":", 1)[0]

    @property
    def fails(self) -> bool:
        """Say whether this fails the run. Recommendations never do."""
        return self.verdict.fails and self.level == "required"
