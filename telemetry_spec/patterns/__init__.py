"""The regular expressions that a spec may hold: read alike by every engine, in linear time, always on whole texts.

Admitted are literal characters, classes such as `[a-z0-9_]` and `[^,]`, groups, `|`, `?`, `*`, `+`, `{n}`, `{n,}` and
`{n,m}`. `parse_linear` says whether a text is such a pattern; `to_python` and `to_ecma` write it for an engine.
"""

from __future__ import annotations

import re
from functools import lru_cache

from telemetry_spec.patterns.every import fitting_length, texts
from telemetry_spec.patterns.generate import length_bounds, sample, shortest
from telemetry_spec.patterns.lengths import count, of_length
from telemetry_spec.patterns.linear import check_linear
from telemetry_spec.patterns.outline import outline_table
from telemetry_spec.patterns.parse import parse
from telemetry_spec.patterns.tree import Pattern, PatternError, admits

_TOKEN = re.compile(r"\\.|\(\?:|\[(?:\\.|[^\]\\])*\]|(?P<repeat>[*+?]|\{[^}]*\})", re.DOTALL)

__all__ = [
    "Pattern",
    "PatternError",
    "admits",
    "check_linear",
    "count",
    "fitting_length",
    "length_bounds",
    "of_length",
    "outline_table",
    "parse",
    "parse_linear",
    "possessive",
    "sample",
    "shortest",
    "texts",
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
    r"""Write an admitted pattern for `re.match`. Python's `$` lets a last line end through, `\Z` does not.

    Repetition is possessive. Where the next character alone decides, as it does here, going back never helps, and
    Python would keep a mark for every turn of a loop: a hundred bytes for each character of a long text.
    """
    return rf"(?:{possessive(text)})\Z"


def possessive(text: str) -> str:
    """Write an admitted pattern with possessive repetition, for Python's `re`."""
    return _TOKEN.sub(lambda token: token.group() + "+" if token["repeat"] else token.group(), text)


def to_ecma(text: str) -> str:
    """Write an admitted pattern for ECMAScript (`u` flag), JSON Schema and Rust, where `$` is the very end."""
    return f"^(?:{text})$"
