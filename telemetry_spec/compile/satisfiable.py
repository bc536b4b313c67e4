"""Whether any value satisfies constraints that hold together, so that there is a payload at all."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

from telemetry_spec import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.shape import ConstraintValue, Shape

    Limits = Mapping[str, ConstraintValue]


def no_text(limits: Limits) -> str:
    """Say why no text satisfies a pattern and bounds on its length, "" where one does."""
    if "pattern" not in limits:
        return ""
    low, high = cast("int", limits.get("min_length", 0)), cast("int | None", limits.get("max_length"))
    if (low == 0 and high is None) or (high is not None and high < low):  # crossed bounds are told elsewhere
        return ""
    pattern = patterns.parse_linear(str(limits["pattern"]))
    if patterns.fitting_length(pattern, low, high) is not None:
        return ""
    least, most = patterns.length_bounds(pattern)
    if high is not None and high < least:
        return f"No text fits: the pattern needs {least} characters, and `max_length` allows {high}."
    if most is not None and low > most:
        return f"No text fits: the pattern allows {most} characters, and `min_length` needs {low}."
    return f"No text fits: no text of the pattern has {low} to {high} characters."


def too_few_keys(limits: Limits, keys: Shape) -> str:
    """Say why a map cannot have as many entries as it needs, "" where it can. Every key stands for one entry."""
    needed = cast("int", limits.get("min_entries", 0))
    found = _keys(keys.constraints, needed)
    if found >= needed:
        return ""
    return f"No map fits: `min_entries` needs {needed} entries, and there {_counted(found)}."


def _keys(limits: Limits, needed: int) -> int:
    """Return how many texts satisfy the constraints of keys, counted up to the number that is needed."""
    if "const" in limits:
        return 1
    if "enum" in limits:
        return len(cast("tuple[str, ...]", limits["enum"]))
    low, high = cast("int", limits.get("min_length", 0)), cast("int | None", limits.get("max_length"))
    if "pattern" in limits:
        return sum(1 for _ in islice(patterns.texts(patterns.parse_linear(str(limits["pattern"])), low, high), needed))
    return 1 if high == 0 else needed


def _counted(found: int) -> str:
    return "is 1 key" if found == 1 else f"are {found} keys"
