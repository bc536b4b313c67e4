"""Names of people and machines stay out of reports and archives, wherever a client puts them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from telemetry_spec.cli import main
from telemetry_spec.conform import capture
from telemetry_spec.conform.client.canaries import without
from tests.conform.client.toys import HEAD, SPEC, run

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
isolated = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

#: Puts the user's name wherever there is room for a name.
LEAKS = """
USER = os.environ["USER"]
send({"batch-" + USER: [event(**{USER: 1})]}, USER + ".other.example", head=f"x-{USER}: {USER}\\r\\n")
send([event(**{USER: 1})], head=f"x-{USER}: {USER}\\r\\n")
with socket.create_connection(("paths.other.example", 80), 1) as sender:
    sender.sendall(f"GET /{USER}/x?{USER}={USER} HTTP/1.1\\r\\nhost: paths.other.example\\r\\n\\r\\n".encode())
    sender.recv(100)
print(USER)
"""


@isolated
def test_no_result_holds_a_name_of_the_run(tmp_path: Path) -> None:
    found = run(tmp_path, LEAKS)
    assert {"undeclared-header:headers/x-*", "undeclared-endpoint:*.other.example", "canary:user"} <= set(found)
    assert not any(word.isalpha() and len(word) == 12 and not set(word) & set("aeiou") for word in _words(found))


def _words(found: dict[str, Any]) -> set[str]:
    text = " ".join(str((one.id, one.message, one.help, one.pointer, one.evidence)) for one in found.values())
    return set(text.replace("/", " ").replace(".", " ").replace("-", " ").replace("`", " ").split())


@isolated
def test_no_archive_holds_a_name_of_the_run(tmp_path: Path) -> None:
    spec, program, har = tmp_path / "toy.telemetry.yaml", tmp_path / "toy.py", tmp_path / "all.har"
    spec.write_text(SPEC, "utf-8")
    program.write_text(HEAD + LEAKS, "utf-8")
    words = ["conform", "client", str(spec), "--only", "captures", "--har", str(har)]
    tool = ["--", sys.executable, "-S", "-E", str(program)]
    CliRunner().invoke(main, [*words, *tool])
    entries = [one["request"] for one in json.loads(har.read_text("utf-8"))["log"]["entries"]]
    assert {one["url"] for one in entries} == {
        "http://*.other.example/...",
        "http://stats.toy.example/v1",
        "http://paths.other.example/.../...?*=...",
    }
    assert {"x-*"} == {one["name"] for entry in entries for one in entry["headers"] if one["name"].startswith("x-")}
    assert '"batch-*"' in har.read_text("utf-8").replace("\\", "")
    CliRunner().invoke(main, [*words, "--show-values", *tool])
    shown = json.loads(har.read_text("utf-8"))["log"]["entries"]
    assert not any("*" in one["request"]["url"] for one in shown)


def test_the_longest_value_is_taken_out_and_short_ones_are_left() -> None:
    values = frozenset({"qwrtpsdf", "qwrtpsdfgh", "x"})
    assert without("x-QWRTPSDFGH.qwrtpsdf", values) == "x-*.*"
    assert without("x", frozenset({"x"})) == "x"
    assert without("text", frozenset()) == "text"
