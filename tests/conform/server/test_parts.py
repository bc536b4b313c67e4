"""Addresses, rows and commands to repeat."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import api
from telemetry_spec.conform.server import planted
from telemetry_spec.conform.server.checks import row_undeclared
from telemetry_spec.conform.server.client import Client
from telemetry_spec.conform.server.repeat import curl
from telemetry_spec.conform.server.routes import UrlError, addresses_of, routes_of, selectors
from telemetry_spec.conform.server.rows import Columns, Document, Rows, RowsError, beside, open_rows
from telemetry_spec.conform.server.session import Session
from telemetry_spec.conform.server.stored import leaves, same
from telemetry_spec.conform.server.trials import trials
from telemetry_spec.resources import schemas_dir
from telemetry_spec.wire.message import Request, Response
from telemetry_spec.wire.server import BackgroundServer

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Spec

FLOWFORGE = api.load(schemas_dir() / "flowforge.telemetry.yaml")
REFINE = api.load(schemas_dir() / "refine.telemetry.yaml")
STRAPI = api.load(schemas_dir() / "strapi.telemetry.yaml")
HASURA = api.load(schemas_dir() / "hasura.telemetry.yaml")


def urls(spec: Spec, *given: str, select: str = "") -> dict[str, str]:
    routes = routes_of(spec, addresses_of(given, spec), select)
    return {route.selector: route.destination.url for route in routes}


# ---------------------------------------------------------------- addresses


def test_an_address_without_a_path_keeps_those_of_the_destinations() -> None:
    assert urls(REFINE, "http://127.0.0.1:1/") == {
        "core.init": "http://127.0.0.1:1/",
        "cli.command": "http://127.0.0.1:1/cli",
    }


def test_an_address_with_a_path_stands_for_the_only_destination() -> None:
    assert urls(FLOWFORGE, "http://127.0.0.1:1/v2?a=b#c") == {"platform.ping": "http://127.0.0.1:1/v2?a=b"}
    assert urls(STRAPI, "http://127.0.0.1:1/v2") == {"service.send": "http://127.0.0.1:1/v2"}
    assert set(urls(HASURA, "http://127.0.0.1:1/v2").values()) == {"http://127.0.0.1:1/v2"}


def test_a_destination_can_have_an_address_of_its_own() -> None:
    found = urls(REFINE, "core=http://127.0.0.1:1/a", "cli=https://b.example/c?d=e")
    assert found == {"core.init": "http://127.0.0.1:1/a", "cli.command": "https://b.example/c?d=e"}
    assert urls(REFINE, "http://h", "core=http://i/j")["cli.command"] == "http://h/cli"
    assert urls(REFINE, "core=http://i/j", select="core") == {"core.init": "http://i/j"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["http://127.0.0.1:1/v2"], "stands for one destination, and there are several"),
        (["core=http://127.0.0.1:1/"], "No address stands for the destination `cli`: add --url cli=URL."),
        (["http://a", "http://b"], "Only one address can stand for all"),
        (["nope=http"], "There is no destination `nope`. There are: core, cli."),
        (["ftp://a"], "This is no address of a server."),
        (["http://"], "This is no address of a server."),
        (["http://a b"], "This is no address of a server."),
        (["http://[::1"], "This is no address of a server."),
        (["http://a:99999"], "This is no address of a server."),
        (["http://a\n"], "This is no address of a server."),
        (["core="], "This is no address of a server."),
        (["localhost:8000"], "This is no address of a server."),
        (["http://user:word@a"], "A name and a password in an address are not used."),
        (["http://user@a"], "A name and a password in an address are not used."),
    ],
)
def test_addresses_that_cannot_be_used(given: list[str], message: str) -> None:
    with pytest.raises(UrlError) as caught:
        urls(REFINE, *given)
    assert message in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    found = {}
    with contextlib.suppress(UrlError):
        found = urls(FLOWFORGE, text)
    assert all(url.startswith(("http://", "https://")) and url.isascii() for url in found.values())


def test_routes_tell_first_from_others() -> None:
    routes = routes_of(HASURA, addresses_of(["http://h"], HASURA))
    assert [(route.selector, route.main, route.first) for route in routes] == [
        ("server.usage", True, True),
        ("console.action", True, False),
        ("cli.execution", True, False),
    ]
    assert "console.action" in selectors(HASURA)
    assert "console" in selectors(HASURA)
    assert routes_of(STRAPI, addresses_of(["http://h"], STRAPI))[0].place == "service"


# ---------------------------------------------------------------- rows

ROWS: list[dict[str, Json]] = [{"a": 1, "b": {"c": [True]}}, {"a": 2}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        "\n".join(map(json.dumps, ROWS)) + "\n",
        "\n".join(map(json.dumps, ROWS)) + '\n{"a": 3, "unfinish',
    ],
)
def test_rows_of_a_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text(text)
    assert open_rows(str(path), Client()).read() == ROWS


def test_a_file_that_is_not_there_has_no_rows_yet(tmp_path: Path) -> None:
    assert open_rows(str(tmp_path / "rows"), Client()).read() == []
    assert open_rows(f"sqlite:{tmp_path / 'rows'}", Client()).read() == []


@pytest.mark.parametrize("text", ["{\n", "[1]", "[{}", "7\n", "[" * 100_000])
def test_rows_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text(text)
    with pytest.raises(RowsError):
        open_rows(str(path), Client()).read()
    with pytest.raises(RowsError, match="cannot be read"):
        open_rows(str(tmp_path), Client()).read()
    with pytest.raises(RowsError, match="not a database"):
        open_rows(f"sqlite:{path}", Client()).read()


def test_rows_at_an_address() -> None:
    async def handler(request: Request) -> Response:
        if request.path != "/rows":
            return Response(404)
        return Response(200, body=json.dumps(ROWS).encode())

    with BackgroundServer(handler) as server:
        client = Client()
        assert open_rows(f"{server.url}/rows", client).read() == ROWS
        with pytest.raises(RowsError, match="404"):
            open_rows(f"{server.url}/other", client).read()
        client.close()
    with pytest.raises(RowsError, match="no connection"):
        open_rows(f"{server.url}/rows", Client()).read()


@pytest.mark.parametrize(
    ("columns", "values", "row"),
    [
        ("id INTEGER PRIMARY KEY, at REAL, row TEXT", (1, 1.5, json.dumps(ROWS[0])), ROWS[0]),
        ("id INTEGER PRIMARY KEY, a INTEGER, b TEXT", (1, 1, '{"c": [true]}'), {"a": 1, "b": {"c": [True]}}),
        ("a INTEGER, b BLOB", (1, b'"x'), {"a": 1, "b": '"x'}),
        ("a TEXT, b TEXT", ("[1", "{}"), {"a": "[1", "b": {}}),
    ],
)
def test_rows_of_a_database(columns: str, values: tuple[object, ...], row: dict[str, Json], tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(f'CREATE TABLE "odd ""name" ({columns})')
        database.execute(f'INSERT INTO "odd ""name" VALUES ({", ".join("?" * len(values))})', values)  # noqa: S608  of this test
    [found] = open_rows(f"sqlite:{path}", Client()).read()
    assert dict(found) == row
    assert isinstance(found, Columns) == ("row TEXT" not in columns)


def test_what_lies_beside_a_row_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE ev (id INTEGER PRIMARY KEY, ip TEXT, note TEXT, payload TEXT)")
        database.execute("INSERT INTO ev VALUES (1, '127.0.0.1', NULL, '{\"a\": 1}')")
    [found] = open_rows(f"sqlite:{path}", Client()).read()
    assert (found, beside(found)) == ({"a": 1}, {"ip": "127.0.0.1"})
    assert beside({"a": 1}) == {}


def test_what_is_added_late_is_waited_for() -> None:
    written: list[dict[str, Json]] = [{"a": 1}]
    reads = 0

    def read() -> list[dict[str, Json]]:
        nonlocal reads
        reads += 1
        if reads == 4:  # the quiet begins anew
            written.append({"a": 2})
        return list(written)

    assert len(Rows(read).settled(Counter(), 0.3)) == 2
    assert reads > 4


def test_a_store_that_never_rests_is_left() -> None:
    written: list[dict[str, Json]] = []

    def read() -> list[dict[str, Json]]:
        written.append({"a": len(written)})
        return list(written)

    assert len(Rows(read).settled(Counter(), 0.02)) > 2


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("127.0.0.1", True),
        ({"a": ["from 127.0.0.1:80."]}, True),
        ({"::FFFF:127.0.0.1": None}, True),
        ("127.0.0.10", False),
        ("1.127.0.0.1", False),
        ("127.0.0.1.2", False),
        ("[fe80::a]:80", True),
        ("FE80::A", True),
        ("fe80::ab", False),
        ("0fe80::a", False),
        (7, False),
    ],
)
def test_an_address_is_found_within_texts(value: Json, holds: bool) -> None:
    assert planted.holds_address(value, ["127.0.0.1", "fe80::a"]) is holds


def test_every_planted_header_is_known_again_and_declared_ones_are_not_planted() -> None:
    [route] = routes_of(FLOWFORGE, addresses_of(["http://h"], FLOWFORGE))
    for name, value in planted.headers_for(route, ["cookie"]):
        assert name.lower() != "cookie"
        assert planted.found_in({"a": [value.upper()]}), name
    [first, _] = routes_of(REFINE, addresses_of(["http://h"], REFINE))
    agent = dict(planted.headers_for(first, []))["User-Agent"]
    assert planted.found_in(agent) == "", "the spec says that something is read from it"


def test_what_is_new_is_told_from_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text('{"a": 1}\n{"a": 1}\n')
    rows = open_rows(str(path), Client())
    mark = rows.mark()
    assert rows.after(mark, 1, 0) == []
    path.write_text('{"a": 2}\n{"a": 1}\n{"a": 1}\n{"a": 1}\n')  # newest first
    assert rows.after(mark, 2, 0) == [{"a": 2}, {"a": 1}]
    assert rows.after(mark, 1, 60) == [{"a": 2}, {"a": 1}]


@pytest.mark.parametrize(
    ("expected", "found", "strict", "loose"),
    [
        (1, 1.0, True, True),
        (1, True, False, False),
        (True, 1, False, True),
        (False, 0, False, True),
        (True, 2, False, False),
        (None, 0, False, False),
        ("1", 1, False, False),
        ([True], [1], False, True),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True, True),
        ({"a": 1}, {"a": 1, "b": 2}, False, False),
        ([1], [1, 1], False, False),
    ],
)
def test_values_that_are_the_same(expected: Json, found: Json, strict: bool, loose: bool) -> None:
    assert same(expected, found, loose=False) is strict
    assert same(expected, found, loose=True) is loose


def test_leaves_are_what_is_no_object() -> None:
    assert leaves({"a": {"b": 1, "c": {}}, "d": [{}]}) == {("a", "b"): 1, ("a", "c"): {}, ("d",): [{}]}


# ---------------------------------------------------------------- repeating

BODIES = [b"", b'{"a": "it\'s"}', b"@file", "ünï".encode(), b"\x00\xff\n", b"-"]


@pytest.mark.parametrize("body", BODIES)
def test_curl_sends_the_same_again(body: bytes) -> None:
    seen: list[Request] = []

    async def handler(request: Request) -> Response:
        seen.append(request)
        return Response(204)

    with BackgroundServer(handler) as server:
        request = Request("PUT", f"{server.url}/a?b=%20c&d=$e", (("content-type", "a/b; c='d'"),), body)
        command = curl(request)
        assert command.isascii()
        assert "\n" not in command
        done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=60)
    assert done.stdout.startswith(b"HTTP/1.1 204 ")
    [again] = seen
    assert (again.method, again.url, again.body) == (request.method, request.url, request.body)
    assert again.header("content-type") == "a/b; c='d'"


def test_secret_headers_are_named_and_no_more() -> None:
    command = curl(Request("POST", "http://h/", (), b"{}"), ("Authorization",))
    assert "-H 'Authorization: ...'" in command


@pytest.mark.parametrize(
    ("operator", "begins"),
    [
        ("byte-ff", "Answer 400 where the text is not UTF-8"),
        ("trailing-comma", "Answer 400 where the body is not one JSON text"),
        ("deep-lists", "Bound how deep"),
        ("twice", "Refuse objects in which a name comes twice."),
        ("not-a-number", "Let the reader of JSON refuse it."),
        ("escaped", "Take what the spec declares"),
    ],
)
def test_the_help_is_about_what_is_wrong(operator: str, begins: str) -> None:
    [route] = routes_of(FLOWFORGE, addresses_of(("http://h/",), FLOWFORGE))
    session = Session(spec=FLOWFORGE, routes=(route,))
    [case] = [
        trial.case
        for check in ("accepts", "malformed-json", "repeated-field", "not-finite")
        for trial in trials(session, route, check)
        if trial.vector.id == f"platform.ping/json/{operator}"
    ]
    assert case.help.startswith(begins)


def test_what_is_too_long_to_copy_has_no_command() -> None:
    assert curl(Request("POST", "http://h/", (), b"x" * 10_000)) == ""


def test_a_column_may_say_which_event_a_row_is_of_though_the_row_has_a_field_of_that_name() -> None:
    row = Document({"event": "app_started", "id": 7}, {"event": "send", "source": "service"})
    assert list(row_undeclared._beside(row, {"send", "service"})) == []
    [(_, message)] = row_undeclared._beside(row, {"other"})
    assert message == "The column `event` beside the row holds something else than the row's `event`."
    copied = Document({"plan": "free"}, {"plan": "send"})
    [(_, message)] = row_undeclared._beside(copied, {"send"})
    assert "`plan`" in message
