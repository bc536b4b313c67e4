"""A network of its own: nothing leaves it, everything is heard, and nothing of it is left."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.conform.capture.base import CaptureError, Contact, Lookup
from tests.conform.capture.runs import SEND, python, run

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.conform.capture.base import Answer, Captured

NOT_HERE = capture.get("isolate").unavailable()
pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)"
DATAGRAM = """
import socket, sys
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
socket.socket(family, socket.SOCK_DGRAM).sendto(b"x", (sys.argv[1], int(sys.argv[2])))
"""


def isolated(argv: tuple[str, ...], folder: Path, answer: Answer = "ok", **more: object) -> Captured:
    return run("isolate", argv, folder, answer, **more)


def test_a_request_over_tls_is_seen_whole(tmp_path: Path) -> None:
    found = isolated(python(SEND, "stats.example", "/v1/events", "443"), tmp_path)
    assert found.outcome.code == 0, found.outcome.stderr
    assert found.outcome.stdout == b"200\n"
    assert [(one.request.method, one.request.url, one.request.body) for one in found.exchanges] == [
        ("POST", "https://stats.example/v1/events", b"{}")
    ]
    assert {one.name for one in found.lookups} == {"stats.example"}
    assert [(one.protocol, one.name, one.port) for one in found.contacts] == [("tcp", "stats.example", 443)]
    assert not found.lost


def test_a_silent_command_is_silent(tmp_path: Path) -> None:
    found = isolated(python("print('nothing')"), tmp_path)
    assert (found.lookups, found.contacts, found.troubles, found.exchanges) == ((), (), (), ())
    assert found.outcome.stdout == b"nothing\n"


@pytest.mark.parametrize(
    ("code", "words", "contact"),
    [
        (CONNECT, ("203.0.113.5", "4444"), Contact("tcp", "203.0.113.5", 4444)),
        (CONNECT, ("2001:db8::5", "4444"), Contact("tcp", "2001:db8::5", 4444)),
        (CONNECT, ("203.0.113.5", "80"), Contact("tcp", "203.0.113.5", 80)),
        (CONNECT, ("10.9.8.8", "443"), Contact("tcp", "10.9.8.8", 443)),
        (DATAGRAM, ("203.0.113.5", "8125"), Contact("udp", "203.0.113.5", 8125)),
        (DATAGRAM, ("2001:db8::5", "8125"), Contact("udp", "2001:db8::5", 8125)),
        (DATAGRAM, ("203.0.113.5", "53"), Contact("udp", "203.0.113.5", 53)),
    ],
)
def test_whatever_is_sent_to_whatever_address_is_heard(
    tmp_path: Path, code: str, words: tuple[str, ...], contact: Contact
) -> None:
    assert contact in isolated(python(code, *words), tmp_path).contacts


def test_an_address_tells_the_name_that_led_to_it(tmp_path: Path) -> None:
    found = isolated(python(DATAGRAM, "counter.example", "8125"), tmp_path)
    assert [(one.protocol, one.name, one.port) for one in found.contacts] == [("udp", "counter.example", 8125)]


def test_a_name_server_of_ones_own_choice_is_answered_as_well(tmp_path: Path) -> None:
    question = "000101000001000000000000" + "04" + b"evil".hex() + "07" + b"example".hex() + "00" + "00010001"
    code = f"""
import socket
for family, place in ((socket.SOCK_DGRAM, "8.8.8.8"), (socket.SOCK_STREAM, "9.9.9.9")):
    asker = socket.socket(socket.AF_INET, family)
    asker.settimeout(5)
    asker.connect((place, 53))
    message = bytes.fromhex("{question}")
    asker.send(message if family == socket.SOCK_DGRAM else len(message).to_bytes(2, "big") + message)
    print(asker.recv(512)[-4:].hex())
"""
    found = isolated(python(code), tmp_path)
    assert found.outcome.stdout == b"c6120001\nc6120001\n"
    assert found.lookups == (Lookup("evil.example", "A"), Lookup("evil.example", "A"))


def test_loopback_is_the_programs_own(tmp_path: Path) -> None:
    code = """
