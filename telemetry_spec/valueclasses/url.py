"""Addresses of pages and services (RFC 3986 with an authority, or beginning with `www.`)."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

_URL = re.compile(r"[A-Za-z0-9+.\-]://[^\s/]|file:///|(?<![\w.\-])www\.[a-z0-9\-]{1,63}\.[a-z]{2}", re.ASCII)

# To search for a literal is faster here than `in`.
_SCHEME_RAW = re.compile(rb"://")
_WWW_RAW = re.compile(rb"www\.")


def _finds(text: str) -> bool:
    return _URL.search(text) is not None


def _hint(raw: bytes) -> bool:
    return _SCHEME_RAW.search(raw) is not None or _WWW_RAW.search(raw) is not None or has_escape(raw)


CLASS = ValueClass(
    name="url",
    description="An address with a scheme and `://`, or one that begins with `www.`.",
    finds=_finds,
    hint=_hint,
    examples=(
        "https://example.com/a?b=c",
        "see HTTP://localhost:3000",
        "postgres://db/x",
        "git+ssh://git@host/x.git",
        "www.example.com",
        "file:///tmp/x",
    ),
    counterexamples=("/data/schema", "text/html", "mailto:", "a:/b", "://", "www", "www.", "npm:react", "//comment"),
)
