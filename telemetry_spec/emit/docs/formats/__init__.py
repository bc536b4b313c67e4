"""The docs formats: one file each, which knows how texts, code and links are written, and a folder of templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry

if TYPE_CHECKING:
    from telemetry_spec.emit.docs.formats.base import Format

_PACKAGE = "telemetry_spec.emit.docs.formats"


def names() -> tuple[str, ...]:
    """Return the docs formats there are, sorted."""
    return registry.names(_PACKAGE)


def get(name: str) -> Format:
    """Return a docs format. Raises KeyError when there is none of that name."""
    found: Format = registry.load(_PACKAGE, name).FORMAT
    return found
