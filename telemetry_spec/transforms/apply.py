"""Transforms, carried out: a value is hashed, truncated, rounded or dropped."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, Union

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.model.shape import Json, Transform

_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)


class MissingSecretError(Exception):
    """A transform needs a salt or a key that was not given; the text says which."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the one that transforms knows: the salt and the key of its hashes."""

    salt: bytes = b""
    key: bytes = b""

    def __repr__(self) -> str:
        return "Secrets()"


class Dropped:
    """Stands for a value that was thrown away."""


DROPPED: Final = Dropped()
Kept: TypeAlias = Union["Json", Dropped]


def apply(transform: Transform, value: Json, secrets: Secrets) -> Kept:
    """Return what a transform makes of a value, DROPPED where it throws it away. Null stays null.

    - hash: lower-case hexadecimal digits. A text is hashed as its UTF-8 bytes, everything else as its compact JSON
      text with sorted keys. Salted is the hash of the salt and then the value; keyed is HMAC (RFC 2104).
    - truncate: the first `size` characters (code points) of a text; what is no text stays as it is.
    - round: the multiple of `size` that is nearest towards zero, also of a whole number written as a text.

    Raises:
        MissingSecretError: A salted or keyed hash lacks its salt or its key.
    """
    if transform.kind == "drop":
        return DROPPED
    if value is None:
        return None
    if transform.kind == "hash":
        return hashed(transform, value, secrets)
    if transform.kind == "truncate":
        return value[: transform.size] if isinstance(value, str) else value
    return _rounded(value, transform.size)


def apply_all(transforms: Iterable[Transform], value: Json, secrets: Secrets) -> Kept:
    """Return what several transforms make of a value, in their order. Raises MissingSecretError."""
    for transform in transforms:
        kept = apply(transform, value, secrets)
        if isinstance(kept, Dropped):
            return kept
        value = kept
    return value


def hashed(transform: Transform, value: Json, secrets: Secrets) -> str:
    """Return the hash of a value, as `apply` does. Raises MissingSecretError."""
    name = transform.algorithm or "sha256"
    data = bytes_of(value)
    if transform.mode == "keyed":
        if not secrets.key:
            raise MissingSecretError("A keyed hash needs a key, and none is given.")
        return hmac.new(secrets.key, data, name).hexdigest()
    if transform.mode == "salted":
        if not secrets.salt:
            raise MissingSecretError("A salted hash needs a salt, and none is given.")
        data = secrets.salt + data
    return hashlib.new(name, data, usedforsecurity=False).hexdigest()  # the spec chooses; lint has its say on it


def bytes_of(value: Json) -> bytes:
    """Return what is hashed of a value."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _rounded(value: Json, size: int) -> Json:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _towards_zero(int(value), size)  # exact, where a quotient of large floats is not
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return str(_towards_zero(int(value), size))
    return value


def _towards_zero(value: int, size: int) -> int:
    return value - value % size if value >= 0 else value + -value % size
