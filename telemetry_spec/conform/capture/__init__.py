"""Ways to see what a client sends: one file each, its stem the name of the mode, its `CAPTURE` the way itself.

Each says honestly what it can see. Only `isolate` sees everything, and so only it can prove that nothing was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from telemetry_spec import registry

if TYPE_CHECKING:
    from telemetry_spec.conform.capture.base import Capture

__all__ = ["PREFERRED", "choose", "get", "names"]

#: From the one that sees most to the one that sees least.
PREFERRED: Final = ("isolate", "proxy", "endpoint")


def names() -> tuple[str, ...]:
    """Return the names of all modes, sorted. Nothing is imported for it."""
    return registry.names(__name__)


def get(name: str) -> Capture:
    """Return the mode of that name. Raises KeyError when there is none."""
    return cast("Capture", registry.load(__name__, name).CAPTURE)


def choose(*, endpoint: bool) -> tuple[Capture, str]:
    """Return the mode that sees most of those that work here, and why a better one does not, or "".

    `endpoint` says that the client is told where to send, so that the mode of that name can be used.
    """
    reason = get("isolate").unavailable()
    if not reason:
        return get("isolate"), ""
    return get("endpoint" if endpoint else "proxy"), reason
