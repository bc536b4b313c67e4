"""Opt-outs in the real world: whether one is in force here, and how a program carries one out.

One file per kind, whose stem is the kind's name, each with a `KIND`. `decide` puts several opt-outs together,
`launch` prepares the folders of a program that is started with some, `formats` reads and changes configuration files.
"""

from __future__ import annotations

from functools import cache

from telemetry_spec import registry
from telemetry_spec.optouts.base import Kind

_SHARED = ("config_text", "decide", "formats", "launch")


def names() -> tuple[str, ...]:
    """Return the names of all kinds, sorted."""
    return registry.names(__name__, *_SHARED)


@cache
def get(name: str) -> Kind:
    """Return the kind of that name. Raises KeyError when there is none."""
    return registry.held(__name__, name, "KIND", Kind, *_SHARED)
