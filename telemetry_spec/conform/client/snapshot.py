"""What a program has written: all that is new or changed in some folders, whatever times it gives to its files."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    #: What changes with every change of a file: nobody can set the time of its last change (inode(7), `ctime`).
    Signature = tuple[int, int, int]

#: Bytes of a file that is looked at, and of all files together.
_FILE_LIMIT: Final = 1 << 20
_FILES_LIMIT: Final = 64 << 20


class Snapshot:
    """What is in some folders at one time, for what comes later to be compared with."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """Look at the folders, which are called by these names in what is told of them."""
        self._folders = dict(folders)
        self._before = {path: _signature(status) for _, path, status in self._entries()}

    def later(self) -> Snapshot:
        """Return what is in the folders now."""
        return Snapshot(self._folders)

    def written(self) -> dict[str, bytes]:
        """Return what is new or changed since then, by paths: the contents of files, large ones cut.

        A link has its target for content, a folder nothing: a name says something too.
        """
        found: dict[str, bytes] = {}
        size = 0
        for name, path, status in self._entries():
            new = path not in self._before
            if size > _FILES_LIMIT or not (new or self._before[path] != _signature(status)):
                continue
            with suppress(OSError):
                content = _content(path, status)
                size += len(content)
                if new or content:
                    found[name] = content
        return found

    def _entries(self) -> Iterator[tuple[str, Path, os.stat_result]]:
        for name, folder in self._folders.items():
            for path in sorted(folder.rglob("*")):
                with suppress(OSError):
                    yield name + path.relative_to(folder).as_posix(), path, path.lstat()


def _signature(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_ctime_ns


def _content(path: Path, status: os.stat_result) -> bytes:
    if stat.S_ISLNK(status.st_mode):
        return os.fsencode(path.readlink())
    if not stat.S_ISREG(status.st_mode):
        return b""
    with path.open("rb") as file:
        return file.read(_FILE_LIMIT)
