"""E-mail addresses (RFC 5321, section 4.1.2), as plain text or percent-encoded."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

# One character before the @ is enough. `pkg@1.2.3-rc.one` is a package at a version, `icon@2x.png` a picture.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+=?^_`{|}~\-](?:@|%40)"
    r"(?!v?[0-9]{1,9}\.[0-9])(?![0-9]x\.)"
    r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}[^\W\d_]{2,24}(?![\w\-])"
)


def _finds(text: str) -> bool:
    return _EMAIL.search(text) is not None


def _hint(raw: bytes) -> bool:
    return b"@" in raw or (b"%" in raw and b"%40" in raw) or has_escape(raw)


CLASS = ValueClass(
    name="email",
    description="An e-mail address with a full domain, such as `name@example.com`.",
    finds=_finds,
    hint=_hint,
    examples=(
        "jane.doe@example.com",
        "Jane <jane+news@mail.example.co.uk>",
        "user%40example.com",
        "jane@bücher.example",
        "git@github.com:acme/private.git",
        "by a@b.io, then c",
    ),
    counterexamples=(
        "@types/node",
        "react@18.2.0",
        "pkg@1.0.0-alpha.beta",
        "pkg@v1.2.x-rc.one",
        "@scope/pkg@next",
        "icon@2x.png",
        "root@localhost",
        "a @ b.com",
        "name@",
        "workspace:@acme/app@*",
    ),
)
