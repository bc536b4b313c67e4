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
    from telemetry_spec.model.shape import Field

#: An address that is nobody's (RFC 5737): servers behind proxies take the sender's from these headers.
ADDRESS: Final = "198.51.100.93"
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
    declared = {_header(member).lower(): member for member in route.event.received if _header(member)}
    names = dict.fromkeys([*_HEADERS, *(_header(member) for member in declared.values())])
    return tuple(
        (name, _example(declared[name.lower()]) if name.lower() in declared else _HEADERS[name][0])
        for name in {one.lower(): one for one in names}.values()
        if name.lower() not in taken
    )


def found_in(value: object) -> str:
    """Return the name of a header whose planted text occurs in a value, or ""."""
    texts = [text.casefold() for text in texts_in(value)]
    return next((name for name, (_, mark) in _HEADERS.items() if any(mark in text for text in texts)), "")


def holds_address(value: object, addresses: Iterable[str]) -> bool:
    """Say whether one of these IP addresses occurs in a value, alone or within a longer text."""
    patterns = [
        re.compile(_V6.format(re.escape(one)) if ":" in one else _V4.format(re.escape(one))) for one in addresses
    ]
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


def _header(member: Field) -> str:
    return "User-Agent" if member.origin == "user_agent" else member.header if member.origin == "header" else ""


def _example(member: Field) -> str:
    return str(member.examples[0] if member.examples else realistic(member.shape))
