"""Key files of each kind, made once."""

from __future__ import annotations

import json
from functools import cache

from joserfc import jwk


@cache
def key_files() -> dict[str, bytes]:
    """Return the content of a private key file of each kind that a caller may give."""
    elliptic, curve, secret = (
        jwk.ECKey.generate_key("P-256"),
        jwk.OKPKey.generate_key("X25519"),
        jwk.OctKey.generate_key(256),
    )
    rsa = jwk.RSAKey.generate_key(2048)
    named = {"keys": [{**elliptic.as_dict(private=True), "kid": "one"}]}
    return {
        "RSA PEM": rsa.as_pem(private=True),
        "EC PEM": elliptic.as_pem(private=True),
        "OKP PEM": curve.as_pem(private=True),
        "EC JWK": json.dumps(elliptic.as_dict(private=True)).encode(),
        "oct JWK": json.dumps(secret.as_dict(private=True)).encode(),
        "JWK set": json.dumps(named).encode(),
    }


def public(kind: str) -> bytes:
    """Return the public part of a PEM key."""
    kinds: dict[str, type[jwk.RSAKey | jwk.ECKey]] = {"RSA PEM": jwk.RSAKey, "EC PEM": jwk.ECKey}
    return kinds[kind].import_key(key_files()[kind]).as_pem(private=False)
