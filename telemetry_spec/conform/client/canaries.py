"""Canaries: values that only this run has, and the forms in which they could slip into what is sent."""

from __future__ import annotations

import base64
import hashlib
import re
import string
import uuid
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes

from telemetry_spec.check.names import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HASHES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "SHA-1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "SHA-224": lambda data: hashlib.sha224(data).digest(),
    "SHA-256": lambda data: hashlib.sha256(data).digest(),
    "SHA-384": lambda data: hashlib.sha384(data).digest(),
    "SHA-512": lambda data: hashlib.sha512(data).digest(),
    "SHA3-256": lambda data: hashlib.sha3_256(data).digest(),
    "SHA3-512": lambda data: hashlib.sha3_512(data).digest(),
    "BLAKE2b": lambda data: hashlib.blake2b(data).digest(),
    "BLAKE2b-256": lambda data: hashlib.blake2b(data, digest_size=32).digest(),
    "BLAKE2s": lambda data: hashlib.blake2s(data).digest(),
}
#: Digits of a hash that tell it for sure; hashes are sent shortened as well.
_DIGITS: Final = 16
#: Digits of a hash that tell it where no others are around them.
_FEW_DIGITS: Final = 12
#: Hashes of which people make a UUID, by setting its version, with the versions (RFC 9562, sections 5.3, 5.5 and 5.8).
_MADE_UUIDS: Final = {"MD5": "34", "SHA-1": "45", "SHA-256": "458"}
#: The namespaces of names that RFC 9562 knows (section 6.6).
_NAMESPACES: Final = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500)
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
        yield from _encoded(text, "" if text == value else " in lower case")
    cases = {value.upper(): " in upper case", value.lower(): " in lower case", bare: " without separators", value: ""}
    for text, case in reversed(cases.items()):
        yield from _hashed(text, case)
        yield from _hashed(f"{text}\n", f" with the end of a line{case}")
        yield from _named(text, case)


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
    for name, digest_of in _HASHES.items():
        digest = digest_of(text.encode())
        digits = digest.hex()
        words = f"as its {name} hash{case}"
        yield Form(words, digits[:_DIGITS].encode(), folded=True)
        yield Form(words, digits[:_FEW_DIGITS].encode(), folded=True, whole=digits.encode())
        for version in _MADE_UUIDS.get(name, ""):
            made = f"{digits[:_FEW_DIGITS]}{version}{digits[_FEW_DIGITS + 1 : _DIGITS]}"
            yield Form(f"{words}, as a UUID", made.encode(), folded=True)
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            yield Form(words, alphabet(digest)[:_DIGITS], folded=False)


def _named(text: str, case: str) -> Iterator[Form]:
    """Yield the UUIDs of a name (RFC 9562, sections 5.3 and 5.5), without their separators."""
    for space in _NAMESPACES:
        for version, made in ((3, uuid.uuid3(space, text)), (5, uuid.uuid5(space, text))):
            yield Form(f"as its UUID of version {version}{case}", made.hex[:_DIGITS].encode(), folded=True)


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


#: What may be base64 (RFC 4648, sections 4 and 5), long enough to hold something compressed.
_MAYBE_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
#: How much of it is looked at: how often, and how many bytes come out of one.
_MOST_RUNS: Final = 200
_MOST_BYTES: Final = 1 << 18
#: How compressed data begins, and what zlib is told then (RFC 1952, RFC 1950; RFC 1951 has no beginning of its own).
_GZIP: Final = (b"\x1f\x8b", 31)
_ZLIB: Final = (b"\x78", 15)
_DEFLATE: Final = (b"", -15)


def _inflated(text: bytes) -> bytes:
    """Return what is compressed in a text and written in base64, one after the other."""
    found: list[bytes] = []
    for run in islice(_MAYBE_BASE64.finditer(text), _MOST_RUNS):
        digits = run[0][:_MOST_BYTES].translate(_STANDARD)
        with suppress(ValueError):
            found.append(_decompressed(base64.b64decode(digits + b"=" * (-len(digits) % 4))))
    return b"\n".join(filter(None, found))


def _decompressed(data: bytes) -> bytes:
    for begin, window in (_GZIP, _ZLIB, _DEFLATE):
        if data.startswith(begin):
            reader = zlib.decompressobj(window)
            with suppress(zlib.error):
                found = reader.decompress(data, _MOST_BYTES)
                if found and (reader.eof or window > 0):  # anything may look deflated for a while
                    return found
    return b""


@dataclass(frozen=True, slots=True)
class Haystack:
    """A text that was sent, ready to be searched. `place` says in words where it was.

    `inflated` is what is compressed in it and written in base64.
    """

    place: str
    plain: bytes
    folded: bytes
    inflated: Haystack | None = None

    @classmethod
    def of(cls, place: str, text: bytes | str) -> Haystack:
        """Prepare a text: decoded from URL encoding and decompressed too, lower-cased, without dashes and colons."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        both = data + b"\n" + unquote_to_bytes(data) if b"%" in data else data
        lower = both.lower()
        bare = lower.translate(None, b"-:")
        inner = _inflated(both)
        inflated = cls(place, inner, inner.lower()) if inner else None
        return cls(place, both, lower if bare == lower else lower + b"\n" + bare, inflated)

    def form(self, value: str) -> str:
        """Return the name of the first form in which a value is in the text, or ""."""
        for form in forms(value):
            if form.within(self.folded if form.folded else self.plain):
                return form.name
        form_within = self.inflated.form(value) if self.inflated is not None else ""
        return f"{form_within}, compressed" if form_within else ""
