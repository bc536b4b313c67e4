"""Servers that store something else than they should."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

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
