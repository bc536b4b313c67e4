"""Headers that carry a request and say nothing of the sender, as long as they hold what they are for.

A header of these names with anything else in it is data like any other, and has to be declared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json

#: Media types that clients send and ask for. Of others only those that say whose they are: any name would do for one,
#: and so would an identifier.
_MEDIA_TYPES: Final = {
    "application": "atom+xml cbor csp-report ecmascript graphql graphql+json graphql-response+json grpc grpc+json "
    "grpc+proto grpc-web grpc-web+proto grpc-web-text grpc-web-text+proto gzip javascript jose jose+json json "
    "json-lines json-patch+json json-seq jsonl jsonlines jwk+json jwt ld+json manifest+json merge-patch+json msgpack "
    "ndjson octet-stream openmetrics-text pdf problem+json problem+xml protobuf reports+json rss+xml signed-exchange "
    "soap+xml wasm x-amz-json-1.0 x-amz-json-1.1 x-avro x-google-protobuf x-gzip x-javascript x-json x-jsonlines "
    "x-msgpack x-ndjson x-protobuf x-sentry-envelope x-tar x-thrift x-www-form-urlencoded xhtml+xml xml zip zlib "
    "zstd *",
    "audio": "*",
    "font": "otf ttf woff woff2 *",
    "image": "apng avif bmp gif heic jpeg jxl pjpeg png svg+xml tiff webp x-icon x-xbitmap *",
    "multipart": "alternative byteranges form-data mixed related",
    "text": "css csv event-stream html javascript json markdown plain xml *",
    "video": "*",
}
#: A type of a vendor (RFC 6838, section 3.2), which a few short words name, with its version and its syntax.
_VENDOR: Final = (
    r"application/vnd(?:\.[a-z]{2,12}(?:-[a-z]{2,12}){0,2}){1,3}(?:[.-]v[0-9]{1,2})?(?:\+(?:json|xml|protobuf|cbor))?"
)
#: Fields that clients write after a body (RFC 9110, section 6.5, RFC 9530, gRPC, checksums of object stores).
_TRAILERS: Final = (
    "content-digest content-md5 digest etag expires grpc-message grpc-status repr-digest server-timing "
    "x-amz-checksum-crc32 x-amz-checksum-crc32c x-amz-checksum-crc64nvme x-amz-checksum-sha1 x-amz-checksum-sha256 "
    "x-amz-trailer-signature"
)
_DESTS: Final = (
    "audio audioworklet document embed empty font frame iframe image json manifest object paintworklet report script "
    "serviceworker sharedworker style track video worker xslt"
)


def _any_of(*words: str) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


_CODING: Final = r"(?:gzip|x-gzip|deflate|br|zstd|compress|dcb|dcz|identity|chunked|trailers|\*)"
_WEIGHT: Final = r"(?:[ \t]*;[ \t]*q=[01]?(?:\.[0-9]{1,3})?)?"
_MEDIA: Final = (
    f"(?:{_VENDOR}|{_any_of(*(f'{top}/{one}' for top, found in _MEDIA_TYPES.items() for one in found.split()))})"
)
_CHARSET: Final = r"charset=\"?(?i:utf-?8|utf-16(?:[bl]e)?|(?:us-)?ascii|iso-8859-1|windows-1252)\"?"
_PARTS: Final = rf"multipart/{_any_of(*_MEDIA_TYPES['multipart'].split())}"
_BOUNDARY: Final = r"boundary=\"?[^\"\s]{1,70}\"?"
_NEXT: Final = r"[ \t]*;[ \t]*"
_DAY: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


def _list(item: str) -> str:
    return rf"[ \t]*(?:{item}(?:[ \t]*,[ \t]*{item})*)?[ \t]*"


_FORMS: Final[dict[str, str]] = {
    # RFC 9110, section 12.5.1; `v=b3` is Chromium's own
    "accept": _list(rf"(?:{_MEDIA}|\*|\*/\*)(?:{_NEXT}(?:q=[01]?(?:\.[0-9]{{1,3}})?|{_CHARSET}|v=b3))*"),
    "accept-encoding": _list(_CODING + _WEIGHT),
    "connection": _list(r"(?i:close|keep-alive|upgrade|te|http2-settings)"),
    "content-encoding": _list(_CODING),
    "content-length": r"[0-9]{1,19}",
    # the boundary is made up for each request (RFC 2046, section 5.1.1)
    "content-type": rf"{_MEDIA}(?:{_NEXT}{_CHARSET})*|{_PARTS}(?:{_NEXT}(?:{_CHARSET}|{_BOUNDARY}))*",
    "date": rf"{_DAY}, [0-9]{{2}} [A-Z][a-z]{{2}} [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT",
    "expect": r"(?i:100-continue)",
    "host": r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::[0-9]{1,5})?",
    "keep-alive": _list(r"(?i:timeout|max)=[0-9]{1,6}"),
    "sec-fetch-dest": _any_of(*_DESTS.split()),
    "sec-fetch-mode": r"cors|no-cors|navigate|same-origin|websocket",
    "sec-fetch-site": r"cross-site|same-origin|same-site|none",
    "sec-fetch-user": r"\?[01]",
    "te": _list(_CODING + _WEIGHT),
    "trailer": _list(f"(?i:{_any_of(*_TRAILERS.split())})"),
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
