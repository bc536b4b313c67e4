"""A small body that becomes a huge one is not refused.

## What it does

Sends a right body with 64 MB of blanks after it, compressed to some thousand bytes: as the destination declares, or
where it declares no compression, with `Content-Encoding: gzip`. It has to be refused, or the connection has to be
closed.

## Why

Some kilobytes from one client then take as much memory as the client likes, and a few of them the whole machine.
Frameworks decompress without being asked to.

## Instead

Decompress in pieces, up to the size that a body may have, and answer 413. Switch off decompression that the spec does
not declare.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.server.judge import Case, expect_rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session
    from telemetry_spec.model.result import Result

SCOPE = "place"

_SIZE: Final = 64 * 2**20
_COMPRESSED: Final = frozenset({"gzip", "zlib", "br", "zstd"})
#: Too long an address, too large a head, for a payload in the query (RFC 9110, section 15.5.15; RFC 6585, section 5).
_ALSO: Final = frozenset({414, 431})
_GZIP: Final = 31  # 16 says gzip, 15 the largest window


def check(session: Session, route: Route) -> Iterator[Result]:
    """Yield the result of a body that is small only while compressed."""
    place = route.destination
    declared = _COMPRESSED & set(place.encoding)
    good = session.request(route, [session.good(route)])
    if not declared and not good.body:
        return
    case = Case(
        id=f"decompression-bomb:{route.place}",
        what=f"a body of {_SIZE >> 20} MB in few bytes",
        help="Decompress in pieces up to a bound, and answer 413.",
        span=place.span,
        selector=f"destinations.{place.id}" if place.id else route.selector,
    )
    if declared:
        request = session.padded(route, (b"&" if place.encoding[0] == "form" else b" ") * _SIZE)
    else:
        request = replace(good, headers=(*good.headers, ("content-encoding", "gzip")), body=_bomb(good.body))
    yield expect_rejected(case, session.send(case.id, request), session, also=_ALSO, may_close=True)


@lru_cache(maxsize=8)
def _bomb(body: bytes) -> bytes:
    packer = zlib.compressobj(1, wbits=_GZIP)
    piece = b" " * 2**20
    parts = [packer.compress(body), *(packer.compress(piece) for _ in range(_SIZE // len(piece))), packer.flush()]
    return b"".join(parts)
