"""Options that are command lines, and files and folders to be written: what is wrong with them is said at once."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path

import click

from telemetry_spec.model.failure import reason_of


def words_of(text: str, option: str) -> list[str]:
    """Return the words of a command line, as a shell takes them apart."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        reason = str(error).rstrip(".").lower()
        raise click.BadParameter(f"{text!r} is no command line: {reason}.", param_hint=f"'{option}'") from error
    if not words:
        raise click.BadParameter("Write a command line.", param_hint=f"'{option}'")
    return words


def empty_folder(path: str, option: str) -> Path:
    """Return a folder that is empty and can be written to; it is made if it is not there."""
    folder = Path(path).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            message = f"{path} is not empty. Give a new folder: what is in this one stays as it is."
            raise click.BadParameter(message, param_hint=f"'{option}'")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        raise _unwritable(path, option, error) from error
    return folder


def new_file(path: str, option: str) -> Path:
    """Return the path of a file that can be written; it is neither made nor changed."""
    file = Path(path).absolute()
    try:
        if file.is_dir():
            raise click.BadParameter(f"{path} is a folder.", param_hint=f"'{option}'")
        if file.exists():
            with file.open("ab"):
                pass
        elif os.name == "posix" and file.parent.is_dir():
            with tempfile.TemporaryFile(dir=file.parent):
                pass
        elif not file.parent.is_dir():
            raise click.BadParameter(f"{path} cannot be written: there is no such folder.", param_hint=f"'{option}'")
    except (OSError, ValueError) as error:
        raise _unwritable(path, option, error) from error
    return file


def _unwritable(path: str, option: str, error: Exception) -> click.BadParameter:
    reason = reason_of(error, "it is no path")
    return click.BadParameter(f"{path} cannot be written: {reason}.", param_hint=f"'{option}'")
