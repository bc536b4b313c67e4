"""What a receiver answers when it refuses: a status, and which field is wrong, never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.wire.message import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.shape import Json
    from telemetry_spec.wire.encodings.base import UndecodableError
    from telemetry_spec.wire.message import Response

#: So many mistakes are named in one answer, in so many characters each: names come from the sender, who may be anybody.
MOST: Final = 20
_LENGTH: Final = 300
#: Codes of what is no JSON at all; everything else is JSON that is wrong.
_UNREADABLE: Final = frozenset({"payload-not-json", "payload-not-utf8", "payload-too-deep", "number-not-finite"})
_STATUS_OF: Final = {"too-large": 413, "undeclared-encoding": 415}


class RefusedError(Exception):
    """A request is refused; `response` says so to the sender, and the text to the log, without anything of his."""

    def __init__(self, response: Response, log: str) -> None:
        super().__init__(log)
        self.response = response


def refused(status: int, title: str, code: str, headers: tuple[tuple[str, str], ...] = ()) -> RefusedError:
    """Return a refusal of a request as a whole."""
    return RefusedError(problem(status, title, headers=headers), f"{status} {code}")


def undecodable(error: UndecodableError) -> RefusedError:
    """Return the refusal of a body that is not written as the destination says."""
    status = _STATUS_OF.get(error.code, 400)
    return RefusedError(
        problem(status, str(error), [{"code": error.code, "message": str(error)}]), f"{status} {error.code}"
    )


def invalid(findings: Sequence[Finding]) -> RefusedError:
    """Return the refusal of a payload that is not as declared: 400 for what is not JSON, else 422."""
    unreadable = any(finding.code in _UNREADABLE for finding in findings)
    status = 400 if unreadable else 422
    title = "The payload is not JSON." if unreadable else "The payload is not as declared."
    errors = [_error(finding) for finding in findings[:MOST]]
    named = dict.fromkeys(f"{finding.code} at {finding.selector or '-'}" for finding in findings[:MOST])
    return RefusedError(problem(status, title, errors), f"{status} {', '.join(named)}")


def _error(finding: Finding) -> Json:
    error: dict[str, Json] = {"code": finding.code, "message": finding.message[:_LENGTH]}
    if finding.pointer is not None:
        error["pointer"] = finding.pointer[:_LENGTH]
    if finding.selector:
        error["selector"] = finding.selector
    return error
