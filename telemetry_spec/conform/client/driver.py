"""A program of the caller's that carries out what no program can know of: a choice in a user interface, in code.

It is called as `DRIVER OPT-OUT off` or `DRIVER OPT-OUT on` (and `DRIVER consent on` where consent is needed) in the
working folder of the run and with its environment. It may write files there, and may print lines: `NAME=VALUE` sets a
variable for the client, `+WORD` adds an argument to its command line. What it does not carry out it answers with
another exit code than 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.capture import _processes
from telemetry_spec.conform.capture.base import CaptureError, Program
from telemetry_spec.conform.client.output import said_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.conform.client.world import World
    from telemetry_spec.optouts.base import Launch

#: Seconds.
_LIMIT: Final = 60.0
_VARIABLE: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")


class DeclinedError(CaptureError):
    """The driver does not carry this out."""


def drive(
    driver: tuple[str, ...],
    name: str,
    state: str,
    start: Launch,
    world: World,
    cancelled: Callable[[], bool] = lambda: False,
) -> Launch:
    """Have the driver do it, and return how the client is to be started then. What it starts is over when it is.

    Raises:
        DeclinedError: The driver ends with another code than 0.
        CaptureError: The driver cannot be started, takes too long, or was `cancelled`.
    """
    program = Program(
        argv=(*map(world.fill, driver), name, state),
        environ=start.environ,
        cwd=world.cwd,
        scratch=world.scratch(),
        limit=_LIMIT,
        cancelled=cancelled,
    )
    done = _processes.run(program)
    if done.how == "overdue" or done.survivors_overdue:
        raise CaptureError(f"The driver took longer than {_LIMIT:.0f} seconds.")
    if done.code != 0:
        said = next(said_by(done, world), "")
        raise DeclinedError(f"The driver ended with {done.code} for `{name} {state}`.{said and ' '}{said}")
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        match = _VARIABLE.fullmatch(line)
        if match is not None:
            start = start.with_variable(match[1], match[2])
        elif line.startswith("+"):
            start = start.with_arguments(line[1:])
    return start
