"""Canaries: values that only this run has, and the forms in which they could slip into what is sent."""

from __future__ import annotations

import base64
import hashlib
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_HASHES: Final = ("md5", "sha1", "sha256", "sha512")
#: Digits of a hash that tell it for sure; hashes are sent shortened as well.
_DIGITS: Final = 16
#: Shorter texts occur by chance.
_SHORTEST: Final = 6


@dataclass(frozen=True, slots=True)
class Canary:
    """A value that must not be sent. `kind` names it for good, `what` says in words what it is."""

    kind: str
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a value could take. `folded` forms are looked for without regard to case and to separators."""

    name: str
    needle: bytes
    folded: bool


@lru_cache(maxsize=512)
def forms(value: str) -> tuple[Form, ...]:
    """Return the forms of a value: as it is, URL-encoded, base64-encoded wherever it stands, and hashed."""
    return tuple(_forms(value)) if len(value) >= _SHORTEST else ()


def _forms(value: str) -> Iterator[Form]:
    yield Form("as it is", value.lower().encode(), folded=True)
    escaped = quote(value, safe="")
    if escaped != value:
        yield Form("URL-encoded", escaped.lower().encode(), folded=True)
    bare = value.replace(":", "").replace("-", "")
    if bare != value and len(bare) >= _SHORTEST:
        yield Form("without separators", bare.lower().encode(), folded=True)
    if len(value) > 2 * _DIGITS - 1 and set(value) <= set(string.hexdigits):
        yield Form("cut short", value[:_DIGITS].lower().encode(), folded=True)
    for text in dict.fromkeys((value, value.lower())):
        case = "" if text == value else " in lower case"
        for needle in _base64(text.encode()):
            yield Form(f"base64-encoded{case}", needle, folded=False)
        for name in _HASHES:
            digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
            words = f"as its {name.upper().replace('SHA', 'SHA-')} hash{' in lower case' if case else ''}"
            yield Form(words, digest.hex()[:_DIGITS].encode(), folded=True)
            for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
                yield Form(words, alphabet(digest)[:_DIGITS], folded=False)


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
            if form.needle in (self.folded if form.folded else self.plain):
                return form.name
        return ""
