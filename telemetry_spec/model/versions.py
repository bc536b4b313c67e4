"""Versions of a spec: `3`, `1.2`, `1.2.0`, `1.2.0-rc.1`, in the order of SemVer 2.0.0, section 11."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

_VERSION = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?", re.ASCII)

Natural: TypeAlias = tuple[int, Any]
Order: TypeAlias = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def order(version: str) -> Order | None:
    """Return something that sorts as versions do, or None for a text that is none. `1` and `1.0.0` are the same."""
    match = _VERSION.fullmatch(version)
    if match is None or any(part is not None and len(part) > 18 for part in match.groups()[:3]):  # noqa: PLR2004  a number
        return None
    numbers = tuple(int(part or 0) for part in match.groups()[:3])
    before = match.group(4)
    # A number is less than a name; what comes before a release is less than the release.
    parts = tuple(
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in (before or "").split(".")
    )
    return numbers, before is None, parts


def natural(version: str) -> Natural:
    """Return something that sorts any texts: versions as `order` says, others by their numbers and letters."""
    found = order(version)
    if found is not None:
        return (0, found)
    parts = re.split(r"([0-9]+)", version)
    return (1, tuple((int(part), "") if part.isdecimal() and len(part) <= 18 else (-1, part) for part in parts))  # noqa: PLR2004  a number
