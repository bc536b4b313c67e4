"""Opt-outs of kind `command`: a command that turns telemetry off for good, in a place that the product knows."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.optouts._answers import ANSWERED

if TYPE_CHECKING:
    from telemetry_spec.model.spec import OptOut
    from telemetry_spec.optouts.base import Launch


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a command line; text that no shell could read is split at blanks."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def _carry_out(opt_out: OptOut, launch: Launch) -> Launch | None:
    return _after(opt_out, "command", launch)


def _contrary(opt_out: OptOut, launch: Launch) -> Launch | None:
    return _after(opt_out, "undo", launch)


def _after(opt_out: OptOut, key: str, launch: Launch) -> Launch | None:
    words = words_of(str(opt_out.settings.get(key, "")))
    return launch.with_command(*words) if words else None


def _undo(opt_out: OptOut) -> str:
    undo = opt_out.settings.get("undo")
    return f"Type `{undo}`." if undo else "The spec declares no command that turns it on again."


KIND = replace(ANSWERED, carry_out=_carry_out, contrary=_contrary, undo=_undo)
