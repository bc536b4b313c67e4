"""The conformance tests of a server as tests of pytest, against servers that run for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.check.run import Check
from telemetry_spec.receiver import stores
from telemetry_spec.receiver.app import Receiver as Stores
from telemetry_spec.wire.message import Response, problem
from telemetry_spec.wire.server import BackgroundServer
from tests.pytest_plugin.conftest import FLOWFORGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from telemetry_spec.wire.message import Request

    Run = Callable[..., pytest.RunResult]


class Receiver:
    """Takes what FlowForge's spec declares. `careless` lets fields through that nobody declared."""

    def __init__(self, *, careless: bool = False) -> None:
        self.check = Check(api.load(FLOWFORGE), "platform")
        self.careless = careless

    async def __call__(self, request: Request) -> Response:
        if request.method != "POST":
            return problem(405, "Send it with POST.", headers=(("allow", "POST"),))
        if (request.header("content-type") or "").partition(";")[0] != "application/json":
            return problem(415, "Send JSON.")
        if request.header("content-encoding"):
            return problem(415, "Send it as it is.")
        found = self.check.check_text(request.body)
        if self.careless:
            found = [finding for finding in found if finding.code != "undeclared-field"]
        if found:
            return problem(422, "Not as declared.", [{"pointer": finding.pointer} for finding in found])
        return Response(204)


class Honest(Stores):
    """The reference receiver, which hashes the address unless it is not `careful`."""

    careful = True

    def _address(self, request: Request) -> str:
        return super()._address(request) if self.careful else f"{super()._address(request)}:80"


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """Return the outcome of each test by its id."""
    lines = [line.split() for line in result.stdout.lines if line.startswith("telemetry-spec::") and "%]" in line]
    return {words[0].removeprefix("telemetry-spec::"): words[1] for words in lines}


def test_a_server_that_keeps_to_the_spec_passes(run: Run) -> None:
    with BackgroundServer(Receiver()) as server:
        result = run("def test_own():\n    pass", "-v", f"--telemetry-url={server.url}")
    found = outcomes(result)
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    assert found["control:start"] == found["control:end"] == "PASSED"
    assert found["accepts:platform.ping"] == found["rejects:platform.ping"] == "PASSED"
    assert found["row-values:platform.ping"] == "SKIPPED"
    assert "test_own PASSED" in result.stdout.str()


def test_a_careless_server_fails_where_it_is_careless(run: Run) -> None:
    with BackgroundServer(Receiver(careless=True)) as server:
        result = run("", "-v", f"--telemetry-url={server.url}", apart=False)
    failed = [name for name, outcome in outcomes(result).items() if outcome == "FAILED"]
    assert failed == ["unknown-field:platform.ping"]
    result.stdout.fnmatch_lines(["*unknown-field:platform.ping/additionalProperties/*", "*expected by *flowforge*"])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("careful", [True, False])
def test_what_the_server_stores_is_read_back(run: Run, careful: bool, tmp_path: Path) -> None:
    place = f"sqlite:{tmp_path / 'rows.db'}"
    spec = api.load(FLOWFORGE)
    with Honest(spec, stores.make(place)) as receiver, BackgroundServer(receiver) as server:
        receiver.careful = careful
        result = run("", "-v", f"--telemetry-url={server.url}", f"--telemetry-rows={place}")
    found = outcomes(result)
    assert found["row-complete:platform.ping"] == found["refused-stored:end"] == "PASSED", result.stdout.str()
    assert found["row-address:platform.ping"] == ("PASSED" if careful else "FAILED")
    assert result.ret == (pytest.ExitCode.OK if careful else pytest.ExitCode.TESTS_FAILED)


def test_tests_can_be_chosen(run: Run) -> None:
    with BackgroundServer(Receiver()) as server:
        result = run("def test_own():\n    pass", "-v", "-k", "accepts", f"--telemetry-url={server.url}", apart=False)
    assert sorted(outcomes(result)) == ["accepts-generated:platform.ping", "accepts:platform.ping"]


def test_without_a_server_nothing_passes(run: Run) -> None:
    result = run("", "-v", "--telemetry-url=http://127.0.0.1:9", apart=False)
    found = outcomes(result)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "PASSED" not in found.values()
    assert found["control:start"] == found["accepts:platform.ping"] == "FAILED"


@pytest.mark.parametrize(
    ("url", "told"), [("nowhere", "ID=URL|no address"), ("pong=http://127.0.0.1:9", "no destination `pong`")]
)
def test_an_address_that_cannot_be_meant_so_is_told(run: Run, url: str, told: str) -> None:
    result = run("", f"--telemetry-url={url}", apart=False)
    output = result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any(word in output for word in told.split("|")), output
    assert "Traceback" not in output
