"""Namespaces of its own for a process: user, network, mounts, processes, host name (Linux, namespaces(7))."""

from __future__ import annotations

import ctypes
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# <sched.h> and <sys/mount.h>. `os.unshare` is there since Python 3.12 only, and mount(2) not at all.
_CLONE_NEWNS: Final = 0x00020000
_CLONE_NEWUTS: Final = 0x04000000
_CLONE_NEWIPC: Final = 0x08000000
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWPID: Final = 0x20000000
_CLONE_NEWNET: Final = 0x40000000
_MS_NOSUID: Final = 2
_MS_NODEV: Final = 4
_MS_NOEXEC: Final = 8
_MS_BIND: Final = 4096
_MS_REC: Final = 16384
_MS_PRIVATE: Final = 1 << 18
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36

#: The user and the group that a client is inside. An ordinary one, so that it has no powers there.
USER: Final = 1000


class SetUpError(Exception):
    """A step of setting up is not possible here. The text names it, with the system's reason."""


class _Libc:
    """Calls into the C library; each raises SetUpError with the name of the step."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)

    def unshare(self, flags: int) -> None:
        self._done("making namespaces of its own", self._libc.unshare(flags))

    def mount(self, source: str, target: str, kind: str, flags: int, data: str = "") -> None:
        done = self._libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode())
        self._done(f"mounting over {target}", done)

    def prctl(self, option: int, value: int) -> None:
        self._done("watching over processes", self._libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))

    def _done(self, step: str, code: int) -> None:
        if code != 0:
            reason = os.strerror(ctypes.get_errno()).lower()
            raise SetUpError(f"{step}: {reason}")


def enter() -> None:
    """Move this process into namespaces of its own, in which it may do as it likes; the next fork is process 1.

    Raises:
        SetUpError: The system does not let it.
    """
    user, group = os.geteuid(), os.getegid()
    libc = _Libc()
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWNS | _CLONE_NEWPID | _CLONE_NEWUTS | _CLONE_NEWIPC)
    try:
        # user_namespaces(7): without this no group may be mapped by an ordinary user.
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{USER} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{USER} {group} 1", "ascii")
    except OSError as error:
        raise SetUpError(f"mapping the user: {reason_of(error)}") from error


def furnish(host: str, binds: Sequence[tuple[str, str]], masks: Sequence[str]) -> None:
    """Give the namespaces a host name, files of their own in place of the system's, and empty folders.

    Args:
        host: The host name.
        binds: Pairs of a file and the path where it appears; paths that do not exist are left out.
        masks: Folders that appear empty: sockets of services outside lie there.

    Raises:
        SetUpError: The system does not let it.
    """
    libc = _Libc()
    libc.mount("none", "/", "", _MS_REC | _MS_PRIVATE)
    # These two are masked in some containers, and then cannot be mounted afresh. A client can do without.
    for kind, target in (("proc", "/proc"), ("sysfs", "/sys")):
        with suppress(SetUpError):
            libc.mount(kind, target, kind, _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    for source, target in binds:
        if os.path.exists(target):  # noqa: PTH110  pathlib raises for what may not be looked at
            libc.mount(source, target, "", _MS_BIND)
    for target in masks:
        if os.path.isdir(target):  # noqa: PTH112  as above
            libc.mount("none", target, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=64k")
    try:
        socket.sethostname(host)
    except OSError as error:
        raise SetUpError(f"setting a host name: {reason_of(error)}") from error


def lay_over(under: str, folder: str, work: str) -> None:
    """Have the files of a folder appear in another, to which all that is written goes (overlayfs, Linux 5.11).

    Raises:
        SetUpError: The system does not let it.
    """
    data = f"lowerdir={under},upperdir={folder},workdir={work},userxattr"
    _Libc().mount("overlay", folder, "overlay", _MS_NOSUID | _MS_NODEV, data)


def end_with_parent(signal: int) -> None:
    """Have a signal sent to this process when its parent ends."""
    _Libc().prctl(_PR_SET_PDEATHSIG, signal)


def adopt_orphans() -> None:
    """Become the parent of every process below whose own parent ends (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    _Libc().prctl(_PR_SET_CHILD_SUBREAPER, 1)
