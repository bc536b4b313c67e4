"""The modes that only see what is sent to them: `endpoint` and `proxy`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from tests.conform.capture.runs import SEND, URL, python, run

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.conform.capture.base import Answer

POST = """
import os, sys, urllib.request
request = urllib.request.Request(sys.argv[1], data=b"{}", method="POST")
print(urllib.request.urlopen(request, timeout=5).status)
"""


def test_neither_claims_to_prove_silence() -> None:
    for mode in ("endpoint", "proxy"):
        assert not capture.get(mode).proves_silence
        assert capture.get(mode).limits
    assert capture.get("isolate").proves_silence


@pytest.mark.parametrize("word", ["{url}", "{url:stats}"])
def test_an_endpoint_in_the_command_line(tmp_path: Path, word: str) -> None:
    found = run("endpoint", python(POST, word), tmp_path)
    assert found.outcome.stdout == b"200\n", found.outcome.stderr
    assert [one.request.url for one in found.exchanges] == [URL]


def test_an_endpoint_in_the_environment(tmp_path: Path) -> None:
    code = POST.replace("sys.argv[1]", "os.environ['STATS_URL']")
    found = run("endpoint", python(code), tmp_path, endpoint_variables={"STATS_URL": ""})
    assert [one.request.url for one in found.exchanges] == [URL]


def test_a_proxy_sees_what_is_in_tls(tmp_path: Path) -> None:
    found = run("proxy", python(POST, URL), tmp_path)
    assert found.outcome.stdout == b"200\n", found.outcome.stderr
    assert [one.request.url for one in found.exchanges] == [URL]
    assert [(one.name, one.port) for one in found.contacts] == [("stats.example", 443)]


def test_a_proxy_sees_plain_requests(tmp_path: Path) -> None:
    found = run("proxy", python(POST, "http://stats.example/x"), tmp_path)
    assert [one.request.url for one in found.exchanges] == ["http://stats.example/x"]


def test_a_proxy_does_not_see_who_ignores_it(tmp_path: Path) -> None:
    found = run("proxy", python(SEND, "127.0.0.1", "/", "9"), tmp_path)
    assert found.contacts == ()


@pytest.mark.parametrize("mode", ["endpoint", "proxy"])
@pytest.mark.parametrize("answer", ["refused", "error"])
def test_they_behave_as_asked(tmp_path: Path, mode: str, answer: Answer) -> None:
    found = run(mode, python(POST, "{url}"), tmp_path, answer)
    assert found.outcome.code == 1
    assert len(found.exchanges) == (answer == "error")


def test_a_bad_certificate_behind_the_proxy(tmp_path: Path) -> None:
    found = run("proxy", python(POST, URL), tmp_path, "bad-certificate")
    assert found.exchanges == ()
    assert [one.kind for one in found.troubles] == ["tls-failed"]


def test_orphans_are_waited_for_and_ended(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    child = f"import time\nwhile True: open({str(beat)!r}, 'a').write('x'); time.sleep(0.02)"
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', sys.argv[1]], start_new_session=True)"
    found = run("endpoint", python(code, child), tmp_path, limit=1.5)
    assert found.outcome.survivors_overdue
    size = beat.stat().st_size
    subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(0.2)"], check=True)
    assert beat.stat().st_size == size
