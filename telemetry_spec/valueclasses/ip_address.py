"""IP addresses: version 4 in dotted form, version 6 as in RFC 4291, section 2.2."""

from __future__ import annotations

import ipaddress
import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# `Chrome/120.0.0.0` is a product and its version; `1.2.3.4-beta` and `1.2.3.4.5` are versions.
_V4 = re.compile(rf"(?<![\w.\-])(?<![A-Za-z0-9]/)(?:{_OCTET}\.){{3}}{_OCTET}(?![\w\-]|\.\w)", re.ASCII)
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,36}(?![\w:])", re.ASCII)

_V4_RAW = re.compile(rb"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]")
_V6_RAW = re.compile(rb":(?::|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:)")


def _is_v6(text: str) -> bool:
    if "::" not in text and all(len(group) == 2 for group in text.split(":")):  # noqa: PLR2004  bytes of a hardware address
        return False
    if not any(char.isdigit() for char in text):  # names in code, such as `Cafe::Bed`
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _finds(text: str) -> bool:
    if "." in text and _V4.search(text):
        return True
    return ":" in text and any(_is_v6(match.group()) for match in _V6.finditer(text))


def _hint(raw: bytes) -> bool:
    return _V4_RAW.search(raw) is not None or _V6_RAW.search(raw) is not None or has_escape(raw)


CLASS = ValueClass(
    name="ip_address",
    description="An IP address. A version of four numbers (`1.2.3.4`) cannot be told from one and counts.",
    finds=_finds,
    hint=_hint,
    examples=(
        "192.168.0.1",
        "1.2.3.4",
        "http://10.0.0.1:8080/x",
        "from 203.0.113.7.",
        "10.1.0.0/16",
        "2001:db8::1",
        "[fe80::1%eth0]:80",
        "::1",
        "::ffff:10.0.0.1",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    ),
    counterexamples=(
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4-beta",
        "v1.2.3.4",
        "256.1.1.1",
        "01.2.3.4",
        "Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36",
        "6.18.44-fc-v657",
        "2026-11-20 23:23:47.157865",
        "std::string",
        "Cafe::Bed",
        "::",
        "aa:bb:cc:dd:ee:ff",
        "00:11:22:33:44:55:66:77",
    ),
)
