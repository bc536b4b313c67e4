"""A server that keeps to the spec passes, for the four products and for every encoding and way to lie in a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from joserfc.jwk import ECKey

from telemetry_spec import api, conform
from telemetry_spec.conform.run import Wanted
from telemetry_spec.model.result import Verdict
from telemetry_spec.resources import schemas_dir
from telemetry_spec.wire.encodings.base import Keys
from tests.conform.server.honest import Honest, RefusedError
from tests.conform.server.running import results_of, stating
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Destination, Source

SHAPES = ROOT / "tests" / "shapes"
PRODUCTS = ("flowforge", "hasura", "refine", "strapi")
#: Checks that have nothing to try where no request holds several events.
BATCHES = {"batches"}


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys(jwe=json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode())


def failing(results: list[Result]) -> list[tuple[str, str, str]]:
    return [(result.id, result.verdict.value, result.message) for result in results if result.verdict.fails]


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_honest_server_passes(product: str, tmp_path: Path, keys: Keys) -> None:
    spec = api.load(schemas_dir() / f"{product}.telemetry.yaml")
    found = results_of(spec, Honest, tmp_path, keys=keys)
    assert failing(found) == []
    assert len({result.id for result in found}) == len(found), "an id names one result"
    skipped = {result.check for result in found if result.verdict is Verdict.SKIP}
    assert not skipped
    # Where the spec declares the plain address, there is no promise to keep.
    assert {result.check for result in found} | BATCHES | {"row-address"} == set(conform.names("server"))


@pytest.mark.parametrize(
    "name", ["encodings", "bare-list", "envelope-one", "envelope-many", "told-by-field", "told-by-key", "key-value"]
)
def test_an_honest_server_passes_whatever_a_request_looks_like(name: str, tmp_path: Path, keys: Keys) -> None:
    spec = api.load(SHAPES / f"{name}.telemetry.yaml")
    found = results_of(spec, Honest, tmp_path, keys=keys, direct=True)
    assert [one for one in failing(found) if "byte-order-mark" not in one[0]] == []
    assert sum(result.verdict is Verdict.PASS for result in found) > 60


def test_an_honest_server_that_drops_unknown_fields_passes(tmp_path: Path) -> None:
    spec = stating(api.load(schemas_dir() / "flowforge.telemetry.yaml"), "drop")
    found = [one for one in results_of(spec, Honest, tmp_path, direct=True) if one.check == "unknown-field"]
    assert found
    assert {one.verdict for one in found} == {Verdict.PASS}


@pytest.mark.parametrize(("stated", "verdict"), [("drop", Verdict.SKIP), ("", Verdict.INCONCLUSIVE)])
def test_what_becomes_of_an_unknown_field_is_not_shown_without_rows(
    stated: str, verdict: Verdict, tmp_path: Path
) -> None:
    class Dropping(Honest):
        def judged(self, text: bytes, destination: Destination) -> tuple[Source, object]:
            return super().judged(self.dropped(text, destination), destination)

    spec = stating(api.load(schemas_dir() / "flowforge.telemetry.yaml"), stated)
    found = results_of(spec, Dropping, tmp_path, rows=False, wanted=Wanted(("unknown-field",)), direct=True)
    own = [one for one in found if one.check == "unknown-field"]
    assert {one.verdict for one in own} == {verdict}
    assert all("--rows" in one.help for one in own)


def test_without_rows_what_is_stored_is_skipped_with_what_to_do(tmp_path: Path) -> None:
    spec = api.load(schemas_dir() / "flowforge.telemetry.yaml")
    found = results_of(spec, Honest, tmp_path, rows=False, direct=True)
    skipped = {result.check: result.help for result in found if result.verdict is Verdict.SKIP}
    rows = {"row-complete", "row-undeclared", "row-values", "row-address", "refused-stored"}
    assert set(skipped) == rows | {"undeclared-method"}
    assert all("--rows" in text for text in skipped.values())
    assert failing(found) == []


class TakesTheGoodOnes(Honest):
    """Takes a list with a wrong event in it."""

    def findings(self, text: bytes, source: Source) -> list[Finding]:
        found = super().findings(text, source)
        value = json.loads(text) if found and text.startswith(b"[") else None
        return [] if isinstance(value, list) and len(value) > 1 else found

    def keep(self, request: object, source: Source, value: object) -> None:
        """Keep nothing: this test is about answers."""


def test_a_list_with_a_wrong_event_has_to_be_refused(tmp_path: Path, keys: Keys) -> None:
    spec = api.load(SHAPES / "bare-list.telemetry.yaml")
    found = results_of(spec, TakesTheGoodOnes, tmp_path, keys=keys, rows=False, wanted=Wanted(("batches",)))
    wrong = [result.id for result in found if result.check == "batches" and result.verdict is Verdict.FAIL]
    assert wrong
    assert all(name.endswith("/one-wrong") for name in wrong)


class ReadsNoBrotli(Honest):
    def decoded(self, request: object, destination: Destination) -> bytes:
        if "br" in destination.encoding:
            raise RefusedError(415, "This is not read.")
        return super().decoded(request, destination)  # type: ignore[arg-type]  # the request of the base


def test_an_encoding_that_is_not_read_is_told_by_encodings(tmp_path: Path, keys: Keys) -> None:
    spec = api.load(SHAPES / "encodings.telemetry.yaml")
    found = results_of(spec, ReadsNoBrotli, tmp_path, keys=keys, rows=False, select="agent")
    assert {result.id for result in found if result.fails and result.verdict is Verdict.FAIL} == {
        "encodings:agent.beat@plain-put"
    }
    assert {result.id for result in found if result.verdict is Verdict.INCONCLUSIVE} >= {
        "control:agent.beat@plain-put/start/good",
        "malformed-json:agent.beat@plain-put",
    }
