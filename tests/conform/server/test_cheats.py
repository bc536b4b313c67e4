"""Each cheating server is caught by the check that should catch it, and by no other required one."""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api, conform
from telemetry_spec.conform.run import Wanted
from telemetry_spec.conform.server.trials import owner
from telemetry_spec.model.result import Verdict
from telemetry_spec.resources import schemas_dir
from telemetry_spec.vectors import selectors, vectors_of
from telemetry_spec.wire.message import Response
from tests.conform.server import cheats, running
from tests.conform.server.cheats.stored import RefusesCookies
from tests.conform.server.honest import Honest
from tests.conform.server.running import results_of, stating

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Event, Source
    from telemetry_spec.wire.message import Request

SPEC = api.load(schemas_dir() / "flowforge.telemetry.yaml")
SPECS = {stated: stating(SPEC, stated) for stated in ("reject", "drop")}


def _cheats() -> dict[str, type[Honest]]:
    modules = [
        importlib.import_module(f"{cheats.__name__}.{one.name}") for one in pkgutil.iter_modules(cheats.__path__)
    ]
    return {
        name: found
        for module in modules
        for name, found in vars(module).items()
        if isinstance(found, type) and issubclass(found, Honest) and (found.CAUGHT or found.ADVICE or found.UNSURE)
    }


CHEATS = _cheats()


def test_there_are_many_cheats() -> None:
    assert len(CHEATS) >= 40
    assert {name for cheat in CHEATS.values() for name in cheat.CAUGHT} >= {"rejects", "row-address", "server-error"}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_a_cheat_is_caught_by_the_check_that_should(cheat: type[Honest], tmp_path: Path) -> None:
    _assert_caught(cheat, results_of(SPECS[cheat.UNKNOWN_FIELDS], cheat, tmp_path, direct=True))


@pytest.mark.parametrize("name", ["SetsCookies", "ReadsWithoutEnd", "CoercesNumbers", "StoresTheAddress"])
def test_a_cheat_is_caught_over_a_connection(name: str, tmp_path: Path) -> None:
    _assert_caught(CHEATS[name], results_of(SPEC, CHEATS[name], tmp_path))


def _assert_caught(cheat: type[Honest], found: list[Result]) -> None:
    assert [name for name, count in Counter(result.id for result in found).items() if count > 1] == []
    failing = frozenset(result.check for result in found if result.fails and result.verdict is Verdict.FAIL)
    unsure = {result.check for result in found if result.verdict is Verdict.INCONCLUSIVE}
    advice = {result.check for result in found if result.level != "required" and result.verdict is Verdict.FAIL}
    assert (failing, bool(unsure)) == (cheat.CAUGHT, cheat.UNSURE)
    assert advice >= cheat.ADVICE
    if cheat.UNSURE:
        assert "control" in unsure


def test_a_vector_is_as_grave_on_a_server_as_in_its_file(tmp_path: Path) -> None:
    levels = {f"{owner(one)}:{one.id}": one.level for part in selectors(SPEC) for one in vectors_of(SPEC, part)}
    found = {one.id: one.level for one in results_of(SPEC, CHEATS["AcceptsDuplicateFields"], tmp_path, direct=True)}
    assert {name: level for name, level in found.items() if name in levels} == levels
    twice = [name for name in found if name.startswith("repeated-field:")]
    assert len(twice) >= 5
    assert {levels[name] for name in twice} == {"required"}


def test_every_check_catches_somebody() -> None:
    caught = {name for cheat in CHEATS.values() for name in (*cheat.CAUGHT, *cheat.ADVICE)}
    assert set(conform.names("server")) - caught == {"control", "batches"}, "these have tests of their own"


def test_nothing_is_green_with_a_server_that_takes_everything(tmp_path: Path) -> None:
    found = results_of(SPEC, CHEATS["TakesEverything"], tmp_path, direct=True)
    assert {result.check for result in found if result.verdict is not Verdict.INCONCLUSIVE} <= {"control"}
    passed = [result.id for result in found if result.verdict is Verdict.PASS]
    assert passed == ["control:platform.ping/start/good"]
    assert any("takes everything" in result.message for result in found)


def test_a_server_that_changes_its_mind_leaves_nothing_shown_from_then_on(tmp_path: Path) -> None:
    found = results_of(SPEC, CHEATS["TakesEverythingLater"], tmp_path, direct=True)
    verdicts = {check: {one.verdict for one in found if one.check == check} for check in ("accepts", "rejects")}
    assert verdicts["accepts"] == {Verdict.PASS}
    assert verdicts["rejects"] == {Verdict.INCONCLUSIVE}
    assert found[-1].id == "control:platform.ping/end"
    assert found[-1].verdict is Verdict.INCONCLUSIVE


def test_a_refusal_that_names_no_field_is_told_with_the_field(tmp_path: Path) -> None:
    found = results_of(SPEC, CHEATS["SaysNothing"], tmp_path, wanted=Wanted(("error-names-field",)), direct=True)
    [result] = [one for one in found if one.check == "error-names-field"]
    assert re.fullmatch(
        r"One field was wrong, and the answer that refuses the payload does not name that field: "
        r"[\d,]+ of [\d,]+ answers\.",
        result.message,
    )
    assert re.fullmatch(r"`\w+` was wrong, and the answer's body does not hold its name\.", result.evidence[0])


