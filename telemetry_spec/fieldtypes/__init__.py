"""The types of fields: one file per type, whose stem is the type's name.

A type is data: what it implies and what it may be given. How a kind of value is written as JSON Schema, as Python or
as a decoder follows from its kind and from the one table of constraints, so a new type needs nothing elsewhere.
"""

from __future__ import annotations

from functools import cache

from telemetry_spec import registry
from telemetry_spec.fieldtypes.base import FieldType

_SHARED = ("constraints",)


def names() -> tuple[str, ...]:
    """Return the names of all types, sorted."""
    return registry.names(__name__, *_SHARED)


@cache
def get(name: str) -> FieldType:
    """Return the type of that name. Raises KeyError when there is none."""
    return registry.held(__name__, name, "TYPE", FieldType, *_SHARED)
