"""Whole processes, measured from outside: how long they ran and how much memory they held at most.

A process inherits the peak of the one that starts it, so a small one stands between: this file, run as a script.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: `getrusage` counts kibibytes, but on macOS bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class FailedError(Exception):
    """A command did not do what it was run for; the text holds what it said."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process came to. `peak` is the most memory it held, in bytes."""

    seconds: float
    peak: int
    out: str


def run(command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> Ran:
    """Run a command.

    Raises:
        FailedError: It ended with another exit code than those allowed.
    """
    done = subprocess.run([sys.executable, "-I", "-S", __file__, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError(f"{' '.join(command)}: {done.stderr}")
    measured = json.loads(done.stdout)
    if measured["code"] not in allowed:
        raise FailedError(f"{' '.join(command)}: exit code {measured['code']}\n{measured['out'][-2000:]}")
    return Ran(measured["seconds"], measured["peak"], measured["out"])


def timed(command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> Callable[[], float]:
    """Return a contender that runs a command as a whole process."""
    return lambda: run(command, allowed=allowed).seconds


def program(name: str) -> str:
    """Return the path of a program of this environment. Raises FailedError when it is not there."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise FailedError(f"{name} is not installed in this environment")
    return str(path)


def _between(command: Sequence[str]) -> None:
    """Run a command and print what it took, as JSON."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None  # noqa: S101  it is a pipe
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    measured = {
        "seconds": time.perf_counter() - start,
        "peak": usage.ru_maxrss * _RSS_UNIT,
        "code": os.waitstatus_to_exitcode(status),
        "out": out.decode("utf-8", "replace"),
    }
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    _between(sys.argv[1:])
