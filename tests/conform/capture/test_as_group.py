"""Where orphans cannot be adopted, a run is a process group: it is ended when the run is stopped."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform.capture import _processes
from telemetry_spec.conform.capture.base import CaptureError, Program

if TYPE_CHECKING:
    from pathlib import Path

CODE = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpgid(0))); time.sleep(60)"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no process groups")
def test_a_run_that_is_stopped_is_ended_at_once(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    program = Program(
        argv=(sys.executable, "-S", "-c", CODE, str(begun)),
        environ={},
        cwd=tmp_path,
        scratch=tmp_path,
        limit=30.0,
        cancelled=lambda: begun.exists() and bool(begun.read_text()),
    )
    ended = threading.Event()

    def stopped() -> None:
        with pytest.raises(CaptureError, match=r"The run was stopped\."):
            _processes._as_group(program)
        ended.set()

    thread = threading.Thread(target=stopped, daemon=True)
    thread.start()
    assert ended.wait(20)
    thread.join()
    with pytest.raises(ProcessLookupError):
        os.killpg(int(begun.read_text()), 0)


def test_a_group_that_ends_by_itself_is_told_so(tmp_path: Path) -> None:
    program = Program(argv=(sys.executable, "-S", "-c", "print(1)"), environ={}, cwd=tmp_path, scratch=tmp_path)
    outcome = _processes._as_group(program)
    assert (outcome.code, outcome.how, outcome.stdout) == (0, "itself", b"1\n")
