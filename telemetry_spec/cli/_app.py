"""The group of all commands, and how a run ends: exit codes, and no traceback for anybody.

Nothing heavy is imported here, nor at the top of a command: `--help` and `--version` have to answer at once.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

import telemetry_spec
from telemetry_spec import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE: Final = "telemetry_spec.cli"
_ISSUES: Final = "https://github.com/telemetry-spec/telemetry-spec/issues"

OK: Final = 0
FOUND: Final = 1
WRONG_USAGE: Final = 2
INVALID_INPUT: Final = 3
OUR_BUG: Final = 4
INTERRUPTED: Final = 130  # 128 and the number of the signal, as shells have it
BROKEN_PIPE: Final = 141

#: The disk or the system says no; nothing in this program is to blame.
_OUTPUT_FAILS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


class App(click.Group):
    """Finds commands in the package's folder, and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands."""
        return list(registry.names(_PACKAGE))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Return a command, or None when there is none of that name."""
        if cmd_name not in registry.names(_PACKAGE):
            return None
        command = registry.load(_PACKAGE, cmd_name).command
        assert isinstance(command, click.Command)  # noqa: S101  what every module here holds
        return command

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # noqa: ANN401  click's signature
        """Run the command line and end the process with one of the exit codes above."""
        extra["standalone_mode"] = False
        extra.setdefault("prog_name", "telemetry-spec")
        for stream in (sys.stdout, sys.stderr):
            # What the terminal's encoding lacks is shown as an escape instead of ending the run.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        sys.exit(_ended(lambda: super(App, self).main(args, **extra)))


def _ended(run: Any) -> int:  # noqa: ANN401  click's main has no type worth repeating
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
        if error.errno == errno.EPIPE:
            return _left()
        if error.errno in _OUTPUT_FAILS:
            return _unwritable(error)
        return _bug(error)
    except Exception as error:  # noqa: BLE001  whatever it is, nobody gets a traceback
        return _bug(error)
    return code if isinstance(code, int) else OK


def _left() -> int:
    """Whoever read our output has left, which is their right: `sample SPEC | head`."""
    _forget_output()
    return BROKEN_PIPE


def _unwritable(error: OSError) -> int:
    _forget_output()
    click.echo(f"Error: Writing failed: {(error.strerror or str(error)).lower()}.", err=True)
    return WRONG_USAGE


def _forget_output() -> None:
    """Let go of what is still buffered: Python would try to write it again at the very end, and complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _bug(error: Exception) -> int:
    if os.environ.get("TELEMETRY_SPEC_DEBUG", "") not in ("", "0"):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno} in {frames[-1].name}" if frames else "?"  # noqa: PTH119  a name for people
    lines = (
        f"This is a bug in telemetry-spec {telemetry_spec.__version__}: {type(error).__name__} at {place}.",
        f"Please report it at {_ISSUES}, with the command and, if you can, the spec.",
        "TELEMETRY_SPEC_DEBUG=1 shows where it comes from.",
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
