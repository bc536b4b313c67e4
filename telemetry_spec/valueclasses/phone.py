"""Telephone numbers: international (ITU-T E.164, with its plus), North American with brackets, and `tel:` addresses."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

# Eight to fifteen digits, each with at most one separator before it.
_PHONE = re.compile(
    r"(?<![\w+.\-])\+[1-9](?:[ .\-/]?\(?[0-9]\)?){7,14}(?![0-9A-Za-z_.\-+]?[0-9A-Za-z_])"
    r"|(?<![\w)])\([2-9][0-9]{2}\)[ \-]?[0-9]{3}[ .\-][0-9]{4}(?![\w\-])"
    r"|(?<!\w)tel:\+?[0-9]",
    re.ASCII,
)

_PLUS_RAW = re.compile(rb"\+[1-9][0-9 .\-/(]")
_BRACKET_RAW = re.compile(rb"\([2-9][0-9]{2}\)")


def _finds(text: str) -> bool:
    return _PHONE.search(text) is not None


def _hint(raw: bytes) -> bool:
    return (
        (b"+" in raw and _PLUS_RAW.search(raw) is not None)
        or (b"(" in raw and _BRACKET_RAW.search(raw) is not None)
        or b"tel:" in raw
        or has_escape(raw)
    )


CLASS = ValueClass(
    name="phone",
    description="A telephone number with its country (`+49 30 1234567`) or in the form `(212) 555-0123`. Other rows of "
    "digits cannot be told from numbers of any other kind.",
    finds=_finds,
    hint=_hint,
    examples=(
        "+49 30 1234567",
        "+12125550123",
        "+1.2125550123",
        "call +44 (20) 7946-0018",
        "(212) 555-0123",
        "tel:5550123",
    ),
    counterexamples=(
        "1.0.0+20130313144700",
        "2026-11-20T23:23:47+10:00",
        "+1030",
        "1e+100000000",
        "12125550123",
        "555-0123",
        "f(212)",
        "+1.2.3",
        "0a7a19d7-772d-40f0-b500-f108d50b558c",
    ),
)
