"""A program of the caller's that carries out what no program can know of: a choice in a user interface, in code.

It is called as `DRIVER OPT-OUT off` or `DRIVER OPT-OUT on` (and `DRIVER consent on` where consent is needed) in the
working folder of the run and with its environment. It may write files there, and may print lines: `NAME=VALUE` sets a
variable for the client, `+WORD` adds an argument to its command line. What it does not carry out it answers with
another exit code than 0.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.capture.base import CaptureError

if TYPE_CHECKING:
    from telemetry_spec.conform.client.world import World
    from telemetry_spec.optouts.base import Launch

#: Seconds.
_LIMIT: Final = 60.0
_VARIABLE: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")


class DeclinedError(CaptureError):
    """The driver does not carry this out."""


def drive(driver: tuple[str, ...], name: str, state: str, start: Launch, world: World) -> Launch:
    """Have the driver do it, and return how the client is to be started then.

    Raises:
        DeclinedError: The driver ends with another code than 0.
        CaptureError: The driver cannot be started, or takes too long.
    """
    try:
        done = subprocess.run(  # noqa: S603  the caller's own program
            [*driver, name, state],
            cwd=world.cwd,
            env=dict(start.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LIMIT,
            check=False,
        )
    except OSError as error:
        raise CaptureError(f"The driver cannot be started: {(error.strerror or str(error)).lower()}.") from error
    except subprocess.TimeoutExpired as error:
        raise CaptureError(f"The driver took longer than {_LIMIT:.0f} seconds.") from error
    if done.returncode != 0:
        raise DeclinedError(f"The driver ended with {done.returncode} for `{name} {state}`.")
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        match = _VARIABLE.fullmatch(line)
        if match is not None:
            start = start.with_variable(match[1], match[2])
        elif line.startswith("+"):
            start = start.with_arguments(line[1:])
    return start
