"""What a plain scalar means: the core schema of YAML 1.2 (section 10.3.2)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from telemetry_spec.reading.tree import Scalar

_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

#: Booleans to readers of YAML 1.1, and text to readers of YAML 1.2 (https://yaml.org/type/bool.html).
OLD_BOOLEANS: Final = frozenset(
    spelling for word in ("y", "n", "yes", "no", "on", "off") for spelling in (word, word.capitalize(), word.upper())
)

_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

#: No float is longer than this many digits, and Python refuses to print integers of several thousand.
_MAX_DIGITS: Final = 300


class NumberError(ValueError):
    """The scalar is written as a number that JSON cannot hold."""


def resolve(text: str) -> Scalar:
    """Return the value of a plain scalar. Raises NumberError for infinity, NaN and numbers that are far too large."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _NUMBER_STARTS else text


def _number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text):
        return int(_short(text))
    if _OTHER_BASE.fullmatch(text):
        return int(_short(text), 0)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise NumberError(text)
        return value
    if _NOT_FINITE.fullmatch(text):
        raise NumberError(text)
    return text


def _short(text: str) -> str:
    if len(text) > _MAX_DIGITS:
        raise NumberError(text)
    return text
