"""Canaries: values that only this run has, and the forms in which they could slip into what is sent."""

from __future__ import annotations

import base64
import hashlib
import re
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes

from telemetry_spec.check.names import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

_HASHES: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
#: Digits of a hash that tell it for sure; hashes are sent shortened as well.
_DIGITS: Final = 16
#: Shorter texts occur by chance.
_SHORTEST: Final = 6
#: Digits of a name that is all hexadecimal digits which are shown for all of it, as git does.
_ABBREVIATED: Final = 7
#: Hexadecimal digits that are written as bytes or as one number too: hardware addresses, identifiers.
_NUMBERS: Final = 12
_DIGIT: Final = frozenset(bytes([one]) for one in string.hexdigits.encode())


@dataclass(frozen=True, slots=True)
class Canary:
    """A value that must not be sent. `kind` names it for good, `what` says in words what it is."""

    kind: str
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a value could take. `folded` forms are looked for without regard to case and to separators.

    Where `whole` is given, the needle is how it begins, and it has to stand alone: no other digits around it.
    """

    name: str
    needle: bytes
    folded: bool
    whole: bytes = b""

    def within(self, text: bytes) -> bool:
        """Say whether a text holds it."""
        at = text.find(self.needle)
        while self.whole and at >= 0 and not self._alone(text, at):
            at = text.find(self.needle, at + 1)
        return at >= 0

    def _alone(self, text: bytes, at: int) -> bool:
        end = at + len(self.needle)
        while end < len(text) and text[end : end + 1] == self.whole[end - at : end - at + 1]:
            end += 1
        return text[max(at - 1, 0) : at] not in _DIGIT and text[end : end + 1] not in _DIGIT


def without(text: str, values: frozenset[str]) -> str:
    """Return a text with `*` in the place of values, whatever their case."""
    return _any_of(values).sub(HIDDEN, text) if values and text else text


@lru_cache(maxsize=8)
def _any_of(values: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted((value for value in values if len(value) >= _SHORTEST), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"\A(?!)", re.IGNORECASE)


@lru_cache(maxsize=512)
def forms(value: str) -> tuple[Form, ...]:
    """Return the forms of a value, each once: as it is, encoded in the usual ways wherever it stands, and hashed."""
    if len(value) < _SHORTEST:
        return ()
    return tuple({(form.needle, form.folded): form for form in reversed([*_forms(value)])}.values())[::-1]


def _forms(value: str) -> Iterator[Form]:
    yield Form("as it is", value.lower().encode(), folded=True)
    escaped = quote(value, safe="")
    if escaped != value:
        yield Form("URL-encoded", escaped.lower().encode(), folded=True)
    bare = value.replace(":", "").replace("-", "")
    if bare != value and len(bare) >= _SHORTEST:
        yield Form("without separators", bare.lower().encode(), folded=True)
    yield Form("backwards", value[::-1].lower().encode(), folded=True)
    if len(bare) >= _NUMBERS and len(bare) % 2 == 0 and set(bare) <= set(string.hexdigits):
        yield from _as_number(bare.lower())
    for text in dict.fromkeys((value, value.lower())):
        case = "" if text == value else " in lower case"
        yield from _encoded(text, case)
        yield from _hashed(text, case)
        yield from _hashed(f"{text}\n", f" with the end of a line{case}")


def _as_number(digits: str) -> Iterator[Form]:
    """Yield the forms of hexadecimal digits: cut short, as bytes, and short ones as a decimal number too."""
    if len(digits) >= 2 * _DIGITS:
        yield Form("cut short", digits[:_DIGITS].encode(), folded=True)
        yield Form("cut short", digits[:_ABBREVIATED].encode(), folded=True, whole=digits.encode())
    else:
        yield Form("as a number", str(int(digits, 16)).encode(), folded=True)
    data = bytes.fromhex(digits)
    yield Form("as bytes", data, folded=False)
    for needle in _base64(data):
        yield Form("as bytes, base64-encoded", needle, folded=False)


def _encoded(text: str, case: str) -> Iterator[Form]:
    data = text.encode()
    for needle in _base64(data):
        yield Form(f"base64-encoded{case}", needle, folded=False)
        for twice in _base64(needle):
            yield Form(f"base64-encoded twice{case}", twice, folded=False)
    for order in ("utf-16-le", "utf-16-be"):
        for needle in _base64(text.encode(order)):
            yield Form(f"base64-encoded as UTF-16{case}", needle, folded=False)
    for needle in _base32(data):
        yield Form(f"base32-encoded{case}", needle.lower(), folded=True)
    yield Form(f"in hexadecimal digits{case}", data.hex().encode(), folded=True)


def _hashed(text: str, case: str) -> Iterator[Form]:
    for name in _HASHES:
        digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
        words = f"as its {name.upper().replace('SHA', 'SHA-')} hash{case}"
        yield Form(words, digest.hex()[:_DIGITS].encode(), folded=True)
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            yield Form(words, alphabet(digest)[:_DIGITS], folded=False)


def _base32(text: bytes) -> Iterator[bytes]:
    """Yield what a text looks like within base32 (RFC 4648, section 6), wherever it can begin in a group."""
    for shift in range(5):
        encoded = base64.b32encode(bytes(shift) + text)
        yield encoded[(8 * shift + 4) // 5 : (8 * (shift + len(text))) // 5]


def _base64(text: bytes) -> Iterator[bytes]:
    """Yield what a text looks like within base64, at each of the three places where it can begin in a group."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + text)
        first = (8 * shift + 5) // 6
        last = (8 * (shift + len(text))) // 6
        needle = encoded[first:last]
        yield needle
        if needle.translate(None, b"+/") != needle:
            yield needle.replace(b"+", b"-").replace(b"/", b"_")


@dataclass(frozen=True, slots=True)
class Haystack:
    """A text that was sent, ready to be searched. `place` says in words where it was."""

    place: str
    plain: bytes
    folded: bytes

    @classmethod
    def of(cls, place: str, text: bytes | str) -> Haystack:
        """Prepare a text: decoded from URL encoding too, lower-cased, and without dashes and colons."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        both = data + b"\n" + unquote_to_bytes(data) if b"%" in data else data
        lower = both.lower()
        bare = lower.translate(None, b"-:")
        return cls(place, both, lower if bare == lower else lower + b"\n" + bare)

    def form(self, value: str) -> str:
        """Return the name of the first form in which a value is in the text, or ""."""
        for form in forms(value):
            if form.within(self.folded if form.folded else self.plain):
                return form.name
        return ""
