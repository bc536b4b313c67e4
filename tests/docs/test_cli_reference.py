"""The reference of the command line has every command and every option, and nothing of this machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from docs._generate import cli
from telemetry_spec import resources
from telemetry_spec.cli import _app, main

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = cli.page()
ANCHORS = re.findall(r"\{#([^}]+)\}", PAGE)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group, **main.context_settings)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))


def test_every_command_and_every_option_has_an_anchor() -> None:
    wanted = {"exit-codes"}
    for path, command in commands(main):
        wanted.add("-".join(path))
        options = [one for one in command.params if isinstance(one, click.Option)]
        wanted |= {f"{'-'.join(path)}.{max(one.opts, key=len).lstrip('-')}" for one in options}
    assert set(ANCHORS) == wanted
    assert len(ANCHORS) == len(wanted)


def test_defaults_are_shown() -> None:
    row = next(line for line in PAGE.splitlines() if "{#check.fail-on}" in line)
    assert "Default: `warning`" in row


def test_every_exit_code_is_explained() -> None:
    named = {value for name, value in vars(_app).items() if name.isupper() and isinstance(value, int)}
    assert set(cli.EXIT_CODES) == named


def test_the_page_does_not_tell_where_it_was_made() -> None:
    assert str(resources.templates_dir()) not in PAGE
    assert str(resources.schemas_dir().parent) not in PAGE
