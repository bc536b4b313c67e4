"""The group of all commands, and how a run ends: exit codes, and no traceback for anybody.

Nothing heavy is imported here, nor at the top of a command: `--help` and `--version` have to answer at once.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

import telemetry_spec
from telemetry_spec import registry
from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FOLDER: Final = str(Path(__file__).parents[1])

OK: Final = 0
FOUND: Final = 1
WRONG_USAGE: Final = 2
INVALID_INPUT: Final = 3
OUR_BUG: Final = 4
INTERRUPTED: Final = 130  # 128 and the number of the signal, as shells have it
BROKEN_PIPE: Final = 141

#: The disk or the system says no; nothing in this program is to blame.
_CANNOT_WRITE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


class App(click.Group):
    """Finds commands in a package's folder, and imports the one that is called."""

    package = "telemetry_spec.cli"

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands."""
        return list(registry.names(self.package))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Return a command, or None when there is none of that name."""
        if cmd_name not in registry.names(self.package):
            return None
        command = registry.load(self.package, cmd_name).command
        assert isinstance(command, click.Command)  # noqa: S101  what every module here holds
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called. For a misspelt one, say which is nearest."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = registry.nearest(name, self.list_commands(ctx))
            hint = f"Did you mean {near!r}?" if near else f"There are: {', '.join(self.list_commands(ctx))}."
            raise click.UsageError(f"There is no command {name!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that is called."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # whoever read our output has left, which is their right: `sample SPEC | head`
            _forget_output()
            ctx.exit(BROKEN_PIPE)

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # noqa: ANN401  click's signature
        """Run the command line and end the process with one of the exit codes above."""
        _open_streams()
        extra["standalone_mode"] = False
        extra["prog_name"] = "telemetry-spec"  # also as `python -m telemetry_spec`
        sys.exit(_ended(lambda: super(App, self).main(args, **extra)))


def _open_streams() -> None:
    """Make sure that there is something to read from and to write to, and that no character can end the run."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # the shell has closed it: `>&-`
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  open until the end
        elif mode == "w":
            # What the terminal's encoding lacks is shown as an escape.
            stream.reconfigure(errors="backslashreplace")


def _ended(run: Callable[[], object]) -> int:
    """Run, and return the exit code."""
    try:
        code = run()
        sys.stdout.flush()
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except OSError as error:
        return _system_error(error)
    except Exception as error:  # noqa: BLE001  whatever it is, nobody gets a traceback
        return _bug(error)
    return code if isinstance(code, int) else OK


def _system_error(error: OSError) -> int:
    if error.errno == errno.EPIPE:  # found out when the last of the output was flushed
        _forget_output()
        return BROKEN_PIPE
    if error.errno in _CANNOT_WRITE:
        _forget_output()
        click.echo(f"Error: Writing failed: {reason_of(error)}.", err=True)
        return WRONG_USAGE
    return _bug(error)


def _forget_output() -> None:
    """Let go of what is still buffered: Python would try to write it again at the very end, and complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _bug(error: Exception) -> int:
    """Ask for a report. The error's own text stays out of it: it may hold a value from a payload."""
    if os.environ.get("TELEMETRY_SPEC_DEBUG", "") not in ("", "0"):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(_FOLDER)] or frames
    place = f"{own[-1].filename.removeprefix(_FOLDER + os.sep)}:{own[-1].lineno} ({own[-1].name})" if own else "?"
    lines = (
        f"This is a bug in telemetry-spec {telemetry_spec.__version__}: {type(error).__name__} at {place}.",
        "Please report it to its maintainers, with this line, the command and, if you can, the spec.",
        "With TELEMETRY_SPEC_DEBUG=1 in the environment, the same command shows where it comes from.",
    )
    click.echo("\n".join(lines), err=True)
    return OUR_BUG


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(telemetry_spec.__version__, prog_name="telemetry-spec")
def main() -> None:
    """One file says what a product's telemetry collects; everything else comes out of it.

    SPEC is a file, a folder of `*.telemetry.yaml` files, or `-` for standard input.

    Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 unreadable or invalid spec or input, 4 a bug of ours.
    """
