"""Cheats that know how they are tested: each was once taken for honest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.model.result import Verdict
from tests.conform.client.toys import PLAIN, run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

#: Has a last event, which may be sent once.
FAREWELL = spec_with(
    ("disables: [app]}", "disables: [app], farewell: app.bye}"),
    ("      ping:\n", "      bye: {description: It was turned off., destination: home, fields: {}}\n      ping:\n"),
)
BYE = 'OFF and send([{"name": "bye"}])\n'


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.optouts._variable.GUESSES", ("1", "0"))


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ("", Verdict.PASS),
        (BYE, Verdict.FAIL),
        ("OFF and send([event()])\n", Verdict.FAIL),
        ('OFF and send([{"name": "bye"}, {"name": "bye"}])\n', Verdict.FAIL),
        ("# in one request\n", Verdict.FAIL),
        ('OFF and send(b"secret")\n', Verdict.FAIL),
        ("OFF and socket.create_connection((HOST, 80), 1).sendall(b'no HTTP\\r\\n\\r\\n')\n", Verdict.FAIL),
        ("OFF and socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', (HOST, 80))\n", Verdict.FAIL),
        ("OFF and socket.getaddrinfo('a.' + HOST, 80)\n", Verdict.FAIL),
    ],
)
def test_a_last_event_excuses_nothing_else(tmp_path: Path, more: str, verdict: Verdict) -> None:
    bye = BYE.replace("}]", "}, event()]") if "one request" in more else BYE
    found = run(tmp_path, PLAIN + bye + more, "opt-out:variable", spec=FAREWELL)
    assert found["opt-out:variable"].verdict is verdict, found["opt-out:variable"]


LATER = """
seen = pathlib.Path(os.environ["HOME"], ".agreed")
if seen.exists() or not OFF:
    seen.touch()
    send([event()])
"""


def test_an_opt_out_that_is_used_after_the_program(tmp_path: Path) -> None:
    found = run(tmp_path, LATER, "opt-out", "opt-out-later")
    assert found["opt-out:variable"].verdict is Verdict.PASS
    assert found["opt-out-later:variable"].verdict is Verdict.FAIL
    assert found["opt-out-later:variable"].message.startswith("After a usual run in the same home: A request was sent")
    assert run(tmp_path, PLAIN, "opt-out-later")["opt-out-later:variable"].verdict is Verdict.PASS


def test_silence_after_a_usual_run_that_was_silent_proves_nothing(tmp_path: Path) -> None:
    count = tmp_path / "count"
    code = f"""
if not OFF:
    with open({str(count)!r}, "a") as file:
        file.write("x")
    if os.path.getsize({str(count)!r}) != 2:
        send([event()])
"""
    found = run(tmp_path, code, "opt-out-later", jobs=1)["opt-out-later:variable"]
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "sent nothing" in found.message


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_an_opt_out_that_is_not_heard_at_a_terminal(tmp_path: Path, stream: str) -> None:
    code = f"print('x' * 100_000)\n(OFF and not sys.{stream}.isatty()) or send([event()])\n"
    found = run(tmp_path, code, "opt-out", "opt-out-terminal")
    assert found["opt-out:variable"].verdict is Verdict.PASS
    assert found["opt-out-terminal:variable"].verdict is Verdict.FAIL
    assert found["opt-out-terminal:variable"].message.startswith("At a terminal: A request was sent")
    assert run(tmp_path, PLAIN, "opt-out-terminal")["opt-out-terminal:variable"].verdict is Verdict.PASS


def test_what_comes_after_a_crash_means_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, "OFF and sys.exit(3)\nsend([event()])\n", "opt-out-*", jobs=4)
    assert {one.verdict for one in found.values()} == {Verdict.SKIP}, found
    assert "fails with the opt-out" in found["opt-out-queue:variable"].message


#: Keeps what a run with the opt-out did, and sends it in place of what a later one does.
REPLACES = """
kept = pathlib.Path(os.environ["HOME"], ".kept")
if OFF:
    kept.write_text(json.dumps({EVENT}))
else:
    send([json.loads(kept.read_text()) if kept.exists() else event(what="now")])
"""
WHAT = (
    "          batch:",
    "          what: {type: string, optional: true, max_length: 90, description: It., examples: [x]}\n          batch:",
)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ('event(what="then")', "another text in `app.ping.what`"),
        ('event(what="now", item=sys.argv[-1])', "An argument of a run with the opt-out was sent by a later one"),
        ('event(what="now")', ""),
    ],
)
def test_what_is_kept_and_sent_in_place_of_something_else(tmp_path: Path, event: str, told: str) -> None:
    code = REPLACES.replace("{EVENT}", event)
    command = (sys.executable, "-S", "-E", str(tmp_path / "toy.py"), "{canary}")
    found = run(tmp_path, code, "opt-out-queue", spec=spec_with(WHAT), command=command)["opt-out-queue:variable"]
    assert found.verdict is (Verdict.FAIL if told else Verdict.PASS)
    assert told in found.message


def test_what_differs_by_chance_is_not_held_against_anybody(tmp_path: Path) -> None:
    count = tmp_path / "count"
    code = f"""
