"""Starts a command and waits until its whole tree of processes has ended, within bounds."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Seconds between being asked to end and being ended.
_GRACE: Final = 3.0
_NEVER: Final = float("inf")
_LEVELS: Final = 64


@dataclass(slots=True)
class Ending:
    """How a command and its tree ended.

    `code` is the exit code, negative for a signal. `seconds` is how long the command itself ran. `how` is `itself`,
    `stopped` (asked to end after its time, as planned) or `overdue` (ended by force at the limit). `survivors` counts
    the processes that outlived the command, `overdue` says whether some of them had to be ended by force.
    """

    code: int = -signal.SIGKILL
    seconds: float = 0.0
    how: Literal["itself", "stopped", "overdue"] = "itself"
    survivors: int = 0
    survivors_overdue: bool = False


def run(plan: Mapping[str, Any], end_all: Callable[[], None]) -> Ending:
    """Run the command of a plan, and return how it ended when nothing of it is left.

    Args:
        plan: `argv`, `environ`, `cwd`, `stdin`, `stdout` and `stderr` (paths), `limit` (seconds until all is ended by
            force) and `stop_after` (seconds until it is asked to end; 0: never). `terminal`, where it is not None, is
            a file descriptor that takes the place of `stdout` and `stderr`.
        end_all: Ends every process of the tree by force.

    Raises:
        OSError: The command cannot be started.
    """
    heard = {signal.SIGCHLD, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    begun = time.monotonic()
    main = _start(plan)
    ending = Ending()
    limit = begun + float(plan["limit"])
    stop = begun + float(plan["stop_after"]) if plan["stop_after"] else _NEVER
    running = True
    while True:
        running, left = _reap(main, ending, begun, running=running)
        if not left:
            return ending
        now = time.monotonic()
        if now >= limit:
            _overdue(ending, running=running)
            end_all()
            limit = _NEVER
            stop = _NEVER
        elif now >= stop:
            if running:
                ending.how = "stopped"
            _ask_to_end(main)
            limit = min(limit, now + _GRACE)
            stop = _NEVER
        wait = max(0.0, min(limit, stop, now + 1.0) - now)
        found = signal.sigtimedwait(heard, wait)
        if found is not None and found.si_signo == signal.SIGTERM:
            limit = 0.0


def _start(plan: Mapping[str, Any]) -> int:
    os.chdir(plan["cwd"])
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions: list[tuple[Any, ...]] = [(os.POSIX_SPAWN_OPEN, 0, plan["stdin"], os.O_RDONLY, 0)]
    if plan["terminal"] is not None:
        actions += [(os.POSIX_SPAWN_DUP2, plan["terminal"], one) for one in (1, 2)]
    else:
        actions.append((os.POSIX_SPAWN_OPEN, 1, plan["stdout"], write, 0o600))
        actions.append((os.POSIX_SPAWN_OPEN, 2, plan["stderr"], write, 0o600))
    return os.posix_spawn(
        plan["argv"][0],
        plan["argv"],
        plan["environ"],
        file_actions=actions,
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGXFSZ],
    )


def _reap(main: int, ending: Ending, begun: float, *, running: bool) -> tuple[bool, bool]:
    """Collect every process that has ended. Return whether the command still runs, and whether anything does."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return running, False
        if not pid:
            return running, True
        if pid == main:
            running = False
            ending.code = os.waitstatus_to_exitcode(status)
            ending.seconds = time.monotonic() - begun
        elif not running:
            ending.survivors += 1


def _overdue(ending: Ending, *, running: bool) -> None:
    if not running:
        ending.survivors_overdue = True
    elif ending.how == "itself":
        ending.how = "overdue"


def _ask_to_end(main: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(main, signal.SIGTERM)


def end_namespace() -> None:
    """End every other process of this process namespace. Only for its process 1."""
    if os.getpid() != 1:
        raise RuntimeError("only process 1 may end all others")
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def end_descendants() -> None:
    """End every process below this one, and those that they start meanwhile."""
    for _ in range(_LEVELS):
        below = _below(os.getpid())
        if not below:
            return
        for pid in below:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _below(root: int) -> list[int]:
    """Return every living process below one, from /proc (proc(5), `stat`)."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                state, parent = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
                if state != "Z":
                    children.setdefault(int(parent), []).append(int(entry.name))
    found: list[int] = []
    pending = [root]
    while pending:
        below = children.get(pending.pop(), [])
        found += below
        pending += below
    return found
