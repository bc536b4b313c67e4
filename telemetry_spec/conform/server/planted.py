"""Headers that no spec declares, with texts that occur nowhere else, and the search for them in what is stored.

Browsers, proxies and libraries add such headers to requests without being asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit.samples import realistic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.conform.server.routes import Route

#: An address that is nobody's (RFC 5737): servers behind proxies take the sender's from these headers.
ADDRESS: Final = "198.51.100.93"
#: Where the spec declares that something is read from the user agent, it is one to read something from.
_BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
#: Each header with its value, and the text by which it is known again. That of the address finds it shortened, too.
_HEADERS: Final = {
    "User-Agent": ("planted-user-agent/1.0", "planted-user-agent"),
    "Referer": ("https://planted-referer.invalid/", "planted-referer"),
    "Accept-Language": ("en-x-planted-language", "planted-language"),
    "Cookie": ("visitor=planted-cookie", "planted-cookie"),
    "From": ("planted-from@planted.invalid", "planted-from"),
    "X-Request-ID": ("planted-request-id", "planted-request-id"),
    "X-Device-ID": ("planted-device-id", "planted-device-id"),
    "Sec-CH-UA-Platform": ('"planted-platform"', "planted-platform"),
    "X-Forwarded-For": (ADDRESS, "198.51.100."),
    "X-Real-IP": (ADDRESS, "198.51.100."),
    "Forwarded": (f"for={ADDRESS}", "198.51.100."),
}


def headers_for(route: Route, given: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return headers to add to a request with some `given` ones; those that the event stores have values that fit."""
    taken = {name.lower() for name in given}
    values = {name: value for name, (value, _) in _HEADERS.items()}
    for member in route.event.received:
        if member.origin == "user_agent":
            values["User-Agent"] = _BROWSER
        elif member.origin == "header":
            values = {name: value for name, value in values.items() if name.lower() != member.header.lower()}
            values[member.header] = str(member.examples[0] if member.examples else realistic(member.shape))
    return tuple((name, value) for name, value in values.items() if name.lower() not in taken)


def found_in(value: object) -> str:
    """Return the name of a header whose planted text occurs in a value, or ""."""
    texts = [text.casefold() for text in texts_in(value)]
    return next((name for name, (_, mark) in _HEADERS.items() if any(mark in text for text in texts)), "")


def holds_address(value: object, addresses: Iterable[str]) -> bool:
    """Say whether one of these IP addresses occurs in a value, alone or within a longer text."""
    patterns = [re.compile((_V6 if ":" in one else _V4).format(re.escape(one)), re.IGNORECASE) for one in addresses]
    return any(pattern.search(text) for text in texts_in(value) for pattern in patterns)


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a JSON value, the names of its fields included."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            pending += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            pending += one


_V4: Final = r"(?<![0-9.]){}(?![0-9]|\.[0-9])"
_V6: Final = r"(?<![0-9A-Fa-f:.]){}(?![0-9A-Fa-f:.])"
