"""Programs that options name: a command line means the same in the folder of a run, and has a program to start."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from telemetry_spec.cli._conform._places import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class Programs:
    """What can be started in a run: what is here, what is in the `project`, and what has a name that was `given`."""

    project: Path | None = None
    given: Collection[str] = ()

    def line(self, words: Sequence[str], option: str = "") -> tuple[str, ...]:
        """Return a command line that means the same in another folder.

        Raises:
            click.UsageError: Its program is not there, as far as can be known before there is a home and a working
                folder.
        """
        line = tuple(map(_found_from_here, words))
        wrong = self._wrong(line[0])
        if wrong and option:
            raise click.BadParameter(wrong, param_hint=f"'{option}'")
        if wrong:
            raise click.UsageError(wrong)
        return line

    def line_of(self, text: str, option: str) -> tuple[str, ...]:
        """Return a command line that is the value of an option. Raises click.UsageError as `line` does."""
        return self.line(words_of(text, option), option)

    def _wrong(self, program: str) -> str:
        within = program.removeprefix("{cwd}/")
        if program in self.given or "{" in within:
            return ""
        if program == within and shutil.which(program) is not None:
            return ""
        if self.project is not None and os.sep in program and shutil.which(self.project / within) is not None:
            return ""
        if os.sep in program and is_file(program):
            return f"`{program}` cannot be run: it is not executable."
        return f"There is no program `{program}`."


def is_file(word: str) -> bool:
    """Say whether a word is the path of a file that is there."""
    with suppress(OSError, ValueError):  # it is too long for a path, or holds what none can
        return Path(word).is_file()
    return False


def _found_from_here(word: str) -> str:
    named = os.sep in word or bool(Path(word).suffix)
    return str(Path(word).absolute()) if named and not word.startswith("-") and is_file(word) else word
