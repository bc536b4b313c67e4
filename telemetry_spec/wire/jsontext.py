"""JSON texts cut into their parts as they were written, so that nothing a reader drops is lost."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def dumps(value: Json) -> bytes:
    """Return a value as a compact JSON text, in UTF-8. Halves of surrogate pairs stay what they are, as escapes."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def items(text: str) -> list[str]:
    """Return the items of a JSON list as they were written. Raises ValueError for all other texts."""
    return [text[start:end] for start, end in _parts(text, "[", "]")]


def members(text: str) -> list[tuple[str, str]]:
    """Return names and values of a JSON object, values as they were written, names that come twice included.

    Raises ValueError for all other texts.
    """
    places = list(_parts(text, "{", "}"))
    found = []
    for start, end in places:
        name, after = _DECODER.raw_decode(text, start)
        colon = _skip(text, after)
        found.append((str(name), text[_skip(text, colon + 1) : end]))
    return found


def is_one(text: str) -> bool:
    """Say whether this is one JSON text and nothing else."""
    try:
        return _skip(text, _value(text, _skip(text, 0))) == len(text)
    except ValueError:
        return False


def _parts(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Yield where each item of a list, or each member of an object, begins and ends."""
    at = _expect(text, 0, opening)
    first = True
    while not text.startswith(closing, at):
        if not first:
            at = _expect(text, at, ",")
        first = False
        start = at
        if opening == "{":
            if not text.startswith('"', at):
                raise ValueError("a name is missing")
            at = _expect(text, _value(text, at), ":")
        end = _value(text, at)
        yield start, end
        at = _skip(text, end)
    if _skip(text, at + 1) != len(text):
        raise ValueError("something follows the end")


def _expect(text: str, at: int, character: str) -> int:
    at = _skip(text, at)
    if not text.startswith(character, at):
        raise ValueError(f"{character} is missing")
    return _skip(text, at + 1)


def _value(text: str, at: int) -> int:
    try:
        return _DECODER.raw_decode(text, at)[1]
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None  # noqa: S101  it matches the empty text too
    return match.end()


def text_of(value: str) -> bytes:
    """Return the text that a JSON text is, or a JSON text of another kind as it was written."""
    if not value.startswith('"'):
        return value.encode("utf-8", "surrogatepass")
    return str(json.loads(value)).encode("utf-8", "surrogatepass")
