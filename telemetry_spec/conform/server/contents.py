"""What rows hold of what was sent, by which one can be told from another, in whatever form a store keeps it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from telemetry_spec.transforms.apply import Dropped, Secrets
from telemetry_spec.transforms.stored import stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.rows import Row
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Event

#: Contents are counted, so any salt and any key will do.
_SECRETS: Final = Secrets(salt=b"any", key=b"any")


def names_in(routes: Iterable[Route]) -> frozenset[str]:
    """Return the names of the fields that the events of these routes are sent with."""
    return frozenset(member.name for route in routes for member in route.event.payload.fields)


def of_payload(event: Event, payload: Json, names: Collection[str]) -> str:
    """Return what a row of a right payload holds, or "" where that is nothing."""
    kept = stored(event.payload, payload, _SECRETS)
    return _text(kept, names) if isinstance(kept, dict) and not isinstance(kept, Dropped) else ""


def of_rows(rows: Iterable[Row], names: Collection[str]) -> set[str]:
    """Return what rows hold. Equal rows count once, and rows that hold nothing of an event not at all."""
    return {_text(row, names) for row in rows} - {""}


def _text(row: Row, names: Collection[str]) -> str:
    kept: Json = {name: value for name, value in row.items() if name in names and value is not None}
    return json.dumps(_alike(kept), sort_keys=True) if kept else ""


def _alike(value: Json) -> Json:
    """Return what values become that a store may write differently.

    Columns have no booleans, and NULL for what is absent; JavaScript has one kind of number; a database may write the
    letters of a UUID in the other case.
    """
    if isinstance(value, dict):
        return {name: _alike(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_alike(inner) for inner in value]
    if isinstance(value, str):
        return value.casefold()
    try:
        return None if value is None else float(value)
    except OverflowError:
        return str(value)
