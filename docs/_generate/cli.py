"""The reference of the command line: every command with its arguments, options and exit codes, from click."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Final

import click

from docs._generate.markdown import anchored, code, fence, heading, paragraphs, prose, table
from telemetry_spec import resources
from telemetry_spec.cli import main
from telemetry_spec.cli._app import BROKEN_PIPE, FOUND, INTERRUPTED, INVALID_INPUT, OK, OUR_BUG, WRONG_USAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EXIT_CODES: Final = {
    OK: "Clean: nothing was found, or nothing that weighs as much as `--fail-on`.",
    FOUND: "Something was found, or a required check failed or could not be decided.",
    WRONG_USAGE: "Wrong usage: an option or an argument is not right, or a place cannot be written to.",
    INVALID_INPUT: "The spec, or what was given to be read, is not valid or cannot be read.",
    OUR_BUG: "A bug of telemetry-spec. The message asks for a report.",
    INTERRUPTED: "Interrupted with Ctrl-C.",
    BROKEN_PIPE: "Whoever read the output has left, as in `telemetry-spec sample SPEC | head`.",
}
_INTRODUCTION: Final = """\
`telemetry-spec COMMAND --help` shows the same. Results go to standard output, progress and warnings to standard error.
`SPEC` is a file, a folder of `*.telemetry.yaml` files, or `-` for standard input."""
#: What click, or the help itself, puts at the end of the help of an option: `[default: text]`, `[required]`.
_EXTRA: Final = re.compile(r"  \[(?P<extra>[^\[\]]*)\]$")
_AGAIN: Final = re.compile(r"repeated|given again|several times")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
#: The click documentation's mark for a paragraph that is not to be wrapped.
_UNWRAPPED: Final = "\b"


def page() -> str:
    """Return the page."""
    context = click.Context(main, info_name="telemetry-spec", **main.context_settings)
    codes = table(["Code", "Meaning"], [(code(str(number)), prose(text)) for number, text in EXIT_CODES.items()])
    return paragraphs(
        "# The command line",
        _INTRODUCTION,
        heading(2, "Exit codes", "exit-codes"),
        codes,
        *(_command(found, inner) for found, inner in _walk(main, context)),
    ) + "\n"  # fmt: skip


def _walk(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield every command with its context, each before those within it."""
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if found is None or found.hidden:
            continue
        inner = click.Context(found, info_name=name, parent=context)
        yield found, inner
        if isinstance(found, click.Group):
            yield from _walk(found, inner)


def _command(command: click.Command, context: click.Context) -> str:
    path = context.command_path
    anchor = path.removeprefix("telemetry-spec ").replace(" ", "-")
    level = len(path.split())
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    options = [row for parameter in command.get_params(context) for row in _option(parameter, context, anchor)]
    return paragraphs(
        heading(min(level, 3), code(path.removeprefix("telemetry-spec ")), anchor),
        fence(usage, "text"),
        *_help(command),
        table(["Option", "Meaning"], options) if options else "",
    )


def _help(command: click.Command) -> Iterator[str]:
    text = inspect.cleandoc(command.help or "").split("\f", maxsplit=1)[0]
    for paragraph in _PARAGRAPH.split(text):
        if paragraph.startswith(_UNWRAPPED):
            yield fence(paragraph.removeprefix(_UNWRAPPED).strip("\n"), "text")
        else:
            yield prose(_placeless(" ".join(paragraph.split())))


def _option(parameter: click.Parameter, context: click.Context, anchor: str) -> Iterable[tuple[str, str]]:
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return
    names = [*parameter.opts, *parameter.secondary_opts]
    long = max(names, key=len).lstrip("-")
    if long == "help":
        return
    value = _value(parameter, context)
    first, *others = (code(f"{name} {value}".strip()) for name in sorted(names, key=len, reverse=True))
    record = parameter.get_help_record(context)
    yield (
        "\n".join([anchored(first, f"{anchor}.{long}"), *others]),
        _meaning(parameter, record[1] if record else ""),
    )


def _value(option: click.Option, context: click.Context) -> str:
    return "" if option.is_flag or option.count else option.make_metavar(context)


def _meaning(option: click.Option, text: str) -> str:
    """Return the help of an option; what stands in brackets at its end goes to lines of its own."""
    extras: list[str] = []
    while found := _EXTRA.search(text):
        extras[:0] = found["extra"].split("; ")
        text = text[: found.start()]
    lines = [prose(_placeless(text)), *map(_extra, extras)]
    if option.multiple and not _AGAIN.search(text):
        lines.append("May be given again.")
    return "\n".join(line for line in lines if line)


def _extra(text: str) -> str:
    name, colon, value = text.partition(": ")
    if colon and name == "default":
        return f"Default: {prose(value) if ' ' in value else code(value)}"
    return prose(text[0].upper() + text[1:]) if text.isalpha() else code(text)


def _placeless(text: str) -> str:
    """Take out where this very installation lies."""
    return text.replace(str(resources.templates_dir()), "`docs_templates`, in the package").replace(
        str(resources.schemas_dir()), "`schemas`, in the package"
    )
