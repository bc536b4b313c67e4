"""Paths as a spec writes them: `~/.app/config.json`, `$APP_HOME/app.yaml`, `app.yml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.optouts.base import World

#: Where these folders are when the variable is not set (XDG Base Directory Specification 0.8).
_XDG: Final = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
_VARIABLE: Final = re.compile(r"\$(\w+)|\$\{(\w+)\}|%(\w+)%", re.ASCII)


def variables_in(file: str) -> list[str]:
    """Return the names of the environment variables that a path needs."""
    names = [name for match in _VARIABLE.finditer(file) for name in match.groups() if name]
    return [name for name in names if name not in _XDG and name != "HOME"]


def place_of(file: str, world: World) -> Path | None:
    """Return where a file is, or None where that depends on a variable which is not set."""
    values = {name: str(world.home / folder) for name, folder in _XDG.items()}
    values |= {"HOME": str(world.home)} | {name: value for name, value in world.environ.items() if value}
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        name = next(name for name in match.groups() if name)
        missing |= name not in values
        return values.get(name, "")

    path = _VARIABLE.sub(value, file)
    if missing or "\0" in path:
        return None
    if path == "~" or path.startswith(("~/", "~\\")):
        return world.home / path[2:]
    return world.cwd / path
