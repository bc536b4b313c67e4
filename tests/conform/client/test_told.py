"""What a result says is enough to go on with: what was tried, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.model.result import Verdict
from tests.conform.client.toys import PLAIN, run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

FLAG = "  flag: {kind: flag, flag: --no-telemetry, disables: [app], overrides: [variable]}\n"
#: How a connection over HTTP/2 begins (RFC 9113, section 3.4).
HTTP_2 = """
with socket.create_connection((HOST, 80), 1) as sender:
    sender.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n" + bytes(64))
    sender.recv(65536)
"""


def test_precedence_says_what_was_given(tmp_path: Path) -> None:
    deaf = f"OFF = OFF or '--no-telemetry' in sys.argv\n{PLAIN}"
    found = run(tmp_path, deaf, "precedence", spec=spec_with(opt_out=FLAG))
    told = found["precedence:flag-on-over-variable"]
    assert told.verdict is Verdict.FAIL
    assert "It was run with `TOY_OFF=1` and `--telemetry`." in told.evidence
    assert found["precedence:flag-off-over-variable"].verdict is Verdict.PASS


def test_another_version_of_http_is_told_with_what_to_do(tmp_path: Path) -> None:
    found = run(tmp_path, HTTP_2, "captures", "opt-out:variable", "valid:body")
    assert found["captures"].message == "A connection came to nothing: another version of HTTP."
    assert found["captures"].help.startswith("The capture speaks HTTP/1.1")
    assert found["opt-out:variable"].verdict is Verdict.FAIL
    # What was asked for by its id has a result, though nothing is known of it.
    assert found["valid:body"].verdict is Verdict.INCONCLUSIVE


def test_what_a_driver_does_not_do_is_told_with_what_it_would_have_to(tmp_path: Path) -> None:
    driver = tmp_path / "driver"
    driver.write_text(
        '#!/bin/sh\necho "ValueError: what is $1 in $HOME" >&2\ntest "$2" = off && echo TOY_OFF=1\n', "utf-8"
    )
    driver.chmod(0o755)
    menu = "  menu: {kind: setting, where: Settings, disables: [app]}\n"
    only = ("opt-out:menu", "opt-out-queue:menu")
    found = run(tmp_path, PLAIN, *only, spec=spec_with(opt_out=menu), driver=(str(driver),))
    assert found["opt-out:menu"].verdict is Verdict.PASS
    told = found["opt-out-queue:menu"]
    assert told.verdict is Verdict.SKIP
    assert told.message == "The driver ended with 1 for `menu on`. ValueError: what is menu in <world>/home/<user>"
    assert told.help == "Have the driver do that and end with 0, if it can be done."
