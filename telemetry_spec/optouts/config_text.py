"""How a key and a value are written in a configuration file of each format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.optouts.base import Scalar

FormatName = Literal["yaml", "json", "toml", "ini", "properties", "env"]

#: The format of a file, by what its name ends with.
FORMATS_BY_ENDING: Final[dict[str, FormatName]] = {
    "yaml": "yaml",
    "yml": "yaml",
    "json": "json",
    "toml": "toml",
    "ini": "ini",
    "properties": "properties",
    "env": "env",
}


def config_text(file_format: FormatName, key: str, value: Scalar) -> str:
    """Return the lines that set `key` (a dot for each level) to `value` in a file of that format."""
    return _WRITERS[file_format](key.split("."), value)


def _yaml(steps: list[str], value: Scalar) -> str:
    lines = [f"{'  ' * depth}{step}:" for depth, step in enumerate(steps)]
    return "\n".join(lines) + " " + json.dumps(value, ensure_ascii=False)


def _json(steps: list[str], value: Scalar) -> str:
    nested: object = value
    for step in reversed(steps):
        nested = {step: nested}
    return json.dumps(nested, ensure_ascii=False, indent=2)


def _toml(steps: list[str], value: Scalar) -> str:
    return _with_section(steps, json.dumps(value, ensure_ascii=False))


def _ini(steps: list[str], value: Scalar) -> str:
    return _with_section(steps, bare(value))


def _with_section(steps: list[str], value: str) -> str:
    head = [f"[{'.'.join(steps[:-1])}]"] if len(steps) > 1 else []
    return "\n".join([*head, f"{steps[-1]} = {value}"])


def _properties(steps: list[str], value: Scalar) -> str:
    return f"{'.'.join(steps)}={bare(value)}"


def bare(value: Scalar) -> str:
    """Return how a value is written in formats that have texts only."""
    return value if isinstance(value, str) else json.dumps(value)


_WRITERS: dict[FormatName, Callable[[list[str], Scalar], str]] = {
    "yaml": _yaml,
    "json": _json,
    "toml": _toml,
    "ini": _ini,
    "properties": _properties,
    "env": _properties,
}
