"""The address that a request names."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

#: A host, with a port or without.
HOST: Final = re.compile(r"[A-Za-z0-9._~%-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def is_address(url: str) -> bool:
    """Say whether a text is an absolute address of a request."""
    try:
        parts = urlsplit(url)
        port = parts.port  # which is read only now
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc) is not None
    return whole and port != 0 and "#" not in url
