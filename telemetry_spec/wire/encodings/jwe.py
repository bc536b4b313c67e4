"""Encrypted as a JSON Web Encryption (RFC 7516), in the compact serialization."""

from __future__ import annotations

import functools
import json
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from telemetry_spec.wire.encodings.base import Step, UndecodableError, UnencodableError, bounded
from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys

#: Passwords (PBES2) are left out: the sender would say how long the receiver has to compute (RFC 8725, section 3.5).
_ALGORITHMS: Final = (
    "dir", "A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "RSA-OAEP", "RSA-OAEP-256",
    "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW",
    "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM", "DEF",
)  # fmt: skip
#: What a key of each type is used with, where neither the key nor the caller says.
_USUAL: Final = {"RSA": "RSA-OAEP-256", "EC": "ECDH-ES+A256KW", "OKP": "ECDH-ES+A256KW", "oct": "dir"}
_PARTS: Final = 5


def _library() -> Any:  # noqa: ANN401  loaded where it is used
    try:
        import joserfc.errors
        import joserfc.jwe
        import joserfc.jwk
    except ImportError as error:
        raise MissingExtraError("joserfc") from error
    return joserfc


@functools.lru_cache(maxsize=16)
def key_of(content: bytes) -> Any:  # noqa: ANN401  the library's own type
    """Return the key in a key file's content: PEM, a JWK or a set of them. Raises ValueError, without the content."""
    text = content.strip()
    with warnings.catch_warnings(), suppress(Exception):  # the library raises many kinds, some with the content in them
        warnings.simplefilter("ignore")  # it warns of short keys
        if text.startswith(b"{"):
            found = json.loads(text)
            jwk = _library().jwk
            return jwk.KeySet.import_key_set(found) if "keys" in found else jwk.JWKRegistry.import_key(found)
        if text.startswith(b"-----BEGIN "):
            return _pem(text)
    raise ValueError("The key file holds no key: it is neither PEM nor a JWK (RFC 7517).")


def _pem(text: bytes) -> Any:  # noqa: ANN401  the library's own type
    library = _library()
    for kind in (library.jwk.RSAKey, library.jwk.ECKey, library.jwk.OKPKey):
        with suppress(library.errors.JoseError):  # it is of another kind
            return kind.import_key(text)
    raise ValueError


def _registry(limit: int) -> Any:  # noqa: ANN401  the library's own type
    registry = _library().jwe.JWERegistry(algorithms=_ALGORITHMS)
    registry.max_ciphertext_length = limit
    return registry


def _encode(data: bytes, keys: Keys) -> bytes:
    if not keys.jwe:
        raise UnencodableError("The body is to be encrypted (JWE), and no key is given.")
    library = _library()
    try:
        key = key_of(keys.jwe)
    except ValueError as error:
        raise UnencodableError(str(error)) from None
    first = key.keys[0] if hasattr(key, "keys") and isinstance(key.keys, list) else key
    header = {"alg": keys.alg or first.alg or _USUAL[first.key_type], "enc": keys.enc}
    if first.kid:
        header["kid"] = first.kid
    try:
        return str(library.jwe.encrypt_compact(header, data, first, registry=_registry(len(data) * 2))).encode()
    except (library.errors.JoseError, ValueError):
        raise UnencodableError(
            f"The key does not go with the algorithms {header['alg']} and {header['enc']}."
        ) from None


def _decode(data: bytes, keys: Keys, limit: int) -> bytes:
    if not keys.jwe:
        raise UndecodableError("no-key", "The body is encrypted (JWE), and no key is given.")
    library = _library()
    try:
        key = key_of(keys.jwe)
    except ValueError as error:
        raise UndecodableError("no-key", str(error)) from None
    text = data.strip()
    if text.count(b".") != _PARTS - 1:
        raise UndecodableError("not-jwe", "This is not a JWE in the compact serialization (RFC 7516, section 7.1).")
    try:
        plain: bytes = library.jwe.decrypt_compact(text, key, registry=_registry(len(text))).plaintext
    except library.errors.ExceededSizeError:
        raise UndecodableError("too-large", "The encrypted body, or a part of it, is too long.") from None
    except Exception:  # noqa: BLE001  the library raises many kinds for what it cannot read
        raise UndecodableError("not-jwe", "The body cannot be decrypted: it was not made with this key.") from None
    return bounded(plain or b"", limit)


STEP = Step(encode=_encode, decode=_decode, content_type="application/jose")
