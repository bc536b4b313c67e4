"""What the kinds have in common that are environment variables."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from telemetry_spec.optouts._words import GUESSES, negative, opposite
from telemetry_spec.optouts.base import Kind, Launch, Seen, Try, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.model.spec import OptOut

    Name = Callable[[OptOut], str]


def variable_kind(name: Name, *, speaks_for: bool) -> Kind:
    """Return the kind of an environment variable, whose name `name` tells.

    With `speaks_for`, the contrary of a declared value says that telemetry is on; else no value does.
    """

    def look(opt_out: OptOut, world: World) -> Seen:
        variable = name(opt_out)
        value = world.environ.get(variable)
        if value is not None and _opts_out(opt_out, value):
            return Seen(state="off", what=f"{variable} is set to a value that opts out.")
        if value is None:
            return Seen(state="silent", what=f"{variable} is not set.")
        if speaks_for and value in _contraries(opt_out):
            return Seen(state="on", what=f"{variable} is set to the contrary of what opts out.")
        return Seen(state="silent", what=f"{variable} is {_stray(opt_out, value)}", stray=True)

    def carry_out(opt_out: OptOut, launch: Launch) -> Launch:
        return launch.with_variable(name(opt_out), _values(opt_out)[0])

    def contrary(opt_out: OptOut, launch: Launch) -> Launch | None:
        words = _contraries(opt_out) if speaks_for else []
        return launch.with_variable(name(opt_out), words[0]) if words else None

    def near(opt_out: OptOut) -> list[Try]:
        return [_try(name(opt_out), value, _opts_out(opt_out, value)) for value in _guesses(opt_out)]

    def undo(opt_out: OptOut) -> str:
        return f"Type `unset {name(opt_out)}`, and take it out of where it is set."

    def consents(opt_out: OptOut) -> bool:
        return any(negative(value) for value in _values(opt_out))

    return Kind(look=look, carry_out=carry_out, contrary=contrary, near=near, undo=undo, consents=consents)


def _values(opt_out: OptOut) -> list[str]:
    """Return the values that opt out, the recommended one first."""
    values = opt_out.settings.get("values")
    return [str(value) for value in values] if isinstance(values, list) else ["1"]


def _opts_out(opt_out: OptOut, value: str) -> bool:
    if opt_out.settings.get("values") == "any":
        return bool(value)
    return value in _values(opt_out)


def _stray(opt_out: OptOut, value: str) -> str:
    """Return what a value is that counts for nothing, as the end of a sentence. Other values may be private."""
    shown = f"set to `{value}`, which" if value.strip() and value in GUESSES else "set to a value that"
    declared = "any other value" if opt_out.settings.get("values") == "any" else f"`{_values(opt_out)[0]}`"
    return f"{shown if value else 'empty, which'} counts for nothing; {declared} opts out."


def _contraries(opt_out: OptOut) -> list[str]:
    if opt_out.settings.get("values") == "any":
        return []
    words = [word for value in _values(opt_out) if (word := opposite(value)) is not None]
    return [word for word in dict.fromkeys(words) if not _opts_out(opt_out, word)]


def _guesses(opt_out: OptOut) -> list[str]:
    return list(dict.fromkeys([*_values(opt_out), *GUESSES]))


def _try(variable: str, value: str, opts_out: bool) -> Try:  # noqa: FBT001  the third of three things, and private
    return Try(
        label=f"{variable}={shlex.quote(value)}",
        opts_out=opts_out,
        change=lambda launch: launch.with_variable(variable, value),
    )
