"""A payload in a request, and a request's payload: how a destination says that one lies in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlencode, urlsplit, urlunsplit

from telemetry_spec.model.finding import Span
from telemetry_spec.model.spec import Destination
from telemetry_spec.wire import encodings, jsontext
from telemetry_spec.wire.encodings.base import Keys, Step, UndecodableError
from telemetry_spec.wire.encodings.form import MEDIA_TYPE as FORM
from telemetry_spec.wire.message import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.model.shape import Json

#: Bytes that a body may have once it is decoded.
LIMIT: Final = 8 << 20
#: Where events go whose spec names no destination: to the root of whatever address a caller gives, as JSON.
UNSTATED: Final = Destination(
    id="", url="http://localhost/", method="POST", encoding=("json",), span=Span("", 1, 1, 1, 1)
)
_IDENTITY: Final = ("", "identity")


def to_request(
    destination: Destination,
    value: Json | bytes,
    *,
    headers: Sequence[tuple[str, str]] = (),
    query: Sequence[tuple[str, str]] = (),
    keys: Keys | None = None,
    base: str = "",
) -> Request:
    """Return the request that carries a body's value to a destination.

    Args:
        destination: Where it goes, and how it is written.
        value: The JSON value of the body; bytes are a JSON text, which is carried as it is, right or wrong.
        headers: More headers, such as those that carry values.
        query: More names and values in the query.
        keys: What a JWE is made with.
        base: `http://host:port`, to be used instead of the scheme, host and port of the destination.

    Raises:
        UnencodableError: The encoding cannot hold the value, or needs a key.
        MissingExtraError: The encoding needs a library that is not installed.
    """
    text = value if isinstance(value, bytes) else jsontext.dumps(value)
    body = encodings.encode(text, destination.encoding, keys or Keys())
    extra = urlencode(query)
    kind, coding = content_headers(destination)
    if carrier_of(destination) == "query":
        extra = "&".join(part for part in (_pair(destination.carrier_name, body), extra) if part)
        body, kind, coding = b"", "", ""
    elif destination.carrier == "field":
        body, kind, coding = _pair(destination.carrier_name, body).encode(), FORM, ""
    described = [("content-type", kind), ("content-encoding", coding)]
    given = {name.lower() for name, _ in headers}
    sent = tuple((name, text) for name, text in described if text and name not in given)
    return Request(destination.method, _address(destination.url, base, extra), (*sent, *headers), body)


def from_request(destination: Destination, request: Request, *, keys: Keys | None = None, limit: int = LIMIT) -> bytes:
    """Return the JSON text of the body that a request carries, as it was sent, duplicate keys included.

    Whether the text is JSON at all is for its reader to say, unless the encoding has to read it.

    Args:
        destination: Where it went, and how it should be written.
        request: The request.
        keys: What a JWE is read with.
        limit: The number of bytes that the body may have, before and after each step.

    Raises:
        UndecodableError: The request does not carry a body as the destination says.
        MissingExtraError: The encoding needs a library that is not installed.
    """
    _check_coding(destination, request)
    if carrier_of(destination) == "query":
        body = _query_value(destination.carrier_name, request)
    elif destination.carrier == "field":
        body = _field_value(destination, request, limit)
    else:
        body = request.body
    return encodings.decode(body, destination.encoding, keys or Keys(), limit)


def beside(destination: Destination, request: Request) -> list[str]:
    """Return the names of the form or JSON fields that lie beside the one that carries the payload.

    They are sent, and no spec can declare them.

    Raises:
        UndecodableError: The body is neither a form nor a JSON object.
    """
    if destination.carrier != "field" or carrier_of(destination) == "query":
        return []
    names = [name for name, _ in _fields(request, len(request.body))]
    return [name for name in names if name != destination.carrier_name]


def carrier_of(destination: Destination) -> str:
    """Return `body`, `query` or `field`: where the payload really lies. A field of a GET request lies in the query."""
    return "query" if destination.carrier == "field" and destination.method == "GET" else destination.carrier


def content_headers(destination: Destination) -> tuple[str, str]:
    """Return the `content-type` and the `content-encoding` that a body of this encoding has, "" for none."""
    steps = [encodings.get(name) for name in destination.encoding]
    codings = []
    while steps and steps[-1].content_encoding:
        codings.append(steps.pop().content_encoding)
    return steps[-1].content_type, ", ".join(reversed(codings))


def takes_content_type(destination: Destination, media_type: str) -> bool:
    """Say whether a body of a destination may have this `content-type`. Case and parameters make no difference."""
    media_type = media_type.partition(";")[0].strip().lower()
    if destination.carrier == "field":
        return media_type in (FORM, "application/json")
    return any(_means(step, media_type) for step in _outer(destination))


def _outer(destination: Destination) -> list[Step]:
    """Return the outermost steps, up to the first that a content type is of."""
    found = []
    for name in reversed(destination.encoding):
        found.append(encodings.get(name))
        if found[-1].content_type:
            break
    return found


def _means(step: Step, media_type: str) -> bool:
    suffixes = tuple(one.removeprefix("*/*") for one in step.accepts if one.startswith("*/*"))
    return media_type in (step.content_type, *step.accepts) or (bool(suffixes) and media_type.endswith(suffixes))


# ---------------------------------------------------------------- into a request


def _pair(name: str, value: bytes) -> str:
    return f"{quote_from_bytes(name.encode(), safe='')}={quote_from_bytes(value, safe='-._~')}"


def _address(url: str, base: str, query: str) -> str:
    parts = urlsplit(url)
    if base:
        instead = urlsplit(base)
        path = instead.path.rstrip("/") + (parts.path or "/")
        parts = parts._replace(scheme=instead.scheme, netloc=instead.netloc, path=path)
    joined = "&".join(part for part in (parts.query, query) if part)
    return urlunsplit(parts._replace(path=parts.path or "/", query=joined, fragment=""))


# ---------------------------------------------------------------- out of a request


def _check_coding(destination: Destination, request: Request) -> None:
    """Refuse a compression that the destination does not declare.

    One that it does declare is found in the body itself: real clients announce zlib as gzip, or nothing at all.
    """
    coding = (request.header("content-encoding") or "").strip().lower()
    compressed = any(encodings.get(name).content_encoding for name in destination.encoding)
    if coding not in _IDENTITY and not compressed:
        raise UndecodableError("undeclared-encoding", "The body is compressed, and the destination does not say so.")


def _query_value(name: str, request: Request) -> bytes:
    pairs = _pairs(urlsplit(request.url).query.encode("utf-8", "surrogatepass"))
    return _only([value for key, value in pairs if key == name], "query parameter", name)


def _pairs(text: bytes) -> list[tuple[str, bytes]]:
    """Return the names and values of a query or a form. Values are bytes: what they are is for the encoding to say."""
    found = []
    for part in text.split(b"&"):
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            found.append((unquote_to_bytes(name).decode("utf-8", "replace"), unquote_to_bytes(value)))
    return found


def _field_value(destination: Destination, request: Request, limit: int) -> bytes:
    name = destination.carrier_name
    found = [value for key, value in _fields(request, limit) if key == name]
    return _only(found, "field", name)


def _fields(request: Request, limit: int) -> list[tuple[str, bytes]]:
    """Return the fields of a form or of a JSON object; what a JSON field holds that is no text stays as written."""
    if len(request.body) > limit:
        raise UndecodableError("too-large", f"The body is longer than {limit} bytes.")
    if request.body.lstrip()[:1] != b"{":
        return _pairs(request.body)
    try:
        members = jsontext.members(request.body.decode("utf-8"))
    except UnicodeDecodeError:
        raise UndecodableError("not-utf8", "The body is not UTF-8.") from None
    except ValueError:
        raise UndecodableError("not-json", "The body is not a JSON object.") from None
    return [(name, jsontext.text_of(value)) for name, value in members]


def _only(found: list[bytes], kind: str, name: str) -> bytes:
    if not found:
        raise UndecodableError("missing-carrier", f"The {kind} `{name}` that carries the payload is missing.")
    if len(found) > 1:
        raise UndecodableError("repeated-carrier", f"The {kind} `{name}` is there {len(found)} times.")
    return found[0]
