"""Paths of files, which tell names of users, customers and projects."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass

_ROOTS = (
    "home|Users|root|var|tmp|etc|usr|opt|mnt|srv|private/(?:var|tmp|etc)|workspaces?|github/workspace|"
    "Volumes|Library|Applications"
)
_ENDINGS = (
    "pyc?|ipynb|tsx?|jsx?|mjs|cjs|mts|cts|vue|svelte|java|kts?|go|rs|rb|php|cs|cpp|hpp|swift|scala|ex|exs|lua|"
    "sql|sh|ps1|bat|json|ya?ml|toml|ini|cfg|conf|env|lock|gradle|properties|log|txt|xml|pem|key|db|sqlite"
)

_PATH = re.compile(
    rf"(?<![\w.@\-/])/(?:{_ROOTS})/[^\s/]"  # a known folder at the root
    r"|(?<![\w~])~/[\w.]"  # in the user's folder
    r"|(?<![A-Za-z0-9])[A-Za-z]:(?:\\|/(?!/))[^\s\"']"  # on a drive
    r"|(?<![\w\\])\\\\[\w.\-]{1,64}\\[\w$]"  # on a Windows share
    r"|(?<!\w)(?:file|FILE)://",
    re.ASCII,
)
_SOURCE_FILE = re.compile(rf"\.(?:{_ENDINGS})(?::[0-9]{{1,6}}){{0,2}}[)\]}}>\"'`,.;:]{{0,4}}\Z", re.ASCII)

_ROOTS_RAW = re.compile(rf"/(?:{_ROOTS})/".encode())
_DRIVE_RAW = re.compile(rb":/[^/]")
_ENDING_RAW = re.compile(rf"\.(?:{_ENDINGS})(?![A-Za-z0-9])".encode())


def _is_source_file(word: str) -> bool:
    """A path with two folders or more that ends like a source or configuration file, and is no address."""
    return word.count("/") + word.count("\\") > 1 and "://" not in word and _SOURCE_FILE.search(word[-32:]) is not None


def _finds(text: str) -> bool:
    if "/" not in text and "\\" not in text:
        return False
    return _PATH.search(text) is not None or any(map(_is_source_file, text.split()))


def _hint(raw: bytes) -> bool:
    if b"\\" in raw:  # a backslash in a path is doubled, a slash may be written \/, any character \uXXXX
        return True
    if b"/" not in raw:
        return False
    return (
        b"~/" in raw
        or b"ile://" in raw
        or b"ILE://" in raw
        or _ROOTS_RAW.search(raw) is not None
        or _DRIVE_RAW.search(raw) is not None
        or (raw.count(b"/") > 1 and _ENDING_RAW.search(raw) is not None)
    )


CLASS = ValueClass(
    name="file_path",
    description="A path that begins at a known folder (`/home/`, `~/` ...), a drive, a share or `file://`, or "
    "one of two folders or more that ends like a source or configuration file. A route (`/data/x`) is none.",
    finds=_finds,
    hint=_hint,
    examples=(
        "/home/jane/project",
        "/Users/jane/app",
        "/var/log/syslog",
        "error in /tmp/x",
        "/private/var/folders/zz",
        "~/projects/shop",
        "C:\\Users\\jane",
        "D:/work/shop",
        "\\\\server\\share\\x",
        "file:///etc/passwd",
        "file://host/share",
        "FILE://host/share",
        "src/pages/index.tsx",
        "at run (src/lib/a.js:10:3)",
        "src\\lib\\a.py",
        "PATH=/usr/local/bin",
    ),
    counterexamples=(
        "/data/schema/SCHEMA_NAME/tables/TABLE_NAME/modify",
        "/settings/users/home",
        "https://example.com/home/jane",
        "https://cdn.example.com/a/b/c.js",
        "text/html",
        "image/webp",
        "ModifyTable/RESET",
        "@types/node",
        "next.config.js",
        "next/font/google/target.css",
        "application/vnd.api+json",
        "and/or/not",
        "/home",
        "~1.2.3",
        "12:/",
        "a://b",
        "Linux-6.1.0-18-amd64-x86_64-with-glibc2.36",
    ),
)
