"""Rows in a PostgreSQL database: `postgresql://USER@HOST/DATABASE`, or any other connection URI of libpq's."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from telemetry_spec.receiver.stores.base import COLUMNS, StoreError
from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    import psycopg

    from telemetry_spec.receiver.stores.base import Entry, Store

    _T = TypeVar("_T")

#: `json` keeps the text as it is; `jsonb` has no place for the character U+0000.
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS rows (
    id bigserial PRIMARY KEY, source text NOT NULL, event text NOT NULL, row json NOT NULL
)
"""
_COLUMNS: Final = """
SELECT attname FROM pg_attribute
WHERE attrelid = 'rows'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_NUMBERS: Final = "SELECT nextval(pg_get_serial_sequence('rows', 'id')) FROM generate_series(1, %s)"
_INSERT: Final = "INSERT INTO rows (id, source, event, row) VALUES (%s, %s, %s, %s)"
_SELECT: Final = "SELECT row::text FROM rows WHERE %s IN ('', source) AND %s IN ('', event) ORDER BY id"
#: Two programs that make the same table at once: one of them fails. This lock makes them take turns.
_LOCK: Final = "SELECT pg_advisory_xact_lock(7250834)"
_PATIENCE: Final = 10


def open_store(address: str) -> Store:
    """Return the store at a connection URI."""
    try:
        import psycopg  # noqa: F401  so that it is missed now, and not at the first row
    except ImportError as error:
        raise MissingExtraError("psycopg", "postgres") from error
    return PostgresStore(address)


class PostgresStore:
    """A PostgreSQL database. A connection that was lost is made anew once."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: psycopg.Connection | None = None

    def open(self) -> None:
        """Connect, and make the table if it is not there."""
        import psycopg

        with self._errors():
            self._connection = psycopg.connect(self._address, connect_timeout=_PATIENCE)
            with self._connection.transaction():
                self._connection.execute(_LOCK)
                self._connection.execute(_TABLE)
                columns = tuple(name for (name,) in self._connection.execute(_COLUMNS))
        if columns != COLUMNS:
            self.close()
            raise StoreError("The database has a table `rows` that is not of this program. Take another one.")

    def add(self, entries: Sequence[Entry]) -> None:
        """Store all of the rows, or none."""

        def run(connection: psycopg.Connection) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                numbers = [number for (number,) in cursor.execute(_NUMBERS, (len(entries),))]
                cursor.executemany(
                    _INSERT,
                    [
                        (number, entry.source, entry.event, json.dumps(entry.row(number), separators=(",", ":")))
                        for number, entry in zip(numbers, entries, strict=True)
                    ],
                )

        self._with_connection(run)

    def rows(self, source: str = "", event: str = "") -> list[str]:
        """Return the rows as JSON texts in their order."""

        def run(connection: psycopg.Connection) -> list[str]:
            with connection.transaction():
                return [row for (row,) in connection.execute(_SELECT, (source, event))]

        return self._with_connection(run)

    def close(self) -> None:
        """Disconnect."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _with_connection(self, run: Callable[[psycopg.Connection], _T]) -> _T:
        import psycopg

        if self._connection is None:
            self.open()
        with self._errors():
            assert self._connection is not None  # noqa: S101  `open` has made it
            try:
                return run(self._connection)
            except psycopg.OperationalError:
                if not self._connection.closed:
                    raise
            self.open()
            return run(self._connection)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            # The first line only: the next ones quote what was to be stored.
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise StoreError(f"PostgreSQL: {reason.rstrip('.')}.") from error
