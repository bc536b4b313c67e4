"""Classes of values that a promise can forbid: one module each, its stem the public name, its `CLASS` what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from telemetry_spec import registry

if TYPE_CHECKING:
    from telemetry_spec.valueclasses.base import ValueClass

__all__ = ["get", "names"]


def names() -> tuple[str, ...]:
    """Return the names of all value classes, sorted. Nothing is imported for it."""
    return registry.names(__name__)


def get(name: str) -> ValueClass:
    """Return the value class of that name. Raises KeyError when there is none."""
    return cast("ValueClass", registry.load(__name__, name).CLASS)
