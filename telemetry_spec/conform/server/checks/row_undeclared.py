"""Something undeclared is stored.

## What it does

With `--rows`: sends right payloads and looks at the row of each for fields that the spec declares neither as sent nor
as received.

## Why

What is stored is what is collected, whether the client sent it or the server found it in a header.

## Instead

Store the declared fields alone, or declare the others under `received`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.check import explain
from telemetry_spec.conform.server.stored import each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.stored import Stored
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload."""

    def undeclared(one: Stored) -> Iterator[tuple[str, str]]:
        for violation in explain.violations(route.event.row, dict(one.row or {})):
            if violation.keyword == "additionalProperties":
                yield violation.pointer[1:], f"The row has a field that is not declared: `{violation.field}`."

    yield from each(session, route, "row-undeclared", undeclared)