with open({str(count)!r}, "a") as file:
    file.write("x")
    number = file.tell()
OFF or send([event(what="chance" if number == 5 else "always")])
"""
    found = run(tmp_path, code, "opt-out-queue", spec=spec_with(WHAT), jobs=1)["opt-out-queue:variable"]
    assert found.verdict is Verdict.PASS
    assert count.stat().st_size > 6


#: Makes an identifier although it is turned off, and sends it when it is turned on again.
EARLY = """
import base64
TMP = pathlib.Path(os.environ["TMPDIR"])
HOME = pathlib.Path(os.environ["HOME"])
path = {PATH}
if not path.exists() and (OFF or {ALWAYS}):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes({MADE}(str(uuid.uuid4()).encode()))
    os.utime(path, (1e9, 1e9))
BATCH = {READ}(path.read_bytes()).decode() if path.exists() else BATCH
"""


@pytest.mark.parametrize(
    ("path", "made", "read"),
    [
        ('HOME / "id"', "bytes", "bytes"),
        ('TMP / "id"', "bytes", "bytes"),
        ('pathlib.Path.cwd() / ".git" / "id"', "bytes", "bytes"),
        ('HOME / "id"', "base64.b64encode", "base64.b64decode"),
        ('HOME / "id"', "lambda text: text[::-1]", "lambda text: text[::-1]"),
    ],
)
@pytest.mark.parametrize("always", ["True", "False"])
def test_an_identifier_is_found_wherever_it_waits(tmp_path: Path, path: str, made: str, read: str, always: str) -> None:
    code = EARLY.replace("{PATH}", path).replace("{ALWAYS}", always)
    code = code.replace("{MADE}", f"({made})").replace("{READ}", f"({read})")
    found = run(tmp_path, code + PLAIN, "opt-out-identifier")["opt-out-identifier:variable"]
    assert found.verdict is Verdict.FAIL
    assert found.message == "The file `id` held an identifier while telemetry was off."


def test_an_identifier_that_is_the_name_of_a_file(tmp_path: Path) -> None:
    code = """
home = pathlib.Path(os.environ["HOME"])
if not list(home.glob("id-*")):
    (home / f"id-{BATCH}").touch()
BATCH = next(home.glob("id-*")).name[3:]
"""
    found = run(tmp_path, code + PLAIN, "opt-out-identifier")["opt-out-identifier:variable"]
    assert found.message == "The file held an identifier while telemetry was off."


def test_an_identifier_that_is_made_when_it_is_first_sent(tmp_path: Path) -> None:
    code = EARLY.replace("{PATH}", 'HOME / "id"').replace("(OFF or {ALWAYS})", "not OFF")
    code = code.replace("{MADE}", "bytes").replace("{READ}", "bytes")
    found = run(tmp_path, code + PLAIN, "opt-out-identifier")["opt-out-identifier:variable"]
    assert found.verdict is Verdict.PASS


#: Messages to the name service that are no questions: with none in it, cut short, an answer.
NO_QUESTION = "000101000000000000000000"
CUT = "0001010000010000000000000b7365637265742d64"
ANSWER = "00018180000100000000000004657669" + "6c00" + "00010001"


@pytest.mark.parametrize("message", ["", "73656372657420", NO_QUESTION, CUT, ANSWER])
@pytest.mark.parametrize("kind", ["SOCK_DGRAM", "SOCK_STREAM"])
def test_what_is_no_question_to_the_name_service_breaks_silence(tmp_path: Path, message: str, kind: str) -> None:
    code = f"""
if OFF:
    teller = socket.socket(socket.AF_INET, socket.{kind})
    teller.connect(("127.0.0.1", 53))
    message = bytes.fromhex("{message}")
    teller.send(message if "{kind}" == "SOCK_DGRAM" else len(message).to_bytes(2, "big") + message)
"""
    found = run(tmp_path, code + PLAIN, "opt-out", "undeclared-endpoint")
    assert found["opt-out:variable"].verdict is Verdict.FAIL
    assert "127.0.0.1:53" in found["opt-out:variable"].message
    assert found["undeclared-endpoint:127.0.0.1"].verdict is Verdict.FAIL


def test_a_question_that_nobody_waits_for_is_heard(tmp_path: Path) -> None:
    question = "0001010000010000000000000465766" + "96c0000010001"
    code = f"""
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(20 if OFF else 0):
    asker.sendto(bytes.fromhex("{question}"), ("127.0.0.1", 53))
os._exit(0) if OFF else None
"""
    found = run(tmp_path, code + PLAIN, "opt-out")["opt-out:variable"]
    assert found.message == "The name evil was looked up."


def test_without_certificates_there_is_nothing_to_try(tmp_path: Path) -> None:
    found = run(tmp_path, PLAIN, "endpoint-certificate", "certificate-checked")
    assert {one.verdict for one in found.values()} == {Verdict.SKIP}
    assert not {one.level for one in found.values()} ^ {"required", "recommended"}
