"""Specs, events and payloads for clients."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from telemetry_spec import api
from telemetry_spec.client.payload import made_up
from telemetry_spec.emit.samples import published, realistic
from telemetry_spec.model.shape import Shape
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.wire.encodings.base import Keys
from tests.conftest import ROOT

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Event, Source, Spec

PRODUCTS = ("flowforge", "hasura", "refine", "strapi")
SECRETS = Secrets(salt=b"salt", key=b"key")
#: A key that both ends have: 256 bits, as a JWK (RFC 7517).
KEYS = Keys(jwe=b'{"kty": "oct", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}')
#: Products with parts that are off by default. An answer turns them on.
AGREED = frozenset({"strapi", "beacon", "prism"})

EXECUTION = {
    "timestamp": "2019-01-21T11:36:07.86783+00:00",
    "version": "v0.4.27",
    "command": "hasura version",
    "is_error": False,
    "os_platform": "linux",
    "os_arch": "amd64",
    "server_uuid": "a4d66fb2-f88d-457b-8db1-ea7a0b57921d",
    "server_version": "v1.0.0-alpha36",
    "payload": None,
}


@cache
def product(name: str) -> Spec:
    return api.load(ROOT / "schemas" / f"{name}.telemetry.yaml")


@cache
def shape_spec(name: str) -> Spec:
    folder = ROOT / "tests" / "shapes"
    return api.load(folder / name if (folder / name).is_dir() else folder / f"{name}.telemetry.yaml")


def payload_of(event: Event) -> dict[str, Any]:
    """Return a payload as a host would give it: without the identifiers that the client makes."""
    value = made_up(event.payload, published(event, stored=False))
    assert isinstance(value, dict)
    return value


def around(source: Source) -> dict[str, Any]:
    """Return what goes around the events of a source."""
    texts = {
        where: realistic(Shape(type="object", kind="object", fields=fields))
        for where, fields in (("headers", source.request.headers), ("query", source.request.query))
    }
    body = made_up(source.request.body, realistic(source.request.body))
    return {"envelope": body if isinstance(body, dict) else {}, **texts}
