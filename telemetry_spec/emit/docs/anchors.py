"""Anchors on public pages: where a part of a spec can be linked to, today and after the page has changed."""

from __future__ import annotations

import re
from functools import lru_cache

_OTHER = re.compile(r"[^A-Za-z0-9._-]", re.ASCII)


@lru_cache(maxsize=4096)
def anchor(product: str, selector: str = "") -> str:
    """Return the anchor of what a selector names: product and selector, joined by a dot.

    Other characters than letters, digits, `.`, `_` and `-` are written as `~` and two hexadecimal digits a byte of
    UTF-8: an id in HTML holds no space, and `~` needs no escape in an address (RFC 3986, section 2.3). Two selectors
    never have the same anchor.
    """
    return _OTHER.sub(_written, f"{product}.{selector}" if selector else product)


def _written(found: re.Match[str]) -> str:
    return "".join(f"~{byte:02x}" for byte in found.group().encode())