import socket, threading
server = socket.create_server(("127.0.0.1", 8080))
threading.Thread(target=server.accept, daemon=True).start()
socket.create_connection(("localhost", 8080)).close()
"""
    found = isolated(python(code), tmp_path)
    assert found.outcome.code == 0, found.outcome.stderr
    assert found.contacts == ()


def test_what_is_outside_cannot_be_reached(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as outside:
        port = outside.getsockname()[1]
        found = isolated(python(CONNECT, "127.0.0.1", str(port)), tmp_path)
        outside.settimeout(0.05)
        with pytest.raises(TimeoutError):
            outside.accept()
    assert b"ConnectionRefusedError" in found.outcome.stderr


def test_the_machine_is_another(tmp_path: Path) -> None:
    code = """
import os, socket
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
probe.connect(("203.0.113.1", 9))
processes = [name for name in os.listdir("/proc") if name.isdigit()]
print(socket.gethostname(), socket.getfqdn(), probe.getsockname()[0], os.getuid(), len(processes))
"""
    found = isolated(python(code), tmp_path)
    assert found.outcome.stdout == b"host-under-test host-under-test 10.9.8.7 1000 2\n"
    assert found.lookups == ()


@pytest.mark.parametrize(
    ("answer", "said"),
    [("ok", b"200\n"), ("error", b"500\n"), ("refused", b""), ("bad-certificate", b"")],
)
def test_the_endpoint_behaves_as_asked(tmp_path: Path, answer: Answer, said: bytes) -> None:
    found = isolated(python(SEND, "stats.example", "/", "443"), tmp_path, answer)
    assert found.outcome.stdout == said
    assert [one.kind for one in found.troubles] == (["tls-failed"] if answer == "bad-certificate" else [])
    assert len(found.exchanges) == (1 if said else 0)
    assert [one.port for one in found.contacts] == [443]


def test_an_endpoint_that_never_answers(tmp_path: Path) -> None:
    found = isolated(python(SEND, "stats.example", "/", "443"), tmp_path, "hanging", limit=3.0)
    assert found.outcome.how == "overdue"
    assert [one.status for one in found.exchanges] == [0]


def test_a_child_that_outlives_the_command_is_waited_for(tmp_path: Path) -> None:
    later = f"import time; time.sleep(0.3); {CONNECT}"
    code = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', *sys.argv[1:]], start_new_session=True)"
    )
    found = isolated(python(code, later, "203.0.113.5", "443"), tmp_path)
    assert found.outcome.survivors == 1
    assert not found.outcome.survivors_overdue
    assert found.contacts == (Contact("tcp", "203.0.113.5", 443),)


def test_nothing_is_left_at_the_limit(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    child = f"import time\nwhile True: open({str(beat)!r}, 'a').write('x'); time.sleep(0.02)"
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', sys.argv[1]], start_new_session=True)"
    found = isolated(python(code, child), tmp_path, limit=1.5)
    assert found.outcome.how == "itself"
    assert found.outcome.survivors_overdue
    size = beat.stat().st_size
    assert size
    subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(0.2)"], check=True)
    assert beat.stat().st_size == size


def test_a_program_that_goes_on_for_ever_is_asked_to_end(tmp_path: Path) -> None:
    code = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
while True: time.sleep(0.05)
"""
    found = isolated(python(code), tmp_path, stop_after=1.0)
    assert (found.outcome.how, found.outcome.code) == ("stopped", 7)


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="no program `no-such-program`"):
        isolated(("no-such-program",), tmp_path)


@pytest.mark.parametrize("program", ["curl", "node"])
def test_programs_of_other_makers_trust_the_capture(tmp_path: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    script = "fetch('https://stats.example/v1/events', {method: 'POST', body: '{}'}).then(r => console.log(r.status))"
    words = {
        "curl": (
            "curl",
            "-sS",
            "-o",
            os.devnull,
            "-w",
            "%{http_code}\n",
            "-d",
            "{}",
            "https://stats.example/v1/events",
        ),
        "node": ("node", "-e", script),
    }
    found = isolated(words[program], tmp_path)
    assert found.outcome.stdout == b"200\n", found.outcome.stderr
    assert [one.request.url for one in found.exchanges] == ["https://stats.example/v1/events"]


def test_where_namespaces_are_forbidden_it_says_so() -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    code = "from telemetry_spec.conform import capture; print(capture.get('isolate').unavailable())"
    line = f'echo 0 > /proc/sys/user/max_user_namespaces && exec "{sys.executable}" -c "{code}"'
    done = subprocess.run(["unshare", "-Ur", "sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout == "making namespaces of its own: no space left on device\n", done.stderr
