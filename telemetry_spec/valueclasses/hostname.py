"""Names of machines and sites (RFC 1123, section 2.1), told conservatively: names in code look much the same."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"

# Two labels are enough for these. The last line is for networks of one's own (RFC 6762, RFC 8375, and usage).
_SHORT = "com|org|edu|gov|mil|local|internal|intranet|lan|corp|home|localdomain|home\\.arpa"
# With these, two labels may be a package (`socket.io`), a framework (`asp.net`) or a language (`messages.de`).
_LONG = "net|io|dev|app|ai|cloud|co|info|biz|tech|eu|uk|us|ca|au|nz|de|fr|nl|ch|be|dk|fi|cz|pt|br|cn|jp|kr|ru"
# `com.example.app` is the identifier of a program, `org.apache.commons.io` a package of Java.
_REVERSED = r"(?!(?:com|org|net|io|dev|app|de|uk|me)\.)"

_HOST = re.compile(
    rf"(?:(?<![\w.@/\\\-])|://(?:[^\s/@]{{1,128}}@)?){_REVERSED}"
    rf"(?:(?:{_LABEL}\.){{1,10}}(?:{_SHORT})|(?:{_LABEL}\.){{2,10}}(?:{_LONG}))\.?(?![\w\-]|\.\w)",
    re.ASCII,
)
# Names that systems give to machines by themselves.
_DEFAULT_NAME = re.compile(
    r"(?<![\w\-])(?:(?:DESKTOP|LAPTOP)-[A-Z0-9]{7,8}|WIN-[A-Z0-9]{11}|ip-(?:[0-9]{1,3}-){3}[0-9]{1,3})(?![\w\-])"
    r"|[A-Za-z]s?-MacBook-(?:Pro|Air)",
    re.ASCII,
)

_ENDINGS = frozenset(f"{_SHORT}|{_LONG}".encode().split(b"|"))
_ENDING_RAW = re.compile(rb"\.([a-z]{2,11})(?![0-9A-Za-z_])")
_DEFAULT_NAME_RAW = re.compile(rb"-(?:(?<=[PNp]-)(?:(?<=TOP-)|(?<=WIN-)|(?<=ip-))|MacBook-)")


def _finds(text: str) -> bool:
    return ("." in text and _HOST.search(text) is not None) or ("-" in text and _DEFAULT_NAME.search(text) is not None)


def _hint(raw: bytes) -> bool:
    return (
        not _ENDINGS.isdisjoint(_ENDING_RAW.findall(raw))
        or _DEFAULT_NAME_RAW.search(raw) is not None
        or has_escape(raw)
    )


CLASS = ValueClass(
    name="hostname",
    description="The name of a machine or site: two labels or more under a usual ending (`.com`, `.internal` ...; "
    "under `.io`, `.dev`, `.de` and the like three), or a name that a system gives, such as `DESKTOP-4F2K9QX`.",
    finds=_finds,
    hint=_hint,
    examples=(
        "example.com",
        "db1.eu.example.io",
        "www.example.de",
        "https://shop.example.com/cart",
        "postgres://me:pw@db.corp.internal/x",
        "Janes-MacBook-Pro.local",
        "Janes-MacBook-Air",
        "DESKTOP-4F2K9QX",
        "ip-10-0-3-17",
        "printer.lan:9100",
        "nas.home.arpa",
        "at example.org.",
    ),
    counterexamples=(
        "next.config.js",
        "index.ts",
        "README.md",
        "socket.io",
        "asp.net",
        "ASP.NET",
        "com.example.app",
        "org.apache.commons.io",
        "platform.config.driver",
        "messages.de",
        "1.0.0-alpha36",
        "6.18.44-fc-v657",
        "user@example.com",
        ".env.local",
        "settings.local.json",
        "linux-64",
        "localhost",
        "static/example.com",
        "e.g. com",
    ),
)
