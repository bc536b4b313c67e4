"""What a step of an encoding is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


class UndecodableError(Exception):
    """Bytes are not what a step makes. `code` names the reason for good; the text says it without any of the bytes.

    The codes are `too-large`, `no-key`, `undeclared-encoding`, `wrong-content-type`, `missing-carrier`,
    `repeated-carrier`, `not-utf8`, and `not-` with the name of the step for everything else: `not-gzip`, `not-json`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnencodableError(ValueError):
    """A value cannot be written by a step; the text says why without the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What only the two ends know.

    `jwe` is a key file's content: PEM, a JWK or a set of them (RFC 7517). To encode, the public part is enough.
    `alg` and `enc` are the algorithms to encode with (RFC 7518), where the key does not say.
    """

    jwe: bytes = b""
    alg: str = ""
    enc: str = "A256GCM"

    def __repr__(self) -> str:
        return f"Keys(jwe={'given' if self.jwe else 'none'})"


Encode: TypeAlias = "Callable[[bytes, Keys], bytes]"
Decode: TypeAlias = "Callable[[bytes, Keys, int], bytes]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an encoding.

    The steps that make a text of a value (`json`, `ndjson`, `form`) encode a JSON text and decode to one, as it was
    sent: duplicate keys stay visible. `decode` never returns more than its limit allows, and reads no further than it
    has to; it raises UndecodableError for whatever is not of its making.

    `content_type` is what a body is sent as whose outermost step this is, and `accepts` the other media types that
    say the same; with `content_encoding`, the content type remains that of the step within (RFC 9110, section 8.4).
    """

    encode: Encode
    decode: Decode
    content_type: str = ""
    content_encoding: str = ""
    accepts: tuple[str, ...] = ()


def bounded(data: bytes, limit: int) -> bytes:
    """Return what is no longer than a limit, in bytes. Raises UndecodableError for the rest."""
    if len(data) > limit:
        raise too_large(limit)
    return data


def too_large(limit: int) -> UndecodableError:
    """Return the error of a body that grows beyond a limit, in bytes."""
    return UndecodableError("too-large", f"The decoded body is longer than {limit} bytes.")
