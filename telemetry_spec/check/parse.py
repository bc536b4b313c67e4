"""JSON as it was sent: what a lenient reader swallows is reported here.

RFC 8259 leaves duplicate keys, huge numbers and lone surrogates to the reader; what a reader drops was sent all the
same.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from telemetry_spec.model.pointer import write

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json

#: Deeper payloads are refused: no declared payload comes near, and every reader has an end.
MAX_DEPTH = 200
#: A number with fewer digits is finite as a double (IEEE 754: up to 1.8e308).
_MANY_DIGITS = 308


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a text as JSON, before any declaration. `code` is the finding's, `at` a line and column."""

    code: str
    message: str
    pointer: str = ""
    at: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class Parsed:
    """A value, and what was wrong with its text. Without `readable` there is no value."""

    value: Json = None
    faults: list[Fault] = field(default_factory=list)
    readable: bool = True


class _Object(dict[str, "Json"]):
    """An object that remembers which of its keys came twice."""

    __slots__ = ("repeated",)
    repeated: tuple[str, ...]


class _NotFinite(float):
    """A number that JSON does not have, or that no double holds."""


def parse(raw: bytes) -> Parsed:
    """Read one JSON text, with everything that is wrong with it. Never raises."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable("payload-not-utf8", f"The text is not UTF-8: byte {error.start + 1} cannot be read.")
    if _depth(text) > MAX_DEPTH:
        return _unreadable("payload-too-deep", f"Values are nested more than {MAX_DEPTH} deep.")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return _unreadable("payload-not-json", f"The text is not JSON: {error.msg}.", (error.lineno, error.colno))
    parsed = Parsed(value=value)
    _look(value, [], parsed.faults)
    return parsed


def _unreadable(code: str, message: str, at: tuple[int, int] = (1, 1)) -> Parsed:
    return Parsed(faults=[Fault(code, message, at=at)], readable=False)


def _depth(text: str) -> int:
    """Return how deep brackets nest, or their number where that is small: no deep text may reach the parser."""
    brackets = text.count("[") + text.count("{")
    if brackets <= MAX_DEPTH:
        return brackets
    deepest = depth = 0
    quoted = escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
        elif not quoted:
            if character in "[{":
                depth += 1
                deepest = max(deepest, depth)
            elif character in "]}":
                depth -= 1
    return deepest


def _pairs(pairs: list[tuple[str, Json]]) -> _Object:
    found = _Object(pairs)
    found.repeated = ()
    if len(found) != len(pairs):
        seen: set[str] = set()
        found.repeated = tuple(dict.fromkeys(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _integer(text: str) -> int | float:
    return int(text) if len(text) < _MANY_DIGITS or math.isfinite(float(text)) else _NotFinite("inf")


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _NotFinite(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_number, parse_constant=_NotFinite
)


def _look(value: Json, steps: list[str], faults: list[Fault]) -> None:
    """Find what the decoder let through, in a value no deeper than MAX_DEPTH."""
    if isinstance(value, _Object):
        twice = "This field is in the payload twice."
        faults.extend(Fault("duplicate-field", twice, write([*steps, key])) for key in value.repeated)
        for key, inner in value.items():
            if _has_surrogate(key):
                faults.append(Fault("payload-not-utf8", "A field's name holds half a character.", write(steps)))
            _look(inner, [*steps, key], faults)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _look(inner, [*steps, str(index)], faults)
    elif isinstance(value, str):
        if _has_surrogate(value):
            faults.append(
                Fault("payload-not-utf8", "The text holds half a character (a lone surrogate).", write(steps))
            )
    elif isinstance(cast("object", value), _NotFinite):
        faults.append(Fault("number-not-finite", "This is not a number that JSON can carry.", write(steps)))


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
