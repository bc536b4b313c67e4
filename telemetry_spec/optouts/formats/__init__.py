"""Configuration files: one file per format, whose stem is the format's name, each with a `FORMAT`.

A file is changed in its text, so that comments and order stay. Every change is read back, and only one that changes
that key and nothing else is taken: where there is none, the file is left alone and a person has to do it.
"""

from __future__ import annotations

import os
import stat
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from telemetry_spec import registry
from telemetry_spec.optouts.formats.base import (
    Format,
    Tree,
    UnchangedError,
    UnreadableError,
    assigned,
    canonical,
    found,
    in_the_way,
)

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.optouts.base import Entry

__all__ = [
    "MISSING",
    "UnchangedError",
    "UnreadableError",
    "get",
    "merged",
    "read_file",
    "read_text",
    "value_at",
]

#: Nobody writes longer ones by hand, and reading one must not hold anybody up.
MAX_BYTES: Final = 1_048_576

#: What `value_at` returns where there is no such key.
MISSING: Final = object()


@cache
def get(name: str) -> Format:
    """Return the format of that name. Raises KeyError when there is none."""
    found_format = registry.load(__name__, name).FORMAT
    assert isinstance(found_format, Format)  # noqa: S101  a module in this folder that breaks the contract
    return found_format


def read_file(path: Path) -> str | None:
    """Return the text of a configuration file, or None where there is no file.

    Raises:
        UnreadableError: It is no plain file, is too long, is not UTF-8, or may not be read.
    """
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:  # noqa: PTH123  a descriptor
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError("it is no plain file")
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise UnreadableError("it cannot be read") from error
    if len(data) > MAX_BYTES:
        raise UnreadableError("it is too long")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8") from error


@lru_cache(maxsize=32)
def read_text(name: str, text: str) -> Tree:
    """Return what a text in a format holds: nested mappings. Raises UnreadableError. Not to be changed: it is kept."""
    return get(name).read(text)


def value_at(tree: Tree, key: str) -> object:
    """Return the value at a key with a dot for each level, or MISSING."""
    at = found(tree, key.split("."))
    return MISSING if at is None else at[0][at[1]]


def merged(entry: Entry, text: str) -> str:
    """Return the text of a configuration file with one key set, and everything else as it was.

    Raises:
        UnreadableError: The text is not in that format.
        UnchangedError: The format has no way to say it, or this text no place where a program could write it.
    """
    form = get(entry.format)
    tree, steps = form.read(text), form.steps(entry.key)
    if in_the_way(tree, steps):
        raise UnchangedError("something else is in it where the key belongs, which would be lost")
    wanted = canonical(assigned(tree, steps, form.stored(entry.value)))
    for candidate in form.candidates(text, entry.key.split("."), entry.value):
        if _reads_as(form, candidate, wanted):
            return candidate
    raise UnchangedError("there is no place in it where a program could write the key")


def _reads_as(form: Format, text: str, wanted: object) -> bool:
    try:
        return canonical(form.read(text)) == wanted
    except UnreadableError:
        return False
