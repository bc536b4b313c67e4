"""JSON as it is (RFC 8259)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.wire.encodings.base import Step, bounded

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys


def _encode(data: bytes, _: Keys) -> bytes:
    return data


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    return bounded(data, limit)


STEP = Step(encode=_encode, decode=_decode, content_type="application/json", accepts=("text/json", "*/*+json"))
