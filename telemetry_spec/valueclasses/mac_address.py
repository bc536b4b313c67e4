"""Hardware addresses of network cards: six bytes in hexadecimal (IEEE 802, EUI-48)."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

# With dashes one letter is asked for: `26-11-20-23-23-47` is a time.
_MAC = re.compile(
    r"(?<![\w:\-])(?:(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
    r"|(?=[0-9\-]{0,16}[A-Fa-f])(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})(?![\w:\-])",
    re.ASCII,
)

_COLONS_RAW = re.compile(rb":[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}:")
_DASHES_RAW = re.compile(rb"-[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-")


def _finds(text: str) -> bool:
    return _MAC.search(text) is not None


def _hint(raw: bytes) -> bool:
    return _COLONS_RAW.search(raw) is not None or _DASHES_RAW.search(raw) is not None or has_escape(raw)


CLASS = ValueClass(
    name="mac_address",
    description="A hardware address of six bytes with colons or dashes. Twelve digits without them cannot be told.",
    finds=_finds,
    hint=_hint,
    examples=("00:1B:44:11:3a:b7", "00-1B-44-11-3A-B7", "eth0 12:34:56:78:90:12 up"),
    counterexamples=(
        "26-11-20-23-23-47",
        "23:23:47",
        "00:11:22:33:44:55:66:77",
        "00:1b:44:11:3a",
        "001b44113ab7",
        "0a7a19d7-772d-40f0-b500-f108d50b558c",
        "2026-11-20T23:23:47+01:00",
    ),
)
