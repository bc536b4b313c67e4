"""What a command wrote to standard error: the lines that say what went wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.capture.base import Outcome
    from telemetry_spec.conform.client.world import World

#: So many lines are shown, and so many characters of each.
_LINES: Final = 5
_LINE: Final = 200
#: Of lines that name an error, so many: of a chain of errors the last say where it began.
_TELLING: Final = 2
#: How the line begins that names an error, as the runtimes of Python, JavaScript, Java, .NET, Go and Rust write it.
_NAMES_ERROR: Final = re.compile(
    r"(?:Uncaught |Unhandled exception\. |Exception in thread \S+ |Caused by: |\[cause\]: )?"
    r"(?:[A-Za-z_$][\w$.]*)?(?:Error|Exception|Rejection)(?: \[\w+\])?(?::|$)|panic: |thread '.*' panicked at "
)
#: A step of a stack trace, as JavaScript, Java and .NET write it, or marks without a word.
_STEP: Final = re.compile(r"at .*(?:\)|:\d+|:line \d+)(?: \{)?$|\.\.\. \d+ (?:more|lines)\b|\W*$")


def said_by(outcome: Outcome, world: World) -> Iterator[str]:
    """Yield the lines that tell why a command failed, without names of its world: those that name an error come first.

    After them come the last lines that are no steps of a stack trace and hold a word.
    """
    text = world.masked(outcome.stderr).decode("utf-8", "replace")
    lines = [line.strip()[:_LINE] for line in text.split("\n") if line.strip()]
    telling = [line for line in lines if _NAMES_ERROR.match(line)][-_TELLING:]
    others = [line for line in lines if line not in telling and not _STEP.match(line)]
    yield from telling
    yield from others[-(_LINES - len(telling)) :]