def test_what_one_check_owns_is_told_by_another_when_it_is_asked_for_alone(tmp_path: Path) -> None:
    found = results_of(SPEC, CHEATS["FailsOnBadJson"], tmp_path, wanted=Wanted(("malformed-json",)))
    own = {result.verdict for result in found if result.check == "malformed-json" and "500" in result.evidence[0]}
    assert own == {Verdict.FAIL}


def test_a_server_that_refuses_undeclared_headers_leaves_what_it_stores_of_them_open(tmp_path: Path) -> None:
    found = results_of(SPEC, RefusesCookies, tmp_path, direct=True)
    unsure = {result.id for result in found if result.verdict is Verdict.INCONCLUSIVE}
    names = ("row-address", "row-complete", "row-undeclared", "row-values")
    assert unsure == {f"{name}:platform.ping/headers" for name in names}
    assert not any(result.verdict is Verdict.FAIL for result in found)


@pytest.mark.parametrize("wanted", ["row-undeclared", "row-values", "row-address", "refused-stored"])
def test_nothing_is_shown_of_rows_that_are_not_there(wanted: str, tmp_path: Path) -> None:
    class StoresNothing(Honest):
        def keep(self, request: Request, source: Source, value: object) -> None:
            """Keep nothing."""

    found = results_of(SPEC, StoresNothing, tmp_path, wanted=Wanted((wanted,)), direct=True)
    own = [result for result in found if result.check == wanted]
    assert {result.verdict for result in own} == {Verdict.INCONCLUSIVE}
    assert any(f"There is no file {tmp_path / 'rows.ndjson'}." in result.message for result in own)
    (tmp_path / "rows.ndjson").touch()
    found = results_of(SPEC, StoresNothing, tmp_path, wanted=Wanted((wanted,)), direct=True)
    assert {result.verdict for result in found if result.check == wanted} == {Verdict.INCONCLUSIVE}


def test_where_a_wrong_payload_is_taken_nothing_is_shown_of_the_refused(tmp_path: Path) -> None:
    class TakesNumbers(Honest):
        """Takes a number, and stores nothing for it."""

        def handled(self, request: Request) -> Response:
            return Response(204) if request.body == b"7" else super().handled(request)

    found = results_of(SPEC, TakesNumbers, tmp_path, wanted=Wanted(("refused-stored",)), direct=True)
    verdicts = {result.id: result.verdict for result in found if result.check == "refused-stored"}
    assert verdicts == {
        "refused-stored:platform.ping": Verdict.INCONCLUSIVE,
        "refused-stored:end": Verdict.PASS,
    }


def test_a_server_that_stores_a_little_later_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoresLater(Honest):
        def keep(self, request: Request, source: Source, value: object) -> None:
            threading.Timer(0.4, super().keep, (request, source, value)).start()

    monkeypatch.setattr(running, "PATIENCE", 20.0)
    found = results_of(SPEC, StoresLater, tmp_path, wanted=Wanted(("row-complete:platform*",)), direct=True)
    assert [result.id for result in found if result.fails] == []
    assert sum(result.check == "row-complete" for result in found) >= 4


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("plain", "hashed with sha256, without salt or key, in lower-case hexadecimal digits"),
        ("salted", "hashed with sha256 after the salt of --hash-salt, in lower-case hexadecimal digits"),
        ("keyed", "hashed with HMAC-sha256 and the key of --hash-key, in lower-case hexadecimal digits"),
    ],
)
def test_a_wrong_hash_is_told_with_the_one_that_was_expected(mode: str, words: str, tmp_path: Path) -> None:
    text = (schemas_dir() / "flowforge.telemetry.yaml").read_text("utf-8")
    (tmp_path / "a.telemetry.yaml").write_text(
        text.replace("transform: sha256", f"transform: {{kind: hash, algorithm: sha256, mode: {mode}}}"), "utf-8"
    )
    spec = api.load(tmp_path / "a.telemetry.yaml")
    found = results_of(
        spec, CHEATS["HashesSomethingElse"], tmp_path, wanted=Wanted(("row-address:*full",)), direct=True
    )
    [result] = [one for one in found if one.id == "row-address:platform.ping/full"]
    assert result.message == f"The row's `ip` is not the address 127.0.0.1 or ::ffff:127.0.0.1, as text, {words}."


def test_a_server_behind_a_proxy_may_take_the_address_from_the_header(tmp_path: Path) -> None:
    class BehindProxy(Honest):
        def row(self, request: Request, event: Event, payload: object) -> dict[str, object]:
            peer = request.header("x-forwarded-for") or request.peer
            return super().row(replace(request, peer=peer), event, payload)

    wanted = Wanted(("row-address", "row-values", "row-undeclared"))
    found = results_of(SPEC, BehindProxy, tmp_path, wanted=wanted, direct=True)
    assert [(result.id, result.message) for result in found if result.fails] == []
