"""Something undeclared is stored.

## What it does

With `--rows`: sends right payloads and looks at the row of each for fields that the spec declares neither as sent nor
as received. One of the requests has headers that no spec declares, such as a cookie and a user agent of its own: what
they hold may be nowhere in what is stored.

Of a table with a column of JSON, the columns beside it are looked at, too. They may hold what the store itself makes,
such as `id`, `created_at`, `source` and `event`, and copies of declared fields under their names.

## Why

What is stored is what is collected, whether the client sent it or the server found it in a header.

## Instead

Store the declared fields alone, or declare the others under `received`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.check import explain
from telemetry_spec.conform.server.planted import found_in
from telemetry_spec.conform.server.rows import beside
from telemetry_spec.conform.server.stored import HEADERS, each, same

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Row
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.conform.server.stored import Stored
    from telemetry_spec.model.result import Result

SCOPE = "event"


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield a result for each payload."""
    received = {member.name for member in route.event.received}

    def undeclared(one: Stored) -> Iterator[tuple[str, str]]:
        row = one.row or {}
        for violation in explain.violations(route.event.row, dict(row)):
            if violation.keyword == "additionalProperties":
                yield violation.pointer[1:], f"The row has a field that is not declared: `{violation.field}`."
        yield from _beside(row, {route.source.id, route.event.id, route.event.name, route.selector})
        for name, value in [*row.items(), *beside(row).items()] if one.name == HEADERS else ():
            header = found_in(value)
            # What received fields hold is for `row-values` and `row-address` to say.
            if header and (name not in received or name not in row):
                yield name if name in row else "", f"`{name}` holds what came in the header `{header}`."

    yield from each(session, route, "row-undeclared", undeclared)


def _beside(row: Row, called: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the columns beside a row. A store may well say which event it is, by what it is called.

    A payload may have a field of that column's name, as Strapi's `event`.
    """
    for name, value in beside(row).items():
        names_event = _OF_THE_STORE.fullmatch(name) and value in called
        if name in row and not same(row[name], value, loose=True) and not names_event:
            yield "", f"The column `{name}` beside the row holds something else than the row's `{name}`."
        elif name not in row and not _OF_THE_STORE.fullmatch(name):
            yield "", f"Beside the row, a column holds something that is not declared: `{name}`."


#: Names of columns for what a store makes itself.
_OF_THE_STORE: Final = re.compile(
    r"(row_?)?id|uuid|seq(uence)?|number|offset|partition|source|event|type|kind|table|date|day|time(stamp)?|ts"
    r"|schema|((spec|schema)_?)?version|((created|inserted|received|stored|updated)_?)?at|(cre|upd)ated|(insert|stor)ed",
    re.IGNORECASE,
)
