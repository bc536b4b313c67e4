"""Headers that carry a request hold what real clients send in them, and nothing else."""

from __future__ import annotations

import pytest

from telemetry_spec.check.transport import is_transport

REAL = [
    ("accept", "*/*"),
    ("accept", "application/json, text/plain, */*"),
    ("accept", "text/html,application/xhtml+xml;q=0.9,image/avif,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"),
    ("accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-encoding", "gzip;q=1.0,deflate;q=0.6,identity;q=0.3"),
    ("accept-encoding", ""),
    ("connection", "Keep-Alive"),
    ("content-length", "0"),
    ("content-type", "application/json; charset=utf-8"),
    ("content-type", "application/json;charset=UTF-8"),
    ("content-type", "application/vnd.api+json"),
    ("content-type", "application/vnd.acme.telemetry-v2+json"),
    ("content-type", "text/plain;charset=UTF-8"),
    ("content-type", "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"),
    ("date", "Tue, 15 Nov 1994 08:12:31 GMT"),
    ("expect", "100-continue"),
    ("host", "127.0.0.1:8080"),
    ("host", "[::1]:8080"),
    ("keep-alive", "timeout=5, max=1000"),
    ("sec-fetch-dest", "empty"),
    ("sec-fetch-mode", "cors"),
    ("te", "trailers"),
    ("trailer", "Content-MD5, x-amz-checksum-crc32c"),
    ("transfer-encoding", "chunked"),
    ("upgrade", "h2c"),
    ("via", "1.1 vegur, HTTP/2 proxy.example (squid)"),
]


@pytest.mark.parametrize(("name", "value"), REAL)
def test_what_real_clients_send_is_no_data(name: str, value: str) -> None:
    assert is_transport(name, value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, value in REAL if name not in ("via", "host")])
def test_anything_beside_it_is(name: str, value: str) -> None:
    assert not is_transport(name, f"{value}; user=ada")
    assert not is_transport(name, f"{value}, ada@example.org")
    assert not is_transport(name, f"{value}\n")
    assert not is_transport(f"x-{name}", value)


def test_other_headers_are_data() -> None:
    assert not is_transport("user-agent", "demo/1.0")
    assert not is_transport("cookie", "a=b")


ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept", f"x/{ID}"),
        ("accept", f"application/json, application/{ID}"),
        ("accept", f"application/json;charset={ID[:20]}"),
        ("content-type", f"application/{ID}"),
        ("content-type", f"application/vnd.{ID}+json"),
        ("content-type", f"application/json; boundary={ID}"),
        ("content-type", f"application/json; charset={ID[:20]}"),
        ("sec-fetch-dest", "jqwxyzmnop"),
        ("trailer", ID),
        ("trailer", f"x-{ID}"),
    ],
)
def test_an_identifier_passes_in_none_of_them(name: str, value: str) -> None:
    assert not is_transport(name, value)
