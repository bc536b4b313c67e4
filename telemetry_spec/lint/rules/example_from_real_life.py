"""An example may be somebody's real address.

## What it does

Reports examples of e-mail addresses, host names and IP addresses that are not reserved for documentation or private
use.

## Why

A page that is published should not show the address of a real person or machine, which may have been copied from real
data. Addresses are reserved for this: `example.com` and `.example` (RFC 2606), `192.0.2.0/24`, `198.51.100.0/24` and
`203.0.113.0/24` (RFC 5737), `2001:db8::/32` (RFC 3849).

## Example

```yaml
received:
  ip:
    type: ip_address
    from: remote_address
    sensitivity: personal
    description: The address that the request came from.
    examples: [8.8.8.8]
```

## Instead

```yaml
received:
  ip:
    type: ip_address
    from: remote_address
    sensitivity: personal
    description: The address that the request came from.
    examples: [203.0.113.7]
```
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.holds import WORDS, guess
from telemetry_spec.lint.texts import texts
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.lint.base import View

SEVERITY = Severity.WARNING

_RESERVED_ENDS = (
    "example", "test", "invalid", "localhost", "local", "internal", "example.com", "example.net", "example.org",
)  # fmt: skip


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each address that may exist."""
    for place in view.fields:
        found = guess(place.field) if place.field.examples else None
        if found is None or found.value_class not in _RESERVED:
            continue
        is_reserved, instead = _RESERVED[found.value_class]
        shown = [text.text for example in place.field.examples for text in texts(place.field.shape, example, "")]
        if not all(map(is_reserved, shown)):
            yield Hit(
                place.selector,
                place.field.span,
                f"An example of `{place.field.name}` is {WORDS[found.value_class]} that may be real.",
                f"Use one that is reserved for documentation, such as `{instead}`.",
            )


def _is_reserved_host(text: str) -> bool:
    name = text.lower().rstrip(".")
    return "." not in name or any(name == end or name.endswith(f".{end}") for end in _RESERVED_ENDS)


def _is_reserved_mailbox(text: str) -> bool:
    return _is_reserved_host(text.rpartition("@")[2])


def _is_reserved_address(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_private
    except ValueError:
        return True  # no address at all: other rules speak of that


_RESERVED: dict[str, tuple[Callable[[str], bool], str]] = {
    "email": (_is_reserved_mailbox, "ada@example.com"),
    "hostname": (_is_reserved_host, "build-7.example.com"),
    "ip_address": (_is_reserved_address, "203.0.113.7"),
}
