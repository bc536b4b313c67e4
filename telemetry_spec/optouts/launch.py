"""Preparing the folders of a program that is started with some opt-outs, and what it will then see."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from telemetry_spec.optouts import formats
from telemetry_spec.optouts._paths import place_of
from telemetry_spec.optouts._write import write_atomically
from telemetry_spec.optouts.base import World
from telemetry_spec.optouts.formats import UnchangedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.optouts.base import Entry, Launch

__all__ = ["UnchangedError", "UnreadableError", "prepare", "world_of"]


def world_of(launch: Launch, *, home: Path, cwd: Path, answers: Mapping[str, bool | None] | None = None) -> World:
    """Return what the program will be able to look at. Its commands in `before` have left no trace here."""
    return World(environ=launch.environ, argv=launch.argv[1:], home=home, cwd=cwd, answers=answers or {})


def prepare(launch: Launch, *, home: Path, cwd: Path) -> list[Path]:
    """Merge the launch's entries into configuration files, and return the files that were written.

    What else is in a file stays. Each file is written whole or not at all.

    Raises:
        UnchangedError: A file lies outside of `home` and `cwd`, or has no place for the key, or cannot be written.
        UnreadableError: A file is there already and cannot be read.
    """
    world = world_of(launch, home=home, cwd=cwd)
    texts: dict[Path, str] = {}
    for entry in launch.files:
        path = _place(entry, world)
        old = texts[path] if path in texts else formats.read_file(path) or ""
        texts[path] = formats.merged(entry, old)
    for path, text in texts.items():
        try:
            write_atomically(path, text)
        except OSError as error:
            raise UnchangedError("it cannot be written") from error
    return list(texts)


def _place(entry: Entry, world: World) -> Path:
    path = place_of(entry.file, world)
    if path is None:
        raise UnchangedError(f"where {entry.file} is depends on a variable that is not set")
    real = Path(os.path.realpath(path))
    if not any(real.is_relative_to(os.path.realpath(folder)) for folder in (world.home, world.cwd)):
        raise UnchangedError(f"{entry.file} lies outside of the program's own folders")
    return real
