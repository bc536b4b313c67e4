"""Base64 with letters that an address can hold (RFC 4648, section 5), without padding as in RFC 7515, section 2."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from telemetry_spec.wire.encodings.base import Step, UndecodableError, bounded

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys

_QUANTUM: Final = 4  # characters that stand for three bytes


def _encode(data: bytes, _: Keys) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    text = data.strip()
    if b"=" not in text:  # padding may be there or not
        text += b"=" * (-len(text) % _QUANTUM)
    try:
        found = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError:
        raise UndecodableError("not-base64url", "This is not base64url.") from None
    if b"+" in text or b"/" in text:  # Python lets the other alphabet through as well
        raise UndecodableError("not-base64url", "This is base64 in the alphabet with `+` and `/`, not base64url.")
    return bounded(found, limit)


STEP = Step(encode=_encode, decode=_decode, content_type="text/plain", accepts=("application/octet-stream",))
