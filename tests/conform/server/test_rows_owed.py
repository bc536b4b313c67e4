"""Which rows a server owes for what it has taken, and what its times have to say."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest

from telemetry_spec import api
from telemetry_spec.conform.run import Wanted
from telemetry_spec.conform.server import contents, ledger, moments
from telemetry_spec.conform.server.routes import Addresses, routes_of
from telemetry_spec.emit.samples import published
from telemetry_spec.model.result import Verdict
from telemetry_spec.resources import schemas_dir
from telemetry_spec.wire.message import Response
from tests.conform.server import running
from tests.conform.server.cheats.stored import LosesSomeRows, StoresBeside
from tests.conform.server.honest import Honest
from tests.conform.server.running import results_of, stating

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.result import Result
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Source
    from telemetry_spec.wire.message import Request

SPEC = api.load(schemas_dir() / "flowforge.telemetry.yaml")
#: A second in the middle of 2024.
NOON = 1_718_452_800.0


def at_end(found: list[Result]) -> Result:
    [result] = [one for one in found if one.id == "row-complete:end"]
    return result


def test_rows_that_are_lost_are_counted_and_one_is_named(tmp_path: Path) -> None:
    found = results_of(SPEC, LosesSomeRows, tmp_path, direct=True)
    assert [one.id for one in found if one.fails] == ["row-complete:end"]
    result = at_end(found)
    assert result.message.endswith(": 1 is lost, or stored like another.")
    assert result.evidence == ("no row holds what was sent for accepts:platform.ping.instanceId/pattern/form-12b9377c",)
    assert result.repeat.startswith("curl ")


def test_what_is_asked_of_all_rows_needs_all_of_them(tmp_path: Path) -> None:
    found = results_of(SPEC, LosesSomeRows, tmp_path, direct=True, wanted=Wanted(("row-complete:end",)))
    assert at_end(found).verdict is Verdict.FAIL


def test_events_that_are_equal_may_be_kept_as_one(tmp_path: Path) -> None:
    class Merges(Honest):
        def keep(self, request: Request, source: Source, value: object) -> None:
            kept = self.store.read_text("utf-8").splitlines() if self.store.exists() else []
            if not any(
                value
                == {
                    name: json.loads(line)[name]
                    for name in ("instanceId", "os", "env", "platform")
                    if name in json.loads(line)
                }
                for line in kept
            ):
                super().keep(request, source, value)

    found = results_of(SPEC, Merges, tmp_path, direct=True)
    assert at_end(found).verdict is Verdict.PASS


def test_events_of_one_installation_may_not_be_kept_as_one(tmp_path: Path) -> None:
    class KeepsTheFirst(Honest):
        def keep(self, request: Request, source: Source, value: object) -> None:
            assert isinstance(value, dict)
            kept = self.store.read_text("utf-8") if self.store.exists() else ""
            if str(value["instanceId"]) not in kept:
                super().keep(request, source, value)

    assert at_end(results_of(SPEC, KeepsTheFirst, tmp_path, direct=True)).verdict is Verdict.FAIL


def test_rows_that_come_late_are_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoresLater(Honest):
        def keep(self, request: Request, source: Source, value: object) -> None:
            threading.Timer(0.4, super().keep, (request, source, value)).start()

    monkeypatch.setattr(running, "PATIENCE", 20.0)
    monkeypatch.setattr(ledger, "QUIET", 0.05)
    found = results_of(SPEC, StoresLater, tmp_path, wanted=Wanted(("row-complete:end",)), direct=True)
    assert at_end(found).verdict is Verdict.PASS


@pytest.mark.parametrize("server", [Honest, StoresBeside])
def test_what_is_dropped_makes_no_row_of_its_own(server: type[Honest], tmp_path: Path) -> None:
    assert at_end(results_of(stating(SPEC, "drop"), server, tmp_path, direct=True)).verdict is Verdict.PASS


def test_a_request_that_was_not_as_declared_owes_no_row(tmp_path: Path) -> None:
    class AnswersAnything(Honest):
        """Says yes to a payload at other paths, and stores nothing of it."""

        def handled(self, request: Request) -> Response:
            return super().handled(request) if request.path == "/" else Response(200)

    assert at_end(results_of(SPEC, AnswersAnything, tmp_path, direct=True)).verdict is Verdict.PASS


def test_contents_are_alike_whatever_the_store_makes_of_them() -> None:
    [route] = routes_of(SPEC, Addresses("http://h"))
    names = contents.names_in([route])
    sent = published(route.event, stored=False)
    assert isinstance(sent, dict)
    kept: dict[str, Json] = {**sent, "instanceId": str(sent["instanceId"]).upper(), "ip": "x", "license": None}
    assert contents.of_rows([kept, kept, {"other": 1}], names) == {contents.of_payload(route.event, sent, names)}
    one: list[dict[str, Json]] = [{"os": {"a": 1, "b": True, "c": None}}, {"os": {"b": 1.0, "a": True}}]
    assert len(contents.of_rows(one, ["os"])) == 1
    assert len(contents.of_rows([{"os": 10**400}, {"os": 10**401}, {"os": [1]}, {"os": "1"}], ["os"])) == 4


@pytest.mark.parametrize(
    ("kind", "unit", "value", "off"),
    [
        ("string", "", "2024-06-15T12:00:00Z", False),
        ("string", "", "2024-06-15T12:00:59.5Z", False),
        ("string", "", "2024-06-15T12:01:10Z", True),
        ("string", "", "2024-06-15T11:58:00Z", True),
        ("string", "", "2024-06-15T14:00:00+02:00", False),
        ("string", "", "2024-06-15 01:00:00", False),
        ("string", "", "2024-06-13 12:00:00", True),
        ("string", "", "2024-06-15", False),
        ("string", "", "2024-06-13", True),
        ("string", "", "yesterday", False),
        ("string", "", int(NOON) - 500, False),
        ("integer", "", int(NOON), False),
        ("integer", "", int(NOON) * 1000, False),
        ("integer", "ms", int(NOON) * 1000, False),
        ("integer", "ms", int(NOON), True),
        ("integer", "s", int(NOON) - 500, True),
        ("integer", "minutes", 3, False),
        ("integer", "", True, False),
        ("integer", "", 10**400, False),
        ("integer", "ms", -(10**400), False),
        ("string", "", None, False),
    ],
)
def test_a_time_has_to_be_that_of_the_arrival(
    kind: Literal["string", "integer"], unit: str, value: Json, off: bool
) -> None:
    received = next(one for one in SPEC.sources["platform"].events["ping"].received if one.origin == "clock")
    member = replace(received, shape=replace(received.shape, kind=kind), unit=unit)
    assert moments.is_off(member, value, NOON, NOON + 1, moments.NEAR) is off
    assert not moments.is_off(member, value, NOON, NOON + 1, 400 * 86_400.0) or value == int(NOON)
