"""Base64 (RFC 4648, section 4)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from telemetry_spec.wire.encodings.base import Step, UndecodableError, bounded

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys


def _encode(data: bytes, _: Keys) -> bytes:
    return base64.b64encode(data)


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    try:
        found = base64.b64decode(data.strip(), validate=True)
    except ValueError:
        raise UndecodableError("not-base64", "This is not base64.") from None
    return bounded(found, limit)


STEP = Step(encode=_encode, decode=_decode, content_type="text/plain", accepts=("application/octet-stream",))
