"""Vectors that a JSON value cannot hold: texts that are not JSON, or that readers of JSON read differently.

RFC 8259 refuses most of them; what it leaves open to the reader has the level `dialect`, except for a field that is
there twice. The verdict is that of `telemetry-spec check`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.model.pointer import write
from telemetry_spec.vectors.spots import spots_of
from telemetry_spec.vectors.vector import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.result import Level
    from telemetry_spec.model.shape import Json, Shape
    from telemetry_spec.vectors.spots import Spot

NOT_UTF8 = "payload-not-utf8"
NOT_JSON = "payload-not-json"
TWICE = "duplicate-field"
NOT_FINITE = "number-not-finite"
TOO_DEEP = "payload-too-deep"

#: Deeper than readers go that call themselves for each level, and no more than a few kilobytes.
_DEEP = (("deep-lists", b"[", b"]", 10_000), ("deep-objects", b'{"a":', b"}", 2_000))


@dataclass(frozen=True, slots=True)
class Raw:
    """One raw text: `operator` names it within its event, `keyword` is what is wrong with it, "" for nothing."""

    operator: str
    text: bytes
    words: str
    keyword: str = ""
    pointer: str = ""
    level: Level = "required"


def of_body(text: bytes) -> Iterator[Raw]:
    """Yield what concerns a whole request body. `text` is a right one."""
    yield Raw("empty", b"", "is empty", NOT_JSON)
    yield Raw("blank", b" \t\r\n", "holds white space only", NOT_JSON)
    yield Raw("twice", text + b" " + text, "is written twice", NOT_JSON)
    yield Raw("text-after", text + b"x", "has a letter after its end", NOT_JSON)
    yield Raw("nul-after", text + b"\0", "has a NUL byte after its end", NOT_JSON)
    yield Raw("utf-16", text.decode().encode("utf-16"), "is written in UTF-16", NOT_UTF8, level="dialect")
    # RFC 8259, section 8.1: senders must not add one, readers may ignore it.
    yield Raw("byte-order-mark", b"\xef\xbb\xbf" + text, "begins with a byte order mark", level="dialect")
    yield Raw("space-around", b" \t" + text + b" ", "has white space around it")


def of_payload(shape: Shape, value: dict[str, Json]) -> Iterator[Raw]:
    """Yield what concerns the text of a payload. `value` is a right payload of the shape."""
    text = written(value)
    yield from _cut(text)
    yield from _respelt(value)
    yield from _twice(value)
    first = next(iter(value), "undeclared")
    for operator, opened, closed, depth in _DEEP:
        nested = opened * depth + b"1" + closed * depth
        yield Raw(operator, _with(value, first, nested), f"holds values {depth:,} deep", TOO_DEEP)
    spots = spots_of(shape, value)
    if "text" in spots:
        yield from _texts(spots["text"])
    if "number" in spots:
        yield from _numbers(spots["number"])
    if value:
        yield from _words(value, first)


def _with(value: dict[str, Json], name: str, token: bytes) -> bytes:
    """Write an object with a token in the place of one of its values."""
    members = {**{key: written(inner) for key, inner in value.items()}, name: token}
    return b"{" + b",".join(written(key) + b":" + inner for key, inner in members.items()) + b"}"


def _cut(text: bytes) -> Iterator[Raw]:
    yield Raw("truncated", text[:-1], "lacks its last byte", NOT_JSON)
    yield Raw("half", text[: len(text) // 2], "breaks off in the middle", NOT_JSON)
    yield Raw("comment", text[:-1] + b"/**/}", "holds a comment", NOT_JSON)
    yield Raw("trailing-comma", text[:-1] + b",}", "has a comma after its last field", NOT_JSON)
    yield Raw("single-quotes", text.replace(b'"', b"'"), "is written with single quotes", NOT_JSON)


def _words(value: dict[str, Json], first: str) -> Iterator[Raw]:
    for operator, token in (("python-none", b"None"), ("undefined", b"undefined"), ("hole", b"")):
        yield Raw(operator, _with(value, first, token), "holds a field without a value that JSON has", NOT_JSON)


def _respelt(value: dict[str, Json]) -> Iterator[Raw]:
    """Yield other ways to write the same value (RFC 8259, sections 2, 4 and 7)."""
    spaced = json.dumps(value, ensure_ascii=False, separators=(" ,\t", "\t: ")).encode()
    yield Raw("spaces", spaced, "has white space between its parts")
    yield Raw("reversed", written(_reversed(value)), "has its fields in the reverse order")
    yield Raw("escaped", _escaped(value).encode(), "has every character of every text escaped")


def _reversed(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _escaped(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_escaped(name)}:{_escaped(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_escaped, value)) + "]"
    if isinstance(value, str):
        units = value.encode("utf-16-be")
        return '"' + "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)) + '"'
    return json.dumps(value)


def _twice(value: dict[str, Json]) -> Iterator[Raw]:
    """Yield objects with a name twice.

    RFC 8259, section 4, leaves open what a reader makes of them. A spec does not: all that is sent is collected, the
    value that the reader drops as well, so to refuse them is required.
    """
    first = next(iter(value), None)
    if first is None:
        return
    at = write([first])
    rest = written(value)[1:]
    for operator, again, inner, words in (
        ("twice", written(first), written(value[first]), "is there twice"),
        ("twice-escaped", _escaped(first).encode(), written(value[first]), "is there twice, once spelt with escapes"),
        ("twice-first-wrong", written(first), b'{"undeclared":1}', "is there twice, first with a wrong value"),
        ("twice-first-null", written(first), b"null", "is there twice, first as null"),
    ):
        yield Raw(operator, b"{" + again + b":" + inner + b"," + rest, f"`{first}` {words}", TWICE, at)
    outer = next((name for name, inner in value.items() if isinstance(inner, dict) and inner), None)
    if outer is not None:
        inside = value[outer]
        assert isinstance(inside, dict)  # noqa: S101  chosen for that
        name = next(iter(inside))
        nested = b"{" + written({name: inside[name]})[1:-1] + b"," + written(inside)[1:]
        words = f"`{outer}` holds `{name}` twice"
        yield Raw("twice-nested", _with(value, outer, nested), words, TWICE, write([outer, name]))


#: What stands between the quotes of a text, one character where it is one.
_BYTES: tuple[tuple[str, bytes, str, str, Level], ...] = (
    ("byte-ff", b"\xff", "holds a byte that UTF-8 does not have", NOT_UTF8, "required"),
    ("lone-continuation", b"\x80", "holds half a character in UTF-8", NOT_UTF8, "required"),
    ("overlong", b"\xc0\xaf", "holds a character in an overlong form of UTF-8", NOT_UTF8, "required"),
    ("cut-character", b"\xe2\x82", "holds a character in UTF-8 that breaks off", NOT_UTF8, "required"),
    ("surrogate-bytes", b"\xed\xa0\x80", "holds a surrogate in UTF-8", NOT_UTF8, "required"),
    ("beyond-unicode", b"\xf4\x90\x80\x80", "holds a code point that Unicode does not have", NOT_UTF8, "required"),
    ("line-feed", b"\n", "holds a line feed without an escape", NOT_JSON, "required"),
    ("nul", b"\0", "holds a NUL byte", NOT_JSON, "required"),
    ("bad-escape", b"\\x", "holds an escape that JSON does not have", NOT_JSON, "required"),
    ("short-escape", b"\\u00e", "holds an escape with three digits", NOT_JSON, "required"),
    # RFC 8259, section 8.2: what a reader makes of half a pair cannot be foreseen.
    ("lone-surrogate", b"\\ud800", "holds half a surrogate pair as an escape", NOT_UTF8, "dialect"),
    ("surrogate-pair", b"\\ud83d\\ude00", "holds a character as a surrogate pair of escapes", "", "required"),
    ("escaped-nul", b"\\u0000", "holds the character U+0000 as an escape", "", "recommended"),
)
#: What is wrong with a character alone has a place; a text that cannot be read has none.
_PLACED = frozenset({"lone-surrogate"})


def _texts(spot: Spot) -> Iterator[Raw]:
    for operator, token, words, keyword, level in _BYTES:
        at = spot.pointer if operator in _PLACED else ""
        if spot.free or keyword:
            text = spot.put(b'"' + token + b"a" * max(spot.least - 1, 0) + b'"')
            yield Raw(operator, text, f"`{spot.name}` {words}", keyword, at, level)


_NUMBERS: tuple[tuple[str, bytes, str, str, Level], ...] = (
    ("leading-zero", b"01", "is a number with a leading zero", NOT_JSON, "required"),
    ("plus-sign", b"+1", "is a number with a plus sign", NOT_JSON, "required"),
    ("hexadecimal", b"0x1", "is a hexadecimal number", NOT_JSON, "required"),
    ("leading-point", b".5", "is a number that begins with a point", NOT_JSON, "required"),
    ("trailing-point", b"1.", "is a number that ends in a point", NOT_JSON, "required"),
    # RFC 8259, section 6: numbers that the grammar cannot hold are not permitted.
    ("not-a-number", b"NaN", "is NaN", NOT_FINITE, "required"),
    ("infinity", b"Infinity", "is Infinity", NOT_FINITE, "required"),
    ("minus-infinity", b"-Infinity", "is -Infinity", NOT_FINITE, "required"),
    # The same section leaves range and precision to the reader.
    ("huge", b"1e400", "is larger than a double holds", NOT_FINITE, "dialect"),
    ("thirty-digits", b"9" * 30, "has thirty digits", "maximum", "required"),
    ("thirty-digits", b"9" * 30, "has thirty digits", "", "dialect"),
    ("tiny", b"1e-400", "is nearer to 0 than a double holds", "", "dialect"),
    ("minus-zero", b"-0", "is -0", "", "dialect"),
)


def _numbers(spot: Spot) -> Iterator[Raw]:
    for operator, token, words, keyword, level in _NUMBERS:
        at = spot.pointer if keyword in (NOT_FINITE, "maximum") else ""
        bounded = operator == "huge" and spot.bounded
        yield Raw(operator, spot.put(token), f"`{spot.name}` {words}", keyword, at, "required" if bounded else level)
    # JSON has one kind of number, and many readers have two.
    usual = written(spot.usual)
    yield Raw("exponent", spot.put(usual + b"e0"), f"`{spot.name}` is written with an exponent", level="dialect")
    if b"." not in usual and b"e" not in usual:
        yield Raw("point-zero", spot.put(usual + b".0"), f"`{spot.name}` is written with a point", level="dialect")
