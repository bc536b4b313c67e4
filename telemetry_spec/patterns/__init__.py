"""The regular expressions that a spec may hold: read alike by every engine, in linear time, always on whole texts.

Admitted are literal characters, classes such as `[a-z0-9_]` and `[^,]`, groups, `|`, `?`, `*`, `+`, `{n}`, `{n,}` and
`{n,m}`. `parse_linear` says whether a text is such a pattern; `to_python` and `to_ecma` write it for an engine.
"""

from __future__ import annotations

from functools import lru_cache

from telemetry_spec.patterns.generate import length_bounds, sample, shortest
from telemetry_spec.patterns.linear import check_linear
from telemetry_spec.patterns.outline import outline_table
from telemetry_spec.patterns.parse import parse
from telemetry_spec.patterns.tree import Pattern, PatternError, admits

__all__ = [
    "Pattern",
    "PatternError",
    "admits",
    "check_linear",
    "length_bounds",
    "outline_table",
    "parse",
    "parse_linear",
    "sample",
    "shortest",
    "to_ecma",
    "to_python",
]


@lru_cache(maxsize=1024)
def parse_linear(text: str) -> Pattern:
    """Read a pattern and hold it to linear time. Raises PatternError with a message, a help and a position."""
    pattern = parse(text)
    check_linear(pattern)
    return pattern


def to_python(text: str) -> str:
    r"""Write an admitted pattern for `re.match`. Python's `$` lets a last line end through, `\Z` does not."""
    return rf"(?:{text})\Z"


def to_ecma(text: str) -> str:
    """Write an admitted pattern for ECMAScript (`u` flag), JSON Schema and Rust, where `$` is the very end."""
    return f"^(?:{text})$"
