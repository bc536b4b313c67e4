"""Starts the helper process of a run and talks with it; see `_inside`."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from telemetry_spec.conform.capture._terminal import VARIABLES, Terminal
from telemetry_spec.conform.capture.base import CaptureError, NoProgramError, Outcome

if TYPE_CHECKING:
    from types import TracebackType

    from telemetry_spec.conform.capture.base import Program

_INSIDE: Final = "telemetry_spec.conform.capture._inside"
_ROOT: Final = str(Path(__file__).parents[3])
#: Seconds for the helper to get ready, and what it may take longer than the limit that it keeps itself.
_PATIENCE: Final = 30.0
#: Seconds between looks at whether the run is to be stopped.
_TICK: Final = 0.1
_MESSAGE: Final = 1 << 20
_MAX_SOCKETS: Final = 250
#: Bytes of the command's output that are kept.
_MAX_OUTPUT: Final = 4 << 20


class ImpossibleError(CaptureError):
    """The system does not allow what the helper has to do. The text is the step, with the system's reason."""


class Helper:
    """A helper process, for as long as a `with` block lasts: nothing that it started is left after that."""

    def __init__(self, program: Program, **more: Any) -> None:  # noqa: ANN401  what the plan holds beside the program
        self._program = program
        self._plan = {
            "isolate": False,
            "argv": [executable(program), *program.argv[1:]],
            "environ": dict(program.environ),
            "cwd": str(program.cwd),
            "stdin": os.devnull,
            "stdout": str(program.scratch / "stdout"),
            "stderr": str(program.scratch / "stderr"),
            "limit": program.limit,
            "stop_after": program.stop_after,
            "under": _under(program),
            "terminal": None,
            **more,
        }
        self._terminal: Terminal | None = None
        self.addresses: tuple[str, ...] = ()
        self.sockets: dict[str, list[socket.socket]] = {}

    def __enter__(self) -> Self:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = tempfile.TemporaryFile()
        shared = [theirs.fileno()]
        if self._program.terminal:
            self._terminal = Terminal()
            self._plan["terminal"] = self._terminal.program_side
            self._plan["environ"] = {**VARIABLES, **self._plan["environ"]}
            shared.append(self._terminal.program_side)
        self._process = subprocess.Popen(  # noqa: S603  this very Python
            [sys.executable, "-S", "-P", "-m", _INSIDE, str(theirs.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env={"PYTHONPATH": _ROOT, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            pass_fds=shared,
            start_new_session=True,
        )
        theirs.close()
        if self._terminal is not None:
            self._terminal.begin()
        try:
            self._prepare()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _prepare(self) -> None:
        assert self._process.stdin is not None  # noqa: S101  it was asked for above
        with suppress(BrokenPipeError), self._process.stdin as plan:
            plan.write(json.dumps(self._plan).encode())
        ready = self._hear(_PATIENCE)
        self.addresses = tuple(ready["addresses"])

    def run(self) -> Outcome:
        """Let the command run, and return how it ended when nothing of it is left. Raises CaptureError."""
        self._ours.send(b"1")
        ended = self._hear(self._program.limit + _PATIENCE)
        return Outcome(
            code=ended["code"],
            seconds=ended["seconds"],
            how=ended["how"],
            survivors=ended["survivors"],
            survivors_overdue=ended["survivors_overdue"],
            stdout=output(self._plan["stdout"]) if self._terminal is None else self._terminal.output(),
            stderr=output(self._plan["stderr"]),
        )

    def _hear(self, patience: float) -> dict[str, Any]:
        end = time.monotonic() + patience
        while not select.select([self._ours], [], [], _TICK)[0]:
            if self._program.cancelled():
                raise CaptureError("The run was stopped.")
            if time.monotonic() > end:
                raise CaptureError("The processes of the command could not be ended.")
        data, descriptors, _, _ = socket.recv_fds(self._ours, _MESSAGE, _MAX_SOCKETS)
        if not data:
            self._process.wait()
            self._log.seek(0)
            said = self._log.read(_MAX_OUTPUT).decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise CaptureError(f"The process that starts the command ended early. {said}".strip())
        message: dict[str, Any] = json.loads(data)
        opened = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        for name, one in zip(message.get("sockets", ()), opened, strict=True):
            self.sockets.setdefault(name, []).append(one)
        if message["event"] == "impossible":
            raise ImpossibleError(message["reason"])
        if message["event"] == "not-started":
            raise CaptureError(f"`{self._program.argv[0]}` cannot be started: {message['reason']}.")
        return message

    def _end(self) -> None:
        for sockets in self.sockets.values():
            for one in sockets:
                one.close()
        self._ours.close()
        # Without namespaces the helper ends its tree when it is asked to; with them, the kernel does.
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL if self._plan["isolate"] else signal.SIGTERM)
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        if self._terminal is not None:
            self._terminal.close()


def executable(program: Program) -> str:
    """Return the path of the program, found as a shell would find it. Raises NoProgramError when there is none."""
    name = program.argv[0]
    folders = program.environ.get("PATH", os.defpath).split(os.pathsep)
    candidates = [program.cwd / name] if os.sep in name else [Path(folder) / name for folder in folders if folder]
    for candidate in candidates:
        if any(one.is_file() and os.access(one, os.X_OK) for one in (candidate, *_beneath(program, candidate))):
            return str(candidate)
    raise NoProgramError(name)


def _beneath(program: Program, path: Path) -> list[Path]:
    """Return where the file lies that appears at a path, if it is not at the path itself."""
    if program.under is None or not path.is_relative_to(program.cwd):
        return []
    return [program.under.folder / path.relative_to(program.cwd)]


def _under(program: Program) -> list[str]:
    if program.under is None:
        return []
    return [str(program.under.folder), str(program.cwd), str(program.under.work)]


def output(path: str) -> bytes:
    with suppress(OSError), Path(path).open("rb") as file:
        return file.read(_MAX_OUTPUT)
    return b""
