"""Rows in a SQLite database: `sqlite:PATH`."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.failure import reason_of
from telemetry_spec.receiver.stores.base import COLUMNS, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.receiver.stores.base import Entry, Store

#: AUTOINCREMENT: the number of a row that was deleted is not used again.
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS rows (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, event TEXT NOT NULL, row TEXT NOT NULL
)
"""
_INSERT: Final = "INSERT INTO rows (id, source, event, row) VALUES (?, ?, ?, ?)"
_SELECT: Final = "SELECT row FROM rows WHERE ? IN ('', source) AND ? IN ('', event) ORDER BY id"
#: Seconds to wait for another program that writes.
_PATIENCE: Final = 10.0


def open_store(address: str) -> Store:
    """Return the store at `sqlite:PATH`."""
    path = address.partition(":")[2]
    return SqliteStore(path.removeprefix("//") if path.startswith("///") else path)


class SqliteStore:
    """A SQLite database in a file, with a write-ahead log, so that others can read while this one writes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, or make it, readable by its owner only."""
        if not self._path:
            raise StoreError("The database has no path: write sqlite:PATH.")
        try:
            if self._path != ":memory:":
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StoreError(f"{self._path} cannot be opened: {reason_of(error)}.") from error
        with self._errors():
            # Rows are committed one transaction after the other, begun and ended here and not by the module.
            database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._database = database
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute(_TABLE)
            columns = tuple(name for _, name, *_ in database.execute("PRAGMA table_info(rows)"))
        if columns != COLUMNS:
            self.close()
            raise StoreError(
                f"{Path(self._path).name} has a table `rows` that is not of this program. Take another file."
            )

    def add(self, entries: Sequence[Entry]) -> None:
        """Store all of the rows, or none."""
        with self._errors(), self._transaction() as database:
            [(last,)] = list(database.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'rows'"))
            database.executemany(
                _INSERT,
                (
                    (number, entry.source, entry.event, json.dumps(entry.row(number), separators=(",", ":")))
                    for number, entry in enumerate(entries, last + 1)
                ),
            )

    def rows(self, source: str = "", event: str = "") -> list[str]:
        """Return the rows as JSON texts in their order."""
        with self._errors():
            return [row for (row,) in self._opened.execute(_SELECT, (source, event))]

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    @property
    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            raise StoreError("The database is not open.")
        return self._database

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        database = self._opened
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            if database.in_transaction:  # SQLite ends it by itself where the disk is full
                database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{Path(self._path).name}: {error}.") from error
