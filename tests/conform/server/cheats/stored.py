"""Servers that store something else than they should."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, ClassVar

from telemetry_spec.transforms.row import events_in
from tests.conform.server.honest import Honest, RefusedError

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Event, Source
    from telemetry_spec.wire.message import Request, Response


class Changing(Honest):
    """Changes each row before it is stored."""

    def row(self, request: Request, event: Event, payload: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
        return self.changed(super().row(request, event, payload), request)

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  others look at it
        return row


class StoresTheAddress(Changing):
    CAUGHT = frozenset({"row-address"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        return {**row, "ip": request.peer}


class HashesSomethingElse(Changing):
    CAUGHT = frozenset({"row-address"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        return {**row, "ip": hashlib.sha256(f"{request.peer}:80".encode()).hexdigest()}


class StoresAHeader(Changing):
    CAUGHT = frozenset({"row-undeclared"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        return {**row, "contentType": request.header("content-type")}


class StoresMoreInside(Changing):
    CAUGHT = frozenset({"row-undeclared"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        return {**row, "platform": {**row["platform"], "connection": request.started}}


class DropsAField(Changing):
    CAUGHT = frozenset({"row-complete"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        return {name: value for name, value in row.items() if name != "env"}


class DropsAnInnerField(Changing):
    CAUGHT = frozenset({"row-complete"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        return {**row, "os": {name: value for name, value in row["os"].items() if name != "arch"}}


class ForgetsTheTime(Changing):
    CAUGHT = frozenset({"row-complete"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        return {name: value for name, value in row.items() if name != "receivedAt"}


class StoresTwice(Honest):
    CAUGHT = frozenset({"row-complete"})

    def keep(self, request: Request, source: Source, value: Any) -> None:  # noqa: ANN401  any JSON value
        super().keep(request, source, value)
        super().keep(request, source, value)


class LosesRows(Honest):
    """Loses those without a license."""

    CAUGHT = frozenset({"row-complete"})

    def keep(self, request: Request, source: Source, value: Any) -> None:  # noqa: ANN401  any JSON value
        if "license" in value["platform"]:
            super().keep(request, source, value)


class LosesSomeRows(Honest):
    """Loses those of an installation that no sample is of."""

    CAUGHT = frozenset({"row-complete"})

    def keep(self, request: Request, source: Source, value: Any) -> None:  # noqa: ANN401  any JSON value
        if not value["instanceId"].startswith("00000000-"):
            super().keep(request, source, value)


class StoresAnOldTime(Changing):
    CAUGHT = frozenset({"row-values"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        return {**row, "receivedAt": "2023-03-01T09:30:00Z"}


class StoresATimeToCome(Changing):
    CAUGHT = frozenset({"row-values"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        return {**row, "receivedAt": "2123-03-01T09:30:00Z"}


class StoresNumbersAsTexts(Changing):
    CAUGHT = frozenset({"row-values"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        platform = row["platform"]
        counts = {name: str(value) for name, value in platform["counts"].items()}
        return {**row, "platform": {**platform, "counts": counts}}


class StoresUpperCase(Changing):
    CAUGHT = frozenset({"row-values"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:  # noqa: ARG002  the base's
        return {**row, "os": {**row["os"], "arch": row["os"]["arch"].upper()}}


class StoresTheTimeAsANumber(Changing):
    CAUGHT = frozenset({"row-values"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        return {**row, "receivedAt": int(request.started)}


class KeepsRefused(Honest):
    """Keeps what it refuses for later, next to the rest."""

    CAUGHT = frozenset({"refused-stored"})

    def refusal(self, request: Request, error: RefusedError) -> Response:
        if request.body:
            with self.store.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"refused": self.requests}) + "\n")
        return super().refusal(request, error)


class StoresUserAgents(Changing):
    CAUGHT = frozenset({"row-undeclared"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        agent = request.header("user-agent")
        return {**row, "agent": agent} if agent else row


class StoresCookiesInAField(Changing):
    """Puts what recognises a visitor into a declared field, behind what was sent."""

    CAUGHT = frozenset({"row-undeclared", "row-values"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        cookie = request.header("cookie")
        return {**row, "os": {**row["os"], "release": f"{row['os']['release']} {cookie}"}} if cookie else row


class StoresTheForwardedAddress(Changing):
    CAUGHT = frozenset({"row-address"})

    def changed(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        address = request.header("x-forwarded-for")
        return {**row, "ip": address} if address else row


class RefusesCookies(Honest):
    """Takes nothing from browsers: then what it stores of their headers is not shown."""

    def handled(self, request: Request) -> Response:
        if request.header("cookie"):
            raise RefusedError(400, "No cookies.")
        return super().handled(request)


class KeepsForLater(Honest):
    """Keeps lines back until it is asked for a path that is not there."""

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401  those of the honest one
        super().__init__(*arguments)
        self.lines: list[str] = []

    def refusal(self, request: Request, error: RefusedError) -> Response:
        if error.status == 404:
            with self.store.open("a", encoding="utf-8") as file:
                file.writelines(self.lines)
            self.lines = []
        return super().refusal(request, error)


class StoresTwiceLater(KeepsForLater):
    CAUGHT = frozenset({"row-complete"})

    def keep(self, request: Request, source: Source, value: Any) -> None:  # noqa: ANN401  any JSON value
        before = self.store.read_text("utf-8") if self.store.exists() else ""
        super().keep(request, source, value)
        self.lines.append(self.store.read_text("utf-8").removeprefix(before))


class KeepsRefusedLater(KeepsForLater):
    CAUGHT = frozenset({"refused-stored"})

    def refusal(self, request: Request, error: RefusedError) -> Response:
        if error.status != 404:
            self.lines.append(json.dumps({"refused": self.requests}) + "\n")
        return super().refusal(request, error)


class StoresBeside(Honest):
    """Keeps the row in a column of JSON, and something beside it."""

    STORE = "rows.db"
    PLACE = "sqlite:{}"
    COLUMNS: ClassVar[str] = "created_at TEXT, source TEXT"

    def keep(self, request: Request, source: Source, value: Any) -> None:  # noqa: ANN401  any JSON value
        with closing(sqlite3.connect(self.store)) as database, database:
            database.execute("PRAGMA synchronous = OFF")  # nothing is lost if a test's machine fails
            database.execute(f"CREATE TABLE IF NOT EXISTS ev (id INTEGER PRIMARY KEY, payload TEXT, {self.COLUMNS})")
            for event, payload in events_in(source, value):
                row = self.row(request, event, payload)
                database.execute("INSERT INTO ev VALUES (NULL, ?, ?, ?)", (json.dumps(row), *self.beside(request, row)))

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  cheats look at it
        return f"{request.started}", "platform"


class StoresTheAddressBeside(StoresBeside):
    CAUGHT = frozenset({"row-address", "row-undeclared"})
    COLUMNS = "ip TEXT, source TEXT"

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  the base's
        return request.peer, "platform"


class HidesTheAddressBeside(StoresBeside):
    """In a column whose name says nothing of it."""

    CAUGHT = frozenset({"row-address"})

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  the base's
        return f"{request.started}", f"from {request.peer}:80"


class StoresTheBodyBeside(StoresBeside):
    CAUGHT = frozenset({"row-undeclared"})
    COLUMNS = "created_at TEXT, raw BLOB"

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  the base's
        return f"{request.started}", request.body


class HidesHeadersBeside(StoresBeside):
    """In a column whose name says nothing of them."""

    CAUGHT = frozenset({"row-undeclared"})

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  the base's
        return f"{request.started}", (request.header("accept-language") or "platform").upper()


class StoresAnotherIdBeside(StoresBeside):
    """Under the name of a declared field."""

    CAUGHT = frozenset({"row-undeclared"})
    COLUMNS = "instanceId TEXT, source TEXT"

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  the base's
        return row["instanceId"].upper() + "-7", "platform"


class KeepsUnknownFieldsBeside(StoresBeside):
    CAUGHT = frozenset({"unknown-field"})
    UNKNOWN_FIELDS = "drop"

    def beside(self, request: Request, row: dict[str, Any]) -> tuple[object, object]:  # noqa: ARG002  the base's
        return f"{request.started}", request.body if b'"undeclared"' in request.body else "platform"
