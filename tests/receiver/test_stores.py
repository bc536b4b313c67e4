"""Stores: rows go in together or not at all, numbers are never used twice, and errors tell nothing of the rows."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.receiver import stores
from telemetry_spec.receiver.stores.base import Entry, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.model.shape import Json
    from telemetry_spec.receiver.stores.base import Store

PRIVATE = "hunter2"
LOSE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


def entry(value: Json, event: str = "start", source: str = "app") -> Entry:
    return Entry(source, event, lambda number: {"n": number, "v": value})


def failing() -> Entry:
    def fail(_: int) -> dict[str, Json]:
        raise RuntimeError(PRIVATE)

    return Entry("app", "start", fail)


def rows(store: Store, source: str = "", event: str = "") -> list[Json]:
    return [json.loads(row) for row in store.rows(source, event)]


@pytest.fixture(params=["sqlite", "postgresql"], name="address")
def _address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'rows.db'}"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture(name="store")
def _store(address: str) -> Iterator[Store]:
    store = stores.make(address)
    store.open()
    yield store
    store.close()


def test_rows_are_kept_in_order(store: Store, address: str) -> None:
    store.add([entry(1), entry(2, "stop")])
    store.add([entry(3, source="other")])
    store.add([])
    assert rows(store) == [{"n": 1, "v": 1}, {"n": 2, "v": 2}, {"n": 3, "v": 3}]
    assert rows(store, "app") == [{"n": 1, "v": 1}, {"n": 2, "v": 2}]
    assert rows(store, "app", "stop") == [{"n": 2, "v": 2}]
    assert rows(store, "nothing") == []
    store.close()
    again = stores.make(address)
    again.open()
    again.add([entry(4)])
    assert rows(again)[-1] == {"n": 4, "v": 4}
    again.close()


@pytest.mark.parametrize(
    "value", ["\0", "\u2028 \U0001f600 '\"\\", [None, True, {}], 2**53 - 1, -1.5e-9, "x" * 100_000]
)
def test_values_come_back_as_they_were(store: Store, value: Json) -> None:
    store.add([entry(value)])
    assert rows(store) == [{"n": 1, "v": value}]


def test_all_or_none(store: Store) -> None:
    with pytest.raises(RuntimeError):
        store.add([entry(1), failing()])
    assert rows(store) == []
    store.add([entry(2)])
    assert [row["v"] for row in rows(store) if isinstance(row, dict)] == [2]


def test_two_programs_can_store_at_once(store: Store, address: str) -> None:
    other = stores.make(address)
    other.open()
    for number in range(10):
        (store if number % 2 else other).add([entry(number)])
    numbers = [json.loads(row)["n"] for row in store.rows()]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 10
    other.close()


# ---------------------------------------------------------------- SQLite


def test_the_file_is_its_owners_alone_and_others_can_read_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    store = stores.make(f"sqlite:{path}")
    store.open()
    store.add([entry(1)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        assert reader.execute("SELECT id, source, event, row FROM rows").fetchall() == [
            (1, "app", "start", '{"n":1,"v":1}')
        ]
        assert reader.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        store.add([entry(2)])
        assert reader.execute("SELECT row ->> 'v' FROM rows ORDER BY id").fetchall() == [(1,), (2,)]
    store.close()


def test_why_rows_cannot_be_stored_is_said_where_the_database_has_given_up_by_itself(tmp_path: Path) -> None:
    store = stores.make(f"sqlite:{tmp_path / 'rows.db'}")
    store.open()

    def give_up(_: int) -> dict[str, Json]:
        store._database.execute("ROLLBACK")  # type: ignore[attr-defined]  # as SQLite does where the disk is full
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        store.add([Entry("app", "start", give_up)])
    store.add([entry(1)])
    assert len(rows(store)) == 1
    store.close()


def test_the_number_of_a_row_that_was_deleted_is_not_used_again(tmp_path: Path) -> None:
    store = stores.make(f"sqlite:{tmp_path / 'rows.db'}")
    store.open()
    store.add([entry(1), entry(2)])
    with closing(sqlite3.connect(tmp_path / "rows.db")) as other:
        other.execute("DELETE FROM rows")
        other.commit()
    store.add([entry(3)])
    assert rows(store) == [{"n": 3, "v": 3}]
    store.close()


def test_a_database_in_memory() -> None:
    store = stores.make("sqlite::memory:")
    store.open()
    store.add([entry(1)])
    assert rows(store) == [{"n": 1, "v": 1}]
    store.close()


def test_a_file_that_is_no_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, and long enough to be looked at." * 20, "utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"notes.txt: file is not a database"):
        stores.make(f"sqlite:{path}").open()
    assert path.read_bytes() == before


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE rows (a TEXT)")
        other.commit()
    with pytest.raises(StoreError, match="not of this program"):
        stores.make(f"sqlite:{path}").open()


@pytest.mark.parametrize("address", ["sqlite:", "sqlite:/", "sqlite:/nowhere/at/all.db"])
def test_a_path_that_cannot_be_opened_is_said_so(address: str) -> None:
    with pytest.raises(StoreError, match=r"path|opened"):
        stores.make(address).open()


def test_what_is_not_open_cannot_be_read(tmp_path: Path) -> None:
    store = stores.make(f"sqlite:{tmp_path / 'rows.db'}")
    with pytest.raises(StoreError, match="not open"):
        store.rows()
    store.close()


def test_an_address_may_have_three_slashes(tmp_path: Path) -> None:
    store = stores.make(f"sqlite://{tmp_path}/rows.db")
    store.open()
    store.close()
    assert (tmp_path / "rows.db").is_file()


def test_rows_survive_a_program_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    code = (
        "import os\nfrom telemetry_spec.receiver import stores\nfrom telemetry_spec.receiver.stores.base import Entry\n"
        f"store = stores.make('sqlite:{path}')\nstore.open()\n"
        "store.add([Entry('app', 'start', lambda number: {'n': number})])\nos.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    store = stores.make(f"sqlite:{path}")
    store.open()
    assert rows(store) == [{"n": 1}]
    store.close()


def test_there_are_two_kinds_and_no_third() -> None:
    assert stores.names() == ("postgresql", "sqlite")
    for address in ("mysql://x", "", "rows.db"):
        with pytest.raises(KeyError):
            stores.make(address)


# ---------------------------------------------------------------- PostgreSQL


def test_a_connection_that_was_lost_is_made_anew(postgres: str) -> None:
    import psycopg

    store = stores.make(postgres.replace("postgresql:", "postgres:"))
    store.open()
    store.add([entry(1)])
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute(LOSE)
        store.add([entry(2)])
        assert [row[0] for row in other.execute("SELECT row ->> 'v' FROM rows ORDER BY id")] == ["1", "2"]
    store.close()
    assert [row["v"] for row in rows(store) if isinstance(row, dict)] == [1, 2]
    store.close()


def test_a_table_of_somebody_else_is_left_alone(postgres: str) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute("CREATE TABLE rows (a text)")
    with pytest.raises(StoreError, match="not of this program"):
        stores.make(postgres).open()


def test_a_table_that_takes_no_rows_is_said_so_without_them(postgres: str) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute("CREATE TABLE rows (id bigserial, source integer, event text, row json)")
    store = stores.make(postgres)
    store.open()
    with pytest.raises(StoreError) as caught:
        store.add([entry(PRIVATE)])
    assert PRIVATE not in str(caught.value)
    store.close()


def test_a_database_that_is_not_there_is_said_so() -> None:
    with pytest.raises(StoreError, match="PostgreSQL"):
        stores.make("postgresql://user:hunter2@127.0.0.1:1/x").open()
    with pytest.raises(StoreError) as caught:
        stores.make("postgresql://user:hunter2@127.0.0.1:1/x").open()
    assert PRIVATE not in str(caught.value)
