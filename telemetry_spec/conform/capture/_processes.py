"""Runs a command and its whole tree of processes in the open, without namespaces."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.capture._helper import Helper, executable, output
from telemetry_spec.conform.capture._terminal import VARIABLES, Terminal
from telemetry_spec.conform.capture.base import CaptureError, Outcome, Program
from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from typing import Literal

#: Seconds between being asked to end and being ended.
_GRACE: Final = 3.0
#: Seconds between looks at whether it has ended, or is to be stopped.
_TICK: Final = 0.02


def run(program: Program) -> Outcome:
    """Run a command, and return how it ended when nothing of it is left.

    Raises:
        CaptureError: It cannot be started, or not be ended.
    """
    if platform.system() == "Linux":
        with Helper(program) as helper:
            return helper.run()
    return _as_group(program)


def _as_group(program: Program) -> Outcome:
    """Where orphans cannot be adopted, a process group stands for the tree: one that leaves it is not waited for."""
    out, err = program.scratch / "stdout", program.scratch / "stderr"
    begun = time.monotonic()
    terminal = Terminal() if program.terminal else None
    try:
        with out.open("wb") as stdout, err.open("wb") as stderr:
            process = subprocess.Popen(  # noqa: S603  the command that the caller wants run
                [executable(program), *program.argv[1:]],
                env={**(VARIABLES if terminal else {}), **program.environ},
                cwd=program.cwd,
                stdin=subprocess.DEVNULL,
                stdout=terminal.program_side if terminal else stdout,
                stderr=terminal.program_side if terminal else stderr,
                start_new_session=True,
            )
    except OSError as error:
        reason = reason_of(error)
        raise CaptureError(f"`{program.argv[0]}` cannot be started: {reason}.") from error
    if terminal is not None:
        terminal.begin()
    try:
        how = _wait(process, program)
        seconds = time.monotonic() - begun
        left = _group_lives(process.pid)
        while _group_lives(process.pid) and time.monotonic() - begun < program.limit:
            _stop_if_cancelled(program)
            time.sleep(_TICK)
        overdue = _group_lives(process.pid)
    finally:
        _signal(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
    return Outcome(
        code=process.returncode,
        seconds=seconds,
        how=how,
        survivors=int(left),
        survivors_overdue=overdue,
        stdout=terminal.output() if terminal else output(str(out)),
        stderr=output(str(err)),
    )


def _wait(process: subprocess.Popen[bytes], program: Program) -> Literal["itself", "stopped", "overdue"]:
    end = time.monotonic() + min(program.stop_after or program.limit, program.limit)
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_TICK)
            return "itself"
        _stop_if_cancelled(program)
    stopped = bool(program.stop_after)
    _signal(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
    return "stopped" if stopped else "overdue"


def _stop_if_cancelled(program: Program) -> None:
    if program.cancelled():
        raise CaptureError("The run was stopped.")


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True


def _signal(group: int, number: int) -> None:
    with suppress(OSError):
        os.killpg(group, number)
