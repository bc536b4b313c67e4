"""Headers that carry a request and say nothing of the sender, as long as they hold what they are for.

A header of these names with anything else in it is data like any other, and has to be declared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json

_WORD: Final = r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}"
_CODING: Final = r"(?:gzip|x-gzip|deflate|br|zstd|compress|dcb|dcz|identity|chunked|trailers|\*)"
_WEIGHT: Final = r"(?:[ \t]*;[ \t]*q=[01]?(?:\.[0-9]{1,3})?)?"
_MEDIA: Final = rf"{_WORD}/{_WORD}"
_NEXT: Final = r"[ \t]*;[ \t]*"
_DAY: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


def _list(item: str) -> str:
    return rf"[ \t]*(?:{item}(?:[ \t]*,[ \t]*{item})*)?[ \t]*"


_FORMS: Final[dict[str, str]] = {
    # RFC 9110, section 12.5.1; `v=b3` is Chromium's own
    "accept": _list(rf"(?:{_MEDIA}|\*)(?:{_NEXT}(?:q=[01]?(?:\.[0-9]{{1,3}})?|charset=[A-Za-z0-9-]{{1,20}}|v=b3))*"),
    "accept-encoding": _list(_CODING + _WEIGHT),
    "connection": _list(r"(?i:close|keep-alive|upgrade|te|http2-settings)"),
    "content-encoding": _list(_CODING),
    "content-length": r"[0-9]{1,19}",
    # the boundary is made up for each request (RFC 2046, section 5.1.1)
    "content-type": rf"{_MEDIA}(?:{_NEXT}(?:charset=\"?[A-Za-z0-9._-]{{1,20}}\"?|boundary=\"?[^\"\s]{{1,70}}\"?))*",
    "date": rf"{_DAY}, [0-9]{{2}} [A-Z][a-z]{{2}} [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT",
    "expect": r"(?i:100-continue)",
    "host": r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::[0-9]{1,5})?",
    "keep-alive": _list(r"(?i:timeout|max)=[0-9]{1,6}"),
    "sec-fetch-dest": r"[a-z]{1,20}",
    "sec-fetch-mode": r"cors|no-cors|navigate|same-origin|websocket",
    "sec-fetch-site": r"cross-site|same-origin|same-site|none",
    "sec-fetch-user": r"\?[01]",
    "te": _list(_CODING + _WEIGHT),
    "trailer": _list(_WORD),
    "transfer-encoding": _list(_CODING),
    "upgrade": _list(r"(?i:h2c|websocket|TLS/1\.[0-9])"),
    # what a proxy adds: its version and a name of its own (RFC 9110, section 7.6.3)
    "via": _list(r"(?:HTTP/)?[0-9](?:\.[0-9])?[ \t]+[A-Za-z0-9._:-]{1,60}(?:[ \t]+\([^)]{0,60}\))?"),
}
#: The names of these headers, in lower case (RFC 9110, RFC 9112; Fetch metadata by the W3C).
TRANSPORT: Final = {name: re.compile(form) for name, form in _FORMS.items()}


def is_transport(name: str, value: Json) -> bool:
    """Say whether a header carries the request and nothing else. `name` is in lower case."""
    form = TRANSPORT.get(name)
    return form is not None and form.fullmatch(str(value)) is not None
