"""Folders to write into, as they are given on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import os


class OutputFolder(click.Path):
    """A folder to write into. An empty name is none: it would be the folder that the command runs in."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path. Fails on an empty name."""
        if not str(value):
            self.fail("The name is empty. Write `.` for the folder that you are in.", param, ctx)
        return super().convert(value, param, ctx)
