"""What a server has stored, read back: from an address, a file or a SQLite database."""

from __future__ import annotations

import json
import sqlite3
import time
import urllib.parse
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from telemetry_spec.conform.server.routes import checked
from telemetry_spec.model.failure import reason_of
from telemetry_spec.wire.message import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.conform.server.client import Client
    from telemetry_spec.model.shape import Json

#: Seconds between two looks.
_PAUSE: Final = 0.05
#: A store that never rests is left after so many times the quiet that was waited for.
_QUIETS: Final = 5
#: Rows: a store with more of them is not one to test with.
_MOST: Final = 1_000_000
#: A column of one of these names with a JSON object in it is the row.
_DOCUMENTS: Final = frozenset({"row", "data", "json", "document", "body", "payload"})

Row = dict[str, "Json"]
Mark = Counter[str]


class RowsError(Exception):
    """What is stored cannot be read; the text says why."""


class Columns(dict[str, "Json"]):
    """A row that was read from columns, which have no booleans: 1 is true there, and 0 is false."""


class Document(dict[str, "Json"]):
    """A row that was read from a column with JSON in it. `beside` are the other columns of the same record."""

    def __init__(self, row: Row, beside: Row) -> None:
        super().__init__(row)
        self.beside = beside


def beside(row: Row) -> Row:
    """Return the columns that lie beside a row in its record."""
    return row.beside if isinstance(row, Document) else {}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a store. `absent` says in a sentence that there is no such store, or returns ""."""

    read: Callable[[], list[Row]]
    absent: Callable[[], str] = lambda: ""

    def mark(self) -> Mark:
        """Return what is there now, to tell later what is new. Raises RowsError."""
        return Counter(map(_key, self.read()))

    def new(self, mark: Mark) -> list[Row]:
        """Return what is there and was not at the mark. Raises RowsError."""
        old = mark.copy()
        found = []
        for row in self.read():
            key = _key(row)
            old[key] -= 1
            if old[key] < 0:
                found.append(row)
        return found

    def after(self, mark: Mark, count: int, patience: float) -> list[Row]:
        """Return what is new: at least `count` rows, or fewer once patience is over. Raises RowsError."""
        end = time.monotonic() + patience
        while True:
            found = self.new(mark)
            if len(found) >= count or time.monotonic() >= end:
                return found
            time.sleep(_PAUSE)

    def settled(self, mark: Mark, quiet: float) -> list[Row]:
        """Return what is new once nothing has been added for `quiet` seconds. Raises RowsError."""
        found = self.new(mark)
        now = time.monotonic()
        since, end = now, now + _QUIETS * quiet
        while now - since < quiet and now < end:
            time.sleep(min(_PAUSE, quiet))
            again = self.new(mark)
            now = time.monotonic()
            if len(again) != len(found):
                found, since = again, now
        return found


def open_rows(place: str, client: Client) -> Rows:
    """Return the rows at a place: `sqlite:PATH`, an address that answers GET, or a file.

    A file and an answer hold a JSON list of rows or one row a line. Of a database all tables are read.

    Raises:
        UrlError: It is an address that cannot be used.
    """
    if place.startswith("sqlite:"):
        path = place.removeprefix("sqlite:").removeprefix("//")
        return Rows(lambda: _sqlite(path), lambda: _missing(path))
    if "://" in place:
        url = checked(place)
        return Rows(lambda: _answer(url, client))
    return Rows(lambda: _file(place), lambda: _missing(place))


def _missing(path: str) -> str:
    return "" if Path(path).exists() else f"There is no file {path}."


def _key(row: Row) -> str:
    try:
        return json.dumps(row, sort_keys=True)
    except RecursionError as error:
        raise RowsError("A row is nested too deeply to be read.") from error


def _file(path: str) -> list[Row]:
    try:
        return _listed(Path(path).read_bytes(), f"the file {path}")
    except FileNotFoundError:
        return []  # nothing has been stored yet
    except (OSError, ValueError) as error:
        raise RowsError(f"The rows in {path} cannot be read: {reason_of(error)}.") from error


def _answer(url: str, client: Client) -> list[Row]:
    exchange = client.send("rows", Request("GET", url), limit=None)
    if exchange.answer is None or not exchange.accepts:
        raise RowsError(f"The rows at {url} cannot be read: {exchange.seen()}.")
    return _listed(exchange.answer.body, url)


def _listed(data: bytes, place: str) -> list[Row]:
    """Read a JSON list, or one JSON object a line. A last line without an end may still be being written."""
    try:
        if data.lstrip()[:1] == b"[":
            found = json.loads(data)
        else:
            whole = data if data.endswith(b"\n") or b"\n" not in data else data[: data.rindex(b"\n")]
            found = [json.loads(line) for line in whole.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise RowsError(f"What {place} holds is neither a JSON list nor one JSON object a line.") from error
    if not all(isinstance(row, dict) for row in found):
        raise RowsError(f"What {place} holds are no rows: a row is a JSON object.")
    return cast("list[Row]", found)


def _sqlite(path: str) -> list[Row]:
    if not Path(path).is_file():
        return []
    address = f"file:{urllib.parse.quote(str(Path(path).resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=5.0)) as database:
            database.row_factory = sqlite3.Row
            tables = [
                str(one["name"])
                for one in database.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                )
            ]
            return [row for table in tables for row in _table(database, table)]
    except sqlite3.Error as error:
        raise RowsError(f"The database {path} cannot be read: {error}.") from error


def _table(database: sqlite3.Connection, table: str) -> list[Row]:
    name = table.replace('"', '""')
    own = {
        str(column["name"])
        for column in database.execute(f'PRAGMA table_info("{name}")')
        if column["pk"] and str(column["type"]).upper() == "INTEGER"  # the number that SQLite gives each record
    }
    records = database.execute(f'SELECT * FROM "{name}" LIMIT {_MOST}')  # noqa: S608  quoted, from the database itself
    return [_record({key: record[key] for key in record.keys() if key not in own}) for record in records]  # noqa: SIM118  no mapping


def _record(columns: dict[str, object]) -> Row:
    read = {name: _column(value) for name, value in columns.items()}
    documents = [value for name, value in read.items() if name.lower() in _DOCUMENTS and isinstance(value, dict)]
    if len(documents) != 1:
        return Columns(cast("Row", read))
    others = {name: value for name, value in read.items() if value is not documents[0] and value is not None}
    return Document(cast("Row", documents[0]), cast("Row", others))


def _column(value: object) -> object:
    """Return what a column holds: a JSON object or list as such, everything else as it is."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
